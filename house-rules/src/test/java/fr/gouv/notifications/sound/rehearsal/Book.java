package fr.gouv.notifications.sound.rehearsal;

/** What the provider keeps to itself. */
record Book(String name) {}
