package fr.gouv.notifications.gateway.template;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A slug under which a service publishes words, and how many versions of them there are. */
@Entity
@Table(name = "template")
class Template {

    @Id
    @GeneratedValue(strategy = GenerationType.IDENTITY)
    private @Nullable Long id;

    @Column(nullable = false, updatable = false)
    private String service = "";

    @Column(nullable = false, updatable = false)
    private String slug = "";

    @Column(nullable = false)
    private int version;

    @Column(name = "archived_at")
    private @Nullable Instant archivedAt;

    Long id() {
        if (id == null) {
            throw new IllegalStateException("not stored yet");
        }
        return id;
    }

    String slug() {
        return slug;
    }

    /** The latest version, 0 while nothing was published. */
    int version() {
        return version;
    }

    @Nullable Instant archivedAt() {
        return archivedAt;
    }

    int nextVersion() {
        version++;
        return version;
    }

    void archive(Instant now) {
        if (archivedAt == null) {
            archivedAt = now;
        }
    }
}
