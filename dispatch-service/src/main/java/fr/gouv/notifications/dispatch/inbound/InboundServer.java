package fr.gouv.notifications.dispatch.inbound;

import fr.gouv.notifications.dispatch.dmarc.HearDomains;
import fr.gouv.notifications.dispatch.inbound.ReturnPath.Attempt;
import fr.gouv.notifications.dispatch.inbound.ReturnPath.Purpose;
import fr.gouv.notifications.eventing.DataKeys;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.subethamail.smtp.MessageContext;
import org.subethamail.smtp.MessageHandler;
import org.subethamail.smtp.RejectException;
import org.subethamail.smtp.server.SMTPServer;
import org.subethamail.smtp.server.SessionHandler;

/**
 * Takes mail that comes back (RFC 5321): to signed return paths only, one recipient each, and answers
 * when it is kept. What it means is found out afterwards.
 */
@ApplicationScoped
class InboundServer {

    private static final Logger LOG = Logger.getLogger(InboundServer.class);

    private static final int LARGE_AT_ONCE = 4;

    /** Of all clients together: the address is published, and nothing is signed. */
    private static final int DOMAIN_REPORTS_PER_MINUTE = 240;

    private final InboundConfig config;
    private final ReturnPaths paths;
    private final TakeMail takeMail;
    private final MailReader reader;
    private final MeterRegistry registry;
    private final HearDomains domains;
    private final ClientRate rate;
    private final ClientRate domainRate;
    private final Semaphore large = new Semaphore(LARGE_AT_ONCE);
    private @Nullable SMTPServer server;

    InboundServer(
            InboundConfig config,
            ReturnPaths paths,
            TakeMail takeMail,
            MailReader reader,
            HearDomains domains,
            MeterRegistry registry,
            InstantSource clock) {
        this.config = config;
        this.paths = paths;
        this.takeMail = takeMail;
        this.reader = reader;
        this.domains = domains;
        this.domainRate = new ClientRate(DOMAIN_REPORTS_PER_MINUTE, clock);
        this.registry = registry;
        this.rate = new ClientRate(config.maxMailsPerMinute(), clock);
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
                        .maxMessageSize(Math.max(config.maxSize(), config.maxReplySize()))
                        .maxConnections(config.maxConnections())
                        .connectionTimeout((int) config.timeout().toMillis(), TimeUnit.MILLISECONDS)
                        .sessionHandler(
                                SessionHandler.limitConcurrentSessionsBySource(
                                        config.maxConnectionsPerClient()))
                        .messageHandlerFactory(context -> new Visit(client(context)))
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

    private static InetAddress client(MessageContext context) {
        return context.getRemoteAddress() instanceof InetSocketAddress address
                ? address.getAddress()
                : InetAddress.getLoopbackAddress();
    }

    private RejectException refused(int code, String words, String result) {
        count(result);
        return new RejectException(code, words);
    }

    private void count(String result) {
        registry.counter(
                        "notifications.dispatch.heard",
                        "result",
                        result,
                        "evidence",
                        Heard.Evidence.NONE.word())
                .increment();
    }

    /** One mail of one client. */
    private final class Visit implements MessageHandler {

        private final InetAddress client;
        private byte[] senderField = ReturnPaths.senderField("");
        private ReturnPaths.@Nullable Named named;
        private boolean takesAllComplaints;
        private boolean isDomainReport;
        private @Nullable String service;

        Visit(InetAddress client) {
            this.client = client;
        }

        @Override
        public void from(String sender) {
            // Who says so may be anybody: only the recipient counts. It is where an answer would
            // go.
            senderField = ReturnPaths.senderField(sender);
        }

        @Override
        public void recipient(String recipient) throws RejectException {
            if (!rate.allows(client)) {
                throw refused(450, "4.7.1 Too many at once, come back later", "too-fast");
            }
            if (paths.takesDomainReports(recipient)) {
                if (!domainRate.allows(InetAddress.getLoopbackAddress())) {
                    throw refused(450, "4.7.1 Too many at once, come back later", "too-fast");
                }
                isDomainReport = true;
                return;
            }
            if (paths.takesAllComplaints(recipient)) {
                // Its content says of which message it speaks.
                takesAllComplaints = true;
                return;
            }
            if (paths.isForReplies(recipient) && paths.named(recipient).isEmpty()) {
                throw unanswerable();
            }
            open(paths.named(recipient).orElseThrow(InboundServer.this::unknown));
        }

        private void open(ReturnPaths.Named address) throws RejectException {
            var isReply = address.purpose() == Purpose.REPLY;
            var known =
                    about(address.attempt())
                            .orElseThrow(
                                    isReply
                                            ? InboundServer.this::unanswerable
                                            : InboundServer.this::unknown);
            if (!known.mayBringMore() || (isReply && !known.mayAnswerMore())) {
                throw refused(
                        554,
                        "5.7.1 Trop de messages au sujet d'une meme notification, reessayez demain"
                                + " (too many mails about one message)",
                        "too-many");
            }
            named = address;
            service = known.service();
        }

        private ReturnPaths.Named quoted(byte[] octets) throws RejectException {
            return Reports.quotedBy(octets).stream()
                    .flatMap(address -> paths.named(address).stream())
                    .findFirst()
                    .map(it -> new ReturnPaths.Named(Purpose.COMPLAINT, it.attempt()))
                    .orElseThrow(InboundServer.this::unknown);
        }

        private Optional<TakeMail.Correspondence> about(Attempt named) throws RejectException {
            try {
                return takeMail.about(named);
            } catch (RuntimeException failure) {
                throw putOff(failure);
            }
        }

        @Override
        public @Nullable String data(InputStream data) throws RejectException, IOException {
            var octets = data.readNBytes(config.maxSize() + 1);
            if (isDomainReport && octets.length <= config.maxSize()) {
                hearDomain(octets);
                return null;
            }
            if (octets.length <= config.maxSize()) {
                keep(octets);
                return null;
            }
            if (named == null || named.purpose() != Purpose.REPLY) {
                throw tooLarge();
            }
            // A few at a time: each is in memory several times while it is sealed.
            if (!large.tryAcquire()) {
                throw refused(451, "4.3.2 Come back later", "put-off");
            }
            try {
                var rest = data.readNBytes(config.maxReplySize() - octets.length + 1);
                if (octets.length + rest.length > config.maxReplySize()) {
                    throw tooLarge();
                }
                keep(joined(octets, rest));
            } finally {
                large.release();
            }
            return null;
        }

        private void hearDomain(byte[] octets) throws RejectException {
            HearDomains.Result result;
            try {
                result = domains.hear(octets);
            } catch (RuntimeException failure) {
                throw putOff(failure);
            }
            switch (result) {
                case HearDomains.Result.Heard(var code) -> count(code);
                case HearDomains.Result.Busy() ->
                        throw refused(451, "4.3.2 Come back later", "put-off");
            }
        }

        private RejectException tooLarge() {
            return refused(552, "5.3.4 Message trop volumineux (message too large)", "too-large");
        }

        private void keep(byte[] octets) throws RejectException {
            if (takesAllComplaints) {
                open(quoted(octets));
            }
            var address = named;
            if (address == null || service == null) {
                throw new RejectException(503, "5.5.1 No recipient");
            }
            try {
                takeMail.take(
                        address.purpose(), address.attempt(), service, joined(senderField, octets));
            } catch (DataKeys.Erased erased) {
                throw unknown();
            } catch (RuntimeException failure) {
                throw putOff(failure);
            }
            reader.wake();
        }

        private RejectException putOff(RuntimeException failure) {
            LOG.warnf("mail that came back was put off (%s)", failure.getClass().getName());
            return refused(451, "4.3.0 Come back later", "put-off");
        }

        @Override
        public void done() {
            // Nothing is held.
        }
    }

    private RejectException unknown() {
        return refused(550, "5.1.1 No such address", "forged-or-unknown");
    }

    /** Said by the citizen's own mail server, which alone knows who wrote. */
    private RejectException unanswerable() {
        return refused(
                550,
                "5.1.1 Cette adresse de reponse n'est pas valable : ecrivez directement au service"
                        + " concerne (this reply address is not valid)",
                "forged-or-unknown");
    }

    private static byte[] joined(byte[] head, byte[] rest) {
        var joined = Arrays.copyOf(head, head.length + rest.length);
        System.arraycopy(rest, 0, joined, head.length, rest.length);
        return joined;
    }
}
