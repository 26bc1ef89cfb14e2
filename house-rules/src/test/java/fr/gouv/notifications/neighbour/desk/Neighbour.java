package fr.gouv.notifications.neighbour.desk;

/** What another service keeps to itself. */
public record Neighbour(String name) {}
