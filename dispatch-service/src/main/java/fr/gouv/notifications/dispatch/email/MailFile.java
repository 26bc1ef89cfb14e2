package fr.gouv.notifications.dispatch.email;

/**
 * A file that goes with an e-mail.
 *
 * @param name as the citizen is to see it
 * @param type media type, without parameters
 */
@SuppressWarnings("ArrayRecordComponent") // never compared, and changed by nobody
record MailFile(String name, String type, byte[] content) {

    /** Says nothing of the file. */
    @Override
    public String toString() {
        return "MailFile[…]";
    }
}
