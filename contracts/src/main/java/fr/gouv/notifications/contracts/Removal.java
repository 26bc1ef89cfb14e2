package fr.gouv.notifications.contracts;

/** A channel that was left out of the plan, and why. */
public record Removal(Channel channel, Reason reason) {}
