package fr.gouv.notifications.contracts;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Messages to a mailbox provider, or of a public service, wait, flow more slowly, or flow again as usual.
 *
 * @param flowId always the same for the same target and name, so that its changes keep their order
 * @param name of the mailbox provider, or the slug of the service
 * @param rule by which they wait, as a code; absent when they flow as usual
 * @param why what was said or counted, as a code such as {@code 421 4.7.28}; absent when nothing was
 * @param since when it became so
 * @param until when they go on by themselves; absent when nobody knows, or a person decides
 * @param pace the part of the usual pace, in per cent
 * @param waiting about how many messages wait
 * @param messages how many the rule has counted, for a rule that counts
 * @param failed how many of these speak against the sender
 * @param version counts the changes, from 1
 */
public record FlowChanged(
        UUID flowId,
        Instant occurredAt,
        FlowTarget target,
        String name,
        FlowState state,
        @Nullable String rule,
        @Nullable String why,
        Instant since,
        @Nullable Instant until,
        int pace,
        long waiting,
        long messages,
        long failed,
        long version)
        implements Fact {

    public FlowChanged {
        if (version < 1) {
            throw new IllegalArgumentException("changes are counted from 1");
        }
        if (pace < 0 || pace > 100 || waiting < 0 || messages < 0 || failed < 0) {
            throw new IllegalArgumentException(
                    "a pace has 0 to 100 per cent, and nothing is counted below 0");
        }
    }

    @Override
    public UUID subject() {
        return flowId;
    }

    @Override
    public String discriminator() {
        return Long.toString(version);
    }
}
