package fr.gouv.notifications.dispatch.email;

import fr.gouv.notifications.contracts.Lane;
import fr.gouv.notifications.contracts.Words;
import fr.gouv.notifications.dispatch.delivery.Message;
import fr.gouv.notifications.dispatch.delivery.Outcome;
import fr.gouv.notifications.dispatch.reply.Letter;
import fr.gouv.notifications.dispatch.reply.Post;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.InstantSource;
import org.jboss.logging.Logger;

/** Letters leave by the relays of notifications, signed by the platform's own domain. */
@ApplicationScoped
class LetterPost implements Post {

    private static final Logger LOG = Logger.getLogger(LetterPost.class);

    private final SmtpCarrier carrier;
    private final SignMail signing;
    private final LetterComposer composer;
    private final String domain;

    LetterPost(SmtpConfig config, SmtpCarrier carrier, SignMail signing, InstantSource clock) {
        this.carrier = carrier;
        this.signing = signing;
        this.domain = config.mailDomain();
        this.composer = new LetterComposer(config.mailDomain(), clock);
    }

    @Override
    public Answer carry(Letter letter) {
        try {
            var signed = signing.sign(composer.compose(letter), domain);
            return signed.isPresent()
                    ? answer(letter, carrier.offer(signed.get(), message(letter)))
                    : Answer.LATER;
        } catch (UncomposableException uncomposable) {
            LOG.errorf("%s: no letter can be made of a reply", letter.notificationId());
            return Answer.REFUSED;
        }
    }

    private static Answer answer(Letter letter, Outcome outcome) {
        return switch (outcome) {
            case Outcome.Delivered _, Outcome.HandedOver _ -> Answer.TAKEN;
            case Outcome.Refused(var reason, var answer) -> {
                LOG.errorf(
                        "%s: a relay refuses a letter to service %s: %s, %s",
                        letter.notificationId(), letter.service(), reason, answer.code());
                yield Answer.REFUSED;
            }
            // Also when nobody knows: the same letter twice is better than none.
            case Outcome.Postponed _, Outcome.Unreachable _, Outcome.Unanswered _ -> Answer.LATER;
        };
    }

    /** By which the relays choose. */
    private static Message message(Letter letter) {
        return new Message(
                letter.notificationId(),
                1,
                letter.service(),
                Lane.EXPRESS,
                letter.recipient(),
                new Words(letter.name(), null, null, null, null),
                "");
    }
}
