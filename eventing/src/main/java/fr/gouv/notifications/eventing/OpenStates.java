package fr.gouv.notifications.eventing;

import java.util.List;
import java.util.Set;

/**
 * The states of one service: no row may be left in an open one by everybody. One implementation a
 * service, held to its database by a test and watched by the {@link StateWatch}.
 */
public interface OpenStates {

    /** The one state of every outbox. */
    OpenState OUTBOX =
            new OpenState(
                    "outbox",
                    "waiting",
                    "true",
                    "created_at",
                    "at once; as long as the broker is away",
                    "is told, with its event id, and removed",
                    "eventing.OutboxRelay");

    /** Every state that somebody has to end. */
    List<OpenState> open();

    /** The final states, as {@code table.state}. */
    Set<String> settled();

    /** The tables whose rows wait for nothing. */
    Set<String> lasting();
}
