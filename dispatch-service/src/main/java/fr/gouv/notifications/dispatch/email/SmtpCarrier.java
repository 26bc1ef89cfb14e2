package fr.gouv.notifications.dispatch.email;

import fr.gouv.notifications.contracts.Channel;
import fr.gouv.notifications.contracts.Reason;
import fr.gouv.notifications.dispatch.delivery.Carrier;
import fr.gouv.notifications.dispatch.delivery.Hindrance;
import fr.gouv.notifications.dispatch.delivery.Message;
import fr.gouv.notifications.dispatch.delivery.Outcome;
import fr.gouv.notifications.dispatch.delivery.Routes;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.InstantSource;

/** Hands e-mails to SMTP relays. */
@ApplicationScoped
class SmtpCarrier implements Carrier {

    private final Relays relays;
    private final MailComposer composer;
    private final SignMail signing;

    SmtpCarrier(SmtpConfig config, Routes routes, SignMail signing, InstantSource clock) {
        this.signing = signing;
        this.relays = new Relays(config, routes);
        this.composer = new MailComposer(config.mailDomain(), clock);
    }

    @Override
    public Channel channel() {
        return Channel.EMAIL;
    }

    @Override
    public String provider() {
        return relays.provider();
    }

    @Override
    public Outcome carry(Message message) {
        var email = message.words().email();
        if (email == null) {
            return new Outcome.Refused(Reason.INVALID_REQUEST, Outcome.Answer.NONE);
        }
        var recipient = MailComposer.mailbox(message.address());
        if (recipient.isEmpty()) {
            return new Outcome.Refused(Reason.ADDRESS_UNKNOWN, Outcome.Answer.NONE);
        }
        try {
            var mail = composer.compose(message, email, recipient.get());
            var signed = signing.sign(mail, composer.domainOf(message));
            return signed.isPresent()
                    ? relays.offer(signed.get(), message)
                    : new Outcome.Postponed(Hindrance.OURSELVES, Outcome.Answer.NONE);
        } catch (UncomposableException uncomposable) {
            return new Outcome.Refused(Reason.CONTENT_REFUSED, Outcome.Answer.NONE);
        }
    }

    /** Offers a mail that is complete and signed; {@code message} says by which relays it may leave. */
    Outcome offer(ComposedMail mail, Message message) {
        return relays.offer(mail, message);
    }

    @Override
    public boolean answers() {
        return relays.answer();
    }

    @PreDestroy
    void close() {
        relays.close();
    }
}
