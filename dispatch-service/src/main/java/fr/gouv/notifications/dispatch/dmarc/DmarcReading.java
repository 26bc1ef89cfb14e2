package fr.gouv.notifications.dispatch.dmarc;

/** What became of reading a mail that should hold a report. */
sealed interface DmarcReading {

    /** It holds one. */
    record Read(DmarcReport report) implements DmarcReading {}

    /** It does not, or not one that anybody honest would send. */
    record Unreadable(Fault fault) implements DmarcReading {}

    /** Why a report could not be read. */
    enum Fault {
        /** The mail holds nothing that looks like one. */
        NO_REPORT,
        /** It has more octets, entries or rows than an honest one, or is packed too densely. */
        TOO_LARGE,
        /** It is no XML, or XML that wants other files. */
        NOT_XML,
        /** It lacks what tells whose and which report it is. */
        INCOMPLETE
    }
}
