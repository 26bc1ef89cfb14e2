package fr.gouv.notifications.preferences.suppression;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An address gets nothing more.
 *
 * @param scope the one service that may not write to it, or {@link #EVERYBODY}
 * @param evidence the hit that decided
 * @param until absent when it never ends by itself
 */
record Verdict(String scope, Rule rule, Hit evidence, @Nullable Instant until) {

    static final String EVERYBODY = "*";
}
