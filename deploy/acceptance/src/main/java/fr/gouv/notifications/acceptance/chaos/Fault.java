package fr.gouv.notifications.acceptance.chaos;

/**
 * Something that breaks, and is mended.
 *
 * @param name as it stands in the report
 * @param begin breaks it
 * @param end mends it, and returns when what was broken runs again
 */
record Fault(String name, Step begin, Step end) {

    /** A step that may fail for reasons that lie outside the platform. */
    interface Step {
        void run() throws Exception;
    }
}
