package fr.gouv.notifications.dispatch.email;

import fr.gouv.notifications.contracts.Channel;
import fr.gouv.notifications.contracts.Reason;
import fr.gouv.notifications.contracts.Words;
import fr.gouv.notifications.dispatch.delivery.Carrier;
import fr.gouv.notifications.dispatch.delivery.Hindrance;
import fr.gouv.notifications.dispatch.delivery.Message;
import fr.gouv.notifications.dispatch.delivery.Outcome;
import fr.gouv.notifications.dispatch.delivery.Routes;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.mail.internet.InternetAddress;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/** Hands e-mails to SMTP relays. */
@ApplicationScoped
class SmtpCarrier implements Carrier {

    private final Relays relays;
    private final MailComposer composer;
    private final SignMail signing;
    private final Attachments files;

    SmtpCarrier(
            SmtpConfig config,
            Routes routes,
            SignMail signing,
            Attachments files,
            InstantSource clock) {
        this.signing = signing;
        this.files = files;
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
        var attachments = Optional.ofNullable(email.attachments()).orElse(List.of());
        try (var fetched = files.fetch(message, attachments)) {
            return switch (fetched) {
                case Attachments.Fetched.Files(var all, var _) ->
                        offer(message, email, recipient.get(), all);
                case Attachments.Fetched.Later _ ->
                        new Outcome.Postponed(Hindrance.FAULT, Outcome.Answer.NONE);
                case Attachments.Fetched.Gone _ ->
                        new Outcome.Refused(Reason.CONTENT_REFUSED, Outcome.Answer.NONE);
            };
        }
    }

    private Outcome offer(
            Message message, Words.Email email, InternetAddress recipient, List<MailFile> files) {
        try {
            var mail = composer.compose(message, email, recipient, files);
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
