package fr.gouv.notifications.contracts;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An administrator ordered something about a part of the platform. Who and why stand in the audit trail
 * of the gateway.
 *
 * @param targetId always the same for the same part, so that the orders about it keep their order
 * @param target what kind of part
 * @param name which one: a channel, a provider, the slug of a public service
 * @param lane only what travels in this lane; absent means both
 * @param operation what is ordered
 * @param version counts the orders about this part, from 1: one that is not above the last one heard
 *     changes nothing
 */
public record OperationOrdered(
        UUID targetId,
        Instant occurredAt,
        OperationTarget target,
        String name,
        @Nullable Lane lane,
        Operation operation,
        long version)
        implements Fact {

    public OperationOrdered {
        if (version < 1) {
            throw new IllegalArgumentException("orders are counted from 1");
        }
    }

    @Override
    public UUID subject() {
        return targetId;
    }

    @Override
    public String discriminator() {
        return Long.toString(version);
    }
}
