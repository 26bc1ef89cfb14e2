package fr.gouv.notifications.circular.second;

import fr.gouv.notifications.circular.first.Chicken;
import org.jspecify.annotations.Nullable;

/** Needs the first capability. */
public record Egg(@Nullable Chicken of) {}
