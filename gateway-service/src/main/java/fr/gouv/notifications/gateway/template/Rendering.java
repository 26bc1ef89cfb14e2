package fr.gouv.notifications.gateway.template;

import fr.gouv.notifications.gateway.problem.Fault;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What became of a template and the values of one message. */
public sealed interface Rendering {

    /** The words, for the channels that were asked for and that the template has. */
    record Rendered(@Nullable Email email, @Nullable Sms sms, @Nullable Letter letter)
            implements Rendering {}

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
