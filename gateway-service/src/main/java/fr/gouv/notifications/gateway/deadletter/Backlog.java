package fr.gouv.notifications.gateway.deadletter;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.Map;
import java.util.TreeMap;

/** How many dead letters wait for a decision, for the overview of the platform. */
@ApplicationScoped
public class Backlog {

    private final DeadLetters letters;
    private final Answering answering;

    Backlog(DeadLetters letters, Answering answering) {
        this.letters = letters;
        this.answering = answering;
    }

    /** The open ones, by the service that could not process them. */
    public Map<String, Long> open() {
        return answering.with(() -> new TreeMap<>(letters.open()));
    }
}
