package fr.gouv.notifications.dispatch.inbound;

import fr.gouv.notifications.dispatch.reply.ReplyMailboxes;
import io.quarkus.test.Mock;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import java.util.UUID;

/** The gateway's mailboxes, without a gateway. */
@Mock
@ApplicationScoped
public class TestReplyMailboxes implements ReplyMailboxes {

    @Override
    public Optional<Mailbox> of(String service, UUID notification) {
        return service.startsWith("gone")
                ? Optional.empty()
                : Optional.of(
                        new Mailbox(
                                service,
                                "CAF de Test",
                                "accueil@" + service + ".example",
                                "dossier-42"));
    }
}
