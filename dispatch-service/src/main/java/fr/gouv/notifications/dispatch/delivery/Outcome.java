package fr.gouv.notifications.dispatch.delivery;

import fr.gouv.notifications.contracts.Reason;
import org.jspecify.annotations.Nullable;

/** What came of handing one message to a carrier. */
public sealed interface Outcome {

    /** The carrier took it and is the last station: it is in the mailbox. */
    record Delivered(String code, @Nullable String reference) implements Outcome {}

    /** The carrier took it and passes it on; {@code reference} is what its reports will quote. */
    record HandedOver(String code, @Nullable String reference) implements Outcome {}

    /** Nobody is at fault for good: try the same channel again later. */
    record Postponed(Hindrance hindrance, Answer answer) implements Outcome {}

    /** The carrier itself could not be reached or does not serve us: it concerns every message. */
    record Unreachable(Reason reason, Answer answer) implements Outcome {}

    /** It will never work like this; the reason says whether another channel may. */
    record Refused(Reason reason, Answer answer) implements Outcome {}

    /** It was handed over completely and nothing came back: it may or may not have been taken. */
    record Unanswered(Answer answer) implements Outcome {}

    /**
     * What the provider said.
     *
     * @param code its raw code, such as {@code 550 5.1.1}; may be shown
     * @param words its words, which often quote the address: to be sealed at once
     */
    record Answer(@Nullable String code, @Nullable String words) {

        /** Nothing was said. */
        public static final Answer NONE = new Answer(null, null);

        /** Leaves the words out of any log. */
        @Override
        public String toString() {
            return "Answer[" + code + "]";
        }
    }
}
