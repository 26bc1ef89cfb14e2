package fr.gouv.notifications.gateway.template;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Published words; never changed afterwards. */
@Entity
@Table(name = "template_version")
class TemplateVersion {

    @Id
    @GeneratedValue(strategy = GenerationType.IDENTITY)
    private @Nullable Long id;

    @Column(name = "template_id", nullable = false, updatable = false)
    private Long templateId = 0L;

    @Column(nullable = false, updatable = false)
    private int version;

    @Column(nullable = false, updatable = false)
    private String content = "";

    @Column(name = "published_at", nullable = false, updatable = false)
    private Instant publishedAt = Instant.EPOCH;

    @Column(name = "published_by", nullable = false, updatable = false)
    private String publishedBy = "";

    /** For Hibernate. */
    protected TemplateVersion() {}

    TemplateVersion(
            Long templateId, int version, String content, Instant publishedAt, String publishedBy) {
        this.templateId = templateId;
        this.version = version;
        this.content = content;
        this.publishedAt = publishedAt;
        this.publishedBy = publishedBy;
    }

    int version() {
        return version;
    }

    /** The content as JSON. */
    String content() {
        return content;
    }

    Instant publishedAt() {
        return publishedAt;
    }
}
