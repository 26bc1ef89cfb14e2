package fr.gouv.notifications.vague.desk;

/** Helps. */
interface DeskHelper {

    /** Carries. */
    record BoxDto(String content) {}
}
