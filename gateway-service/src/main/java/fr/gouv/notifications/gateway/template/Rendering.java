package fr.gouv.notifications.gateway.template;

import fr.gouv.notifications.contracts.Channel;
import fr.gouv.notifications.gateway.problem.Fault;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What became of a template and the values of one message. */
public sealed interface Rendering {

    /** The words, for the channels that were asked for and that the template has. */
    record Rendered(@Nullable Email email, @Nullable Sms sms, @Nullable Letter letter)
            implements Rendering {

        /** The channels for which there are words, the preferred one first. */
        public List<Channel> channels() {
            var channels = new ArrayList<Channel>();
            if (email != null) {
                channels.add(Channel.EMAIL);
            }
            if (sms != null) {
                channels.add(Channel.SMS);
            }
            if (letter != null) {
                channels.add(Channel.LETTER);
            }
            return channels;
        }
    }

    /** All that is wrong with the values, at once. */
    record Refused(List<Fault> faults) implements Rendering {

        public Refused {
            faults = List.copyOf(faults);
        }
    }

    /**
     * The e-mail before its layout.
     *
     * @param html block elements without style
     */
    record Email(String subject, String html, String text) {}

    /** The text message, and what it costs. */
    record Sms(String text, SmsLength length) {}

    /** The letter before its layout. */
    record Letter(String html, String text) {}
}
