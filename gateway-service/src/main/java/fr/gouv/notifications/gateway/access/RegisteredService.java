package fr.gouv.notifications.gateway.access;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A public service as it is kept. */
@Entity
@Table(name = "service")
class RegisteredService {

    /** How far its creation has come. */
    enum State {
        /** Kept here, perhaps not yet known to the identity provider. */
        CREATING,
        ACTIVE
    }

    @Id private String slug = "";

    @Column(nullable = false)
    private String name = "";

    @Column(nullable = false)
    private String contact = "";

    @Column(name = "reply_to")
    private @Nullable String replyTo;

    @Column(name = "from_local")
    private @Nullable String fromLocal;

    @Column(name = "from_domain")
    private @Nullable String fromDomain;

    @Enumerated(EnumType.STRING)
    @Column(nullable = false)
    private State state = State.CREATING;

    @Column(nullable = false)
    private int attempt;

    @Column(name = "created_at", nullable = false)
    private Instant createdAt = Instant.EPOCH;

    Tenant tenant() {
        return new Tenant(
                slug,
                name,
                contact,
                replyTo == null ? contact : replyTo,
                fromDomain == null ? null : fromLocal + "@" + fromDomain,
                null,
                createdAt);
    }

    boolean isActive() {
        return state == State.ACTIVE;
    }

    void activate() {
        state = State.ACTIVE;
    }
}
