package fr.gouv.notifications.dispatch.inbound;

import org.jspecify.annotations.Nullable;

/**
 * Where what is said about one attempt comes back to us.
 *
 * @param bounces the envelope sender: where mail servers send it back
 * @param complaints where a mailbox provider tells that the citizen called it unwanted
 * @param replies where a citizen answers; absent when answers go to the service itself
 * @param envelopeId what a mail server quotes beside (RFC 3461)
 */
public record WaysBack(
        String bounces, String complaints, @Nullable String replies, String envelopeId) {}
