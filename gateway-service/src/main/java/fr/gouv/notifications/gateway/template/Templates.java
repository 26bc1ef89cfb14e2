package fr.gouv.notifications.gateway.template;

import com.github.benmanes.caffeine.cache.AsyncCacheLoader;
import com.github.benmanes.caffeine.cache.AsyncLoadingCache;
import com.github.benmanes.caffeine.cache.Caffeine;
import fr.gouv.notifications.gateway.problem.StorageAway;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.TransactionPhase;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;

/** The latest version of each template, compiled once and kept: sending asks no database. */
@ApplicationScoped
public class Templates {

    private static final int MOST = 10_000;

    /** How long another replica may not know of a change. */
    private static final Duration FRESH = Duration.ofSeconds(5);

    private static final Duration KEPT = Duration.ofMinutes(1);

    /** Few: those of batches that are being sent. */
    private static final int MOST_VERSIONS = 200;

    private final AsyncLoadingCache<Name, Optional<Current>> cache;
    private final AsyncLoadingCache<Exactly, Optional<CompiledTemplate>> versions;

    Templates(Library library) {
        versions =
                Caffeine.newBuilder()
                        .maximumSize(MOST_VERSIONS)
                        .executor(Executors.newVirtualThreadPerTaskExecutor())
                        .buildAsync(
                                exactly ->
                                        library.version(
                                                        exactly.service(),
                                                        exactly.slug(),
                                                        exactly.version())
                                                .map(Loader::template));
        cache =
                Caffeine.newBuilder()
                        .maximumSize(MOST)
                        .refreshAfterWrite(FRESH)
                        .expireAfterWrite(KEPT)
                        .executor(Executors.newVirtualThreadPerTaskExecutor())
                        .buildAsync(new Loader(library));
    }

    /** The template under this slug, empty when the service has never published one. */
    public Uni<Optional<Current>> current(String service, String slug) {
        var name = new Name(service, slug);
        return Uni.createFrom()
                .completionStage(() -> cache.get(name))
                .onFailure()
                .transform(_ -> StorageAway.refused())
                .invoke(found -> forgetAbsence(name, found));
    }

    /** One version of a template, which never changes, even when it is archived. */
    public Uni<CompiledTemplate> version(String service, String slug, int version) {
        var exactly = new Exactly(service, slug, version);
        return Uni.createFrom()
                .completionStage(() -> versions.get(exactly))
                .onFailure()
                .transform(_ -> StorageAway.refused())
                .map(
                        found ->
                                found.orElseThrow(
                                        () ->
                                                new IllegalStateException(
                                                        "no version "
                                                                + version
                                                                + " of template "
                                                                + slug)));
    }

    /** What does not exist may be published on another replica the moment after. */
    private void forgetAbsence(Name name, Optional<Current> found) {
        if (found.isEmpty()) {
            cache.synchronous().invalidate(name);
        }
    }

    void forget(@Observes(during = TransactionPhase.AFTER_COMPLETION) TemplateChanged changed) {
        cache.synchronous().invalidate(new Name(changed.service(), changed.slug()));
    }

    /**
     * A template as it is now.
     *
     * @param isArchived whether it may no longer be used
     */
    public record Current(CompiledTemplate template, boolean isArchived) {}

    private record Name(String service, String slug) {}

    private record Exactly(String service, String slug, int version) {}

    private record Loader(Library library) implements AsyncCacheLoader<Name, Optional<Current>> {

        @Override
        public CompletableFuture<Optional<Current>> asyncLoad(Name name, Executor executor) {
            return CompletableFuture.supplyAsync(
                    () -> library.latest(name.service(), name.slug()).map(Loader::compiled),
                    executor);
        }

        /** Compiles only what has changed. */
        @Override
        public CompletableFuture<Optional<Current>> asyncReload(
                Name name, Optional<Current> old, Executor executor) {
            return CompletableFuture.supplyAsync(
                    () ->
                            library.latest(name.service(), name.slug())
                                    .map(published -> refreshed(published, old)),
                    executor);
        }

        private static Current refreshed(Published published, Optional<Current> old) {
            return old.filter(current -> current.template().version() == published.version())
                    .map(current -> new Current(current.template(), published.archivedAt() != null))
                    .orElseGet(() -> compiled(published));
        }

        private static Current compiled(Published published) {
            return new Current(template(published), published.archivedAt() != null);
        }

        private static CompiledTemplate template(Published published) {
            return CompiledTemplate.of(published.slug(), published.version(), published.content());
        }
    }
}
