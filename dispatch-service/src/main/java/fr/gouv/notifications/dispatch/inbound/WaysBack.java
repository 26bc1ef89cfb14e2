package fr.gouv.notifications.dispatch.inbound;

/**
 * Where what is said about one attempt comes back to us.
 *
 * @param bounces the envelope sender: where mail servers send it back
 * @param complaints where a mailbox provider tells that the citizen called it unwanted
 * @param envelopeId what a mail server quotes beside (RFC 3461)
 */
public record WaysBack(String bounces, String complaints, String envelopeId) {}
