package fr.gouv.notifications.circular.first;

import fr.gouv.notifications.circular.second.Egg;

/** Needs the other capability. */
public record Chicken(Egg from) {}
