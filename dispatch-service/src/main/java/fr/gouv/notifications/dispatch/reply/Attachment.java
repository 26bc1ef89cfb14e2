package fr.gouv.notifications.dispatch.reply;

/**
 * A file that comes with a reply and may be handed on.
 *
 * @param name safe to be shown and stored: letters, digits and a few signs, and an ending that is allowed
 * @param type that belongs to the ending, whatever the sender said
 */
public record Attachment(
        String name,
        String type,
        @SuppressWarnings("ArrayRecordComponent") // never compared, and changed by nobody
                byte[] octets) {

    /** Says nothing of the file: its name may be a person's. */
    @Override
    public String toString() {
        return "Attachment[" + type + ", " + octets.length + " octets]";
    }
}
