package fr.gouv.notifications.vague.util;

/** Stands anywhere. */
record Box(String content) {}
