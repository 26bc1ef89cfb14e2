package fr.gouv.notifications.dispatch.inbound;

import fr.gouv.notifications.eventing.DataKeys;
import fr.gouv.notifications.eventing.KeyRing;
import fr.gouv.notifications.eventing.UnreadableRecord;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.InstantSource;
import java.util.UUID;
import org.jboss.logging.Logger;

/**
 * Opens one leased mail, reads it, and makes what it means durable together with the end of its row: once,
 * whoever crashes in between.
 */
@ApplicationScoped
class ReadMail {

    private static final Logger LOG = Logger.getLogger(ReadMail.class);

    private final InboundMails mails;
    private final HearBack hearBack;
    private final ReadReply readReply;
    private final KeyRing keys;
    private final MeterRegistry registry;
    private final InstantSource clock;

    ReadMail(
            InboundMails mails,
            HearBack hearBack,
            ReadReply readReply,
            KeyRing keys,
            MeterRegistry registry,
            InstantSource clock) {
        this.mails = mails;
        this.hearBack = hearBack;
        this.readReply = readReply;
        this.keys = keys;
        this.registry = registry;
        this.clock = clock;
    }

    /** Never throws: what fails is put off, and in the end dead. */
    void read(InboundMail mail) {
        try {
            if (InboundPolicy.isHopeless(mail, clock.instant())) {
                bury(mail, "hopeless");
                return;
            }
            var octets =
                    keys.open(mail.service(), notification(mail), InboundMail.SEAL, mail.box());
            switch (mail.purpose()) {
                case BOUNCE, COMPLAINT -> hear(mail, octets);
                case REPLY -> reply(mail, octets);
                case FORWARD -> forward(mail, octets);
            }
        } catch (DataKeys.Erased erased) {
            end(mail, new HearBack.Heed("erased"));
        } catch (UnreadableRecord unreadable) {
            bury(mail, unreadable.reason());
        } catch (HearBack.AttemptIsOpen early) {
            putOff(mail, "its attempt is still open");
        } catch (RuntimeException failure) {
            // No message of the exception: it may quote the mail.
            putOff(mail, failure.getClass().getName());
        }
    }

    private void hear(InboundMail mail, byte[] octets) {
        var heard = Reports.read(octets);
        var evidence =
                heard instanceof Heard.Delivery(_, var quoted)
                        ? quoted.of(mail.attempt())
                        : Heard.Evidence.NONE;
        var heed =
                QuarkusTransaction.requiringNew()
                        .call(
                                () -> {
                                    var meant =
                                            hearBack.hear(mail.purpose(), mail.attempt(), heard);
                                    if (!mails.done(mail, meant.result())) {
                                        throw new LeaseLost();
                                    }
                                    return meant;
                                });
        told(mail, heed, evidence);
    }

    private void reply(InboundMail mail, byte[] octets) {
        switch (readReply.settle(mail, octets)) {
            case ReadReply.Fate.Over(var result) -> {
                if (QuarkusTransaction.requiringNew()
                        .call(() -> mails.doneAndEmptied(mail, result))) {
                    told(mail, new HearBack.Heed(result), Heard.Evidence.NONE);
                }
            }
            case ReadReply.Fate.Later(var why) -> putOff(mail, why);
            case ReadReply.Fate.Stuck(var why) -> bury(mail, why);
        }
    }

    /** What comes back of a reply that was carried on: the mailbox of the service does not take it. */
    private void forward(InboundMail mail, byte[] octets) {
        var failed =
                Reports.read(octets) instanceof Heard.Delivery delivery
                        && delivery.verdict().action() == Action.FAILED;
        if (failed) {
            LOG.errorf(
                    "%s: the mailbox of service %s gives back what citizens answer",
                    notification(mail), mail.service());
        }
        end(mail, new HearBack.Heed(failed ? "forward-bounced" : "forward-answered"));
    }

    private void end(InboundMail mail, HearBack.Heed heed) {
        if (QuarkusTransaction.requiringNew().call(() -> mails.done(mail, heed.result()))) {
            told(mail, heed, Heard.Evidence.NONE);
        }
    }

    private void told(InboundMail mail, HearBack.Heed heed, Heard.Evidence evidence) {
        heed.whenDurable().run();
        count(heed.result(), evidence);
        LOG.infof("%s: mail came back, %s", notification(mail), heed.result());
    }

    private void putOff(InboundMail mail, String why) {
        try {
            var until = clock.instant().plus(InboundPolicy.pause(mail.failures() + 1));
            QuarkusTransaction.requiringNew().run(() -> mails.putOff(mail, until));
            LOG.warnf("%s: mail is read again later (%s)", notification(mail), why);
        } catch (RuntimeException failure) {
            // Its lease runs out, and it is claimed again.
            LOG.warnf("mail stays leased (%s)", failure.getClass().getName());
        }
    }

    private void bury(InboundMail mail, String why) {
        if (QuarkusTransaction.requiringNew().call(() -> mails.dead(mail, why))) {
            count("dead", Heard.Evidence.NONE);
            LOG.errorf(
                    "%s: mail %s could not be read and is dead (%s)",
                    notification(mail), mail.id(), why);
        }
    }

    private void count(String result, Heard.Evidence evidence) {
        registry.counter(
                        "notifications.dispatch.heard",
                        "result",
                        result,
                        "evidence",
                        evidence.word())
                .increment();
    }

    private static UUID notification(InboundMail mail) {
        return mail.attempt().notificationId();
    }

    /** Another worker has it: nothing of this one may remain. */
    private static final class LeaseLost extends RuntimeException {

        private static final long serialVersionUID = 1L;

        LeaseLost() {
            super("the lease of a mail was lost", null, false, false);
        }
    }
}
