package fr.gouv.notifications.dispatch.inbound;

import fr.gouv.notifications.dispatch.inbound.ReturnPath.Attempt;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.subethamail.smtp.MessageHandler;
import org.subethamail.smtp.RejectException;
import org.subethamail.smtp.server.SMTPServer;

/**
 * Takes mail that comes back (RFC 5321): to signed return paths only, one recipient each, and
 * answers when what it means is durable.
 */
@ApplicationScoped
class InboundServer {

    private static final Logger LOG = Logger.getLogger(InboundServer.class);

    private final InboundConfig config;
    private final ReturnPaths paths;
    private final HearBack hearBack;
    private final MeterRegistry registry;
    private @Nullable SMTPServer server;

    InboundServer(
            InboundConfig config, ReturnPaths paths, HearBack hearBack, MeterRegistry registry) {
        this.config = config;
        this.paths = paths;
        this.hearBack = hearBack;
        this.registry = registry;
    }

    void start(@Observes StartupEvent event) throws UnknownHostException {
        if (config.port().isEmpty()) {
            return;
        }
        var started =
                SMTPServer.port(config.port().getAsInt())
                        .bindAddress(InetAddress.getByName(config.host()))
                        .hostName(config.domain())
                        .softwareName("notifications")
                        .insertReceivedHeaders(false)
                        .hideTLS()
                        .maxRecipients(1)
                        .maxMessageSize(config.maxSize())
                        .maxConnections(config.maxConnections())
                        .connectionTimeout((int) config.timeout().toMillis(), TimeUnit.MILLISECONDS)
                        .messageHandlerFactory(_ -> new Visit())
                        .build();
        started.start();
        server = started;
        LOG.infof("mail may come back on port %d", config.port().getAsInt());
    }

    void stop(@Observes ShutdownEvent event) {
        if (server != null) {
            server.stop();
        }
    }

    /** One mail of one client. */
    private final class Visit implements MessageHandler {

        private @Nullable Attempt attempt;

        @Override
        public void from(String sender) {
            // Reports come from nobody, and who says so may be anybody: only the recipient counts.
        }

        @Override
        public void recipient(String recipient) throws RejectException {
            attempt =
                    paths.attempt(recipient)
                            .orElseThrow(
                                    () -> {
                                        registry.counter(
                                                        "notifications.dispatch.heard",
                                                        "result",
                                                        "forged-or-unknown",
                                                        "evidence",
                                                        Heard.Evidence.NONE.word())
                                                .increment();
                                        return new RejectException(550, "5.1.1 No such address");
                                    });
        }

        @Override
        public @Nullable String data(InputStream data) throws RejectException, IOException {
            var octets = data.readNBytes(config.maxSize() + 1);
            if (octets.length > config.maxSize()) {
                throw new RejectException(552, "5.3.4 Message too large");
            }
            if (attempt == null) {
                throw new RejectException(503, "5.5.1 No recipient");
            }
            try {
                hearBack.hear(attempt, octets);
                return null;
            } catch (RuntimeException failure) {
                LOG.warnf("mail that came back was put off (%s)", failure.getClass().getName());
                throw new RejectException(451, "4.3.0 Come back later");
            }
        }

        @Override
        public void done() {
            // Nothing is held.
        }
    }
}
