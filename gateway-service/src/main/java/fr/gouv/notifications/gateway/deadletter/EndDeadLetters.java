package fr.gouv.notifications.gateway.deadletter;

import fr.gouv.notifications.gateway.access.AuditTrail;
import fr.gouv.notifications.gateway.access.Explanation;
import fr.gouv.notifications.gateway.deadletter.DeadLetter.State;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.util.Optional;
import java.util.UUID;

/** Ends dead letters with which nothing else is to be done. */
@ApplicationScoped
class EndDeadLetters {

    /** Emptied in one transaction: each of them has a line in the audit trail. */
    static final int MOST_AT_ONCE = 500;

    private final DeadLetters letters;
    private final AuditTrail audit;

    EndDeadLetters(DeadLetters letters, AuditTrail audit) {
        this.letters = letters;
        this.audit = audit;
    }

    /** What a dead letter is after the wish to resolve it, and whether that wish did it. */
    record Resolution(DeadLetter letter, boolean isNew) {}

    /** Notes that nothing is to be done; empty when there is no such dead letter. */
    @Transactional
    Optional<Resolution> resolve(UUID id, Explanation why, String actor) {
        var isNew = letters.settle(id, State.OPEN, State.RESOLVED, actor, why.text());
        if (isNew) {
            audit.note(
                    actor,
                    "dead-letter-resolved",
                    "dead-letter/" + id,
                    why,
                    DeadLetters.word(State.OPEN),
                    DeadLetters.word(State.RESOLVED));
        }
        return letters.find(id).map(letter -> new Resolution(letter, isNew));
    }

    /** Empties some of those that are meant; how many. */
    @Transactional
    int purge(LetterFilter filter, Explanation why, String actor) {
        var emptied = letters.purge(filter, actor, why.text(), MOST_AT_ONCE);
        for (var letter : emptied) {
            audit.note(
                    actor,
                    "dead-letter-purged",
                    "dead-letter/" + letter.id(),
                    why,
                    DeadLetters.word(letter.before()),
                    DeadLetters.word(letter.after()) + ", emptied");
        }
        return emptied.size();
    }
}
