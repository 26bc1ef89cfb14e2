package fr.gouv.notifications.gateway.deadletter;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What became of the wish to re-drive a dead letter. */
sealed interface Redriving {

    /**
     * Its fact was told again, or its submission taken again.
     *
     * @param topic on which the fact was told; absent for a submission
     * @param notification that it is about
     */
    record Done(@Nullable String topic, @Nullable UUID notification) implements Redriving {}

    /**
     * It may not be told again.
     *
     * @param detail a code that says more, such as the fault of the record
     */
    record NotDone(Refusal refusal, @Nullable String detail) implements Redriving {}

    /** Somebody ended it before, or does so at this moment. */
    record Closed(DeadLetter letter) implements Redriving {}

    /** There is no such dead letter. */
    record Unknown() implements Redriving {}
}
