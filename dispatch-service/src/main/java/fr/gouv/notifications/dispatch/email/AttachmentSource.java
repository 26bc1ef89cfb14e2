package fr.gouv.notifications.dispatch.email;

import fr.gouv.notifications.eventing.Unavailable;
import java.util.Optional;
import java.util.UUID;

/** Where the sealed contents of files are that go with e-mails. */
interface AttachmentSource {

    /**
     * The sealed content; empty when nobody has it any more.
     *
     * @throws Unavailable when it cannot be had now
     */
    Optional<byte[]> sealed(String service, UUID id);
}
