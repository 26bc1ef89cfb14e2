package fr.gouv.notifications.gateway.quota;

import fr.gouv.notifications.contracts.Channel;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** What is limited for each public service. */
public enum Limit {
    REQUESTS_PER_MINUTE("requestsPerMinute", Period.MINUTE, "requests of the API"),
    EMAIL_PER_DAY("emailPerDay", Period.DAY, "messages by e-mail"),
    SMS_PER_DAY("smsPerDay", Period.DAY, "messages by SMS"),
    LETTER_PER_DAY("letterPerDay", Period.DAY, "letters"),
    SMS_PER_MONTH("smsPerMonth", Period.MONTH, "messages by SMS"),
    LETTER_PER_MONTH("letterPerMonth", Period.MONTH, "letters");

    private final String word;
    private final Period period;
    private final String things;

    Limit(String word, Period period, String things) {
        this.word = word;
        this.period = period;
        this.things = things;
    }

    /** Its name in the API, in headers, in metrics and in the database; never changes. */
    String word() {
        return word;
    }

    Period period() {
        return period;
    }

    /** What is counted, in words. */
    String things() {
        return things;
    }

    boolean countsRequests() {
        return this == REQUESTS_PER_MINUTE;
    }

    static Optional<Limit> named(String word) {
        return Arrays.stream(values()).filter(limit -> limit.word.equals(word)).findFirst();
    }

    /** The limits against which a message on this channel counts. */
    static List<Limit> of(Channel channel) {
        return switch (channel) {
            case EMAIL -> List.of(EMAIL_PER_DAY);
            case SMS -> List.of(SMS_PER_DAY, SMS_PER_MONTH);
            case LETTER -> List.of(LETTER_PER_DAY, LETTER_PER_MONTH);
        };
    }
}
