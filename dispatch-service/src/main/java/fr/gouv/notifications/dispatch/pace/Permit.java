package fr.gouv.notifications.dispatch.pace;

import org.jspecify.annotations.Nullable;

/** One message on its way to a mailbox provider. Closed in any case when the attempt is over. */
public final class Permit implements AutoCloseable {

    private final Pace pace;
    private final String group;
    private final @Nullable Throttle throttle;
    private final long began;

    Permit(Pace pace, String group, @Nullable Throttle throttle, long began) {
        this.pace = pace;
        this.group = group;
        this.throttle = throttle;
        this.began = began;
    }

    /** The provider said that we are too fast. */
    public void tooFast(@Nullable String code, @Nullable String words) {
        pace.slower(group, began, code, words);
    }

    /** It refused for another reason, which may be one for which it wants to hear nothing for a while. */
    public void refused(@Nullable String code, @Nullable String words) {
        pace.refused(group, began, code, words);
    }

    @Override
    public void close() {
        if (throttle != null) {
            throttle.ended(pace.nanos() - began);
        }
    }
}
