package fr.gouv.notifications.gateway.dns;

import java.util.List;

/** What can be asked of the DNS. */
public interface Dns {

    /** Takes as long as the time-out of one question; throws nothing. */
    Answer ask(String name, Kind kind);

    /** What is asked for. */
    enum Kind {
        /** Each value is one record, its strings joined. */
        TXT,
        /** Each value is preference and host, such as {@code 10 mx.example}; {@code 0 .} is the null MX. */
        MX,
        A,
        AAAA,
        PTR
    }

    /** How it went. */
    enum Status {
        FOUND,
        /** There are no such records; the question was in vain. */
        NOTHING,
        /** The name does not exist at all. */
        NO_NAME,
        /** Nobody answered, or nobody could say. */
        FAILED
    }

    /**
     * An answer.
     *
     * @param values empty unless something was found
     */
    record Answer(Status status, List<String> values) {

        public Answer {
            values = List.copyOf(values);
        }

        public static Answer of(Status status) {
            return new Answer(status, List.of());
        }

        public boolean isFailure() {
            return status == Status.FAILED;
        }

        /** Counted by mailbox providers, who stop after two (RFC 7208, 4.6.4). */
        public boolean isVoid() {
            return status == Status.NOTHING || status == Status.NO_NAME;
        }
    }
}
