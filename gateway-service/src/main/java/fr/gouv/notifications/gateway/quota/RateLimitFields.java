package fr.gouv.notifications.gateway.quota;

import java.time.Duration;

/**
 * The fields by which a client learns how much it may still ask for. Source:
 * draft-ietf-httpapi-ratelimit-headers-10; both are lists of structured fields (RFC 9651), one item for
 * each limit.
 */
final class RateLimitFields {

    static final String POLICY = "RateLimit-Policy";
    static final String STANDING = "RateLimit";

    /** What is allowed. */
    static String policy(Limit limit, long size, Window window) {
        var policy = "\"%s\";q=%d;w=%d".formatted(limit.word(), size, window.length().toSeconds());
        return limit.countsRequests() ? policy : policy + ";qu=\"messages\"";
    }

    /** What is left of it, and for how long. */
    static String standing(Limit limit, long left, Duration untilReset) {
        return "\"%s\";r=%d;t=%d".formatted(limit.word(), left, untilReset.toSeconds());
    }

    private RateLimitFields() {}
}
