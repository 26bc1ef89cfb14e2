package fr.gouv.notifications.gateway.batch;

import java.util.UUID;

/** What became of a form with a usable file. */
sealed interface TakenFile {

    UUID batch();

    /** A batch came into being, whose rows are still to be checked. */
    record Begun(CheckRows.Task task, TextScan.Finding.Text text, char separator)
            implements TakenFile {

        @Override
        public UUID batch() {
            return task.batch().id();
        }
    }

    /** The same form made this batch before. */
    record Replayed(UUID batch) implements TakenFile {}
}
