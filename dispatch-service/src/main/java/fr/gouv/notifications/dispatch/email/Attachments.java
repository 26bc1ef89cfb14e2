package fr.gouv.notifications.dispatch.email;

import fr.gouv.notifications.contracts.Words;
import fr.gouv.notifications.dispatch.delivery.Message;
import java.util.List;

/** Where the files that go with e-mails come from. */
interface Attachments {

    /**
     * The files of this message, opened. Blocks for as long as it waits for room and for the gateway.
     */
    Fetched fetch(Message message, List<Words.Attachment> attachments);

    /** What came of it. */
    sealed interface Fetched extends AutoCloseable {

        @Override
        default void close() {
            // Nothing is held.
        }

        /** All of them, in their order; they take room until this is closed. */
        record Files(List<MailFile> files, Runnable end) implements Fetched {

            @Override
            public void close() {
                end.run();
            }
        }

        /** Not now. */
        record Later() implements Fetched {}

        /** One of them is gone for good. */
        record Gone() implements Fetched {}
    }
}
