package fr.gouv.notifications.dispatch.inbound;

import java.util.List;

/**
 * One part of a mail that holds no further parts.
 *
 * @param type such as {@code message/delivery-status}, in lower case
 * @param lines of its content, decoded
 */
record MailPart(String type, MailFields fields, List<String> lines) {

    MailPart {
        lines = List.copyOf(lines);
    }

    @Override
    public String toString() {
        return "MailPart[" + type + "]";
    }
}
