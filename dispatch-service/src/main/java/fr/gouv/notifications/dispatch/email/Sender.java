package fr.gouv.notifications.dispatch.email;

import jakarta.mail.internet.InternetAddress;
import java.util.Optional;

/**
 * Who writes.
 *
 * @param name as the mailbox shows it, on one line
 * @param address a mailbox of ours
 * @param replyTo where the service reads answers
 */
record Sender(String name, String address, Optional<InternetAddress> replyTo) {}
