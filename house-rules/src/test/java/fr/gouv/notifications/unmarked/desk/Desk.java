package fr.gouv.notifications.unmarked.desk;

/** Says nothing about null. */
record Desk(String name) {}
