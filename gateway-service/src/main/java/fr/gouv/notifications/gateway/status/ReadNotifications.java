package fr.gouv.notifications.gateway.status;

import fr.gouv.notifications.contracts.Overdue;
import fr.gouv.notifications.contracts.PublicStatus;
import fr.gouv.notifications.contracts.Recipient;
import fr.gouv.notifications.contracts.Sealed;
import fr.gouv.notifications.eventing.DataKeys;
import fr.gouv.notifications.eventing.FactJson;
import fr.gouv.notifications.eventing.KeyRing;
import fr.gouv.notifications.eventing.Unavailable;
import fr.gouv.notifications.eventing.UnreadableRecord;
import fr.gouv.notifications.gateway.problem.Problem;
import fr.gouv.notifications.gateway.problem.Refused;
import fr.gouv.notifications.gateway.problem.StorageAway;
import fr.gouv.notifications.gateway.schedule.Schedule;
import fr.gouv.notifications.gateway.submission.NotificationIds;
import io.quarkus.oidc.client.OidcClientException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.ProcessingException;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.HttpHeaders;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Supplier;
import org.eclipse.microprofile.rest.client.inject.RestClient;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Reads notifications from tracking, opens what is sealed in them and puts them into words. */
@ApplicationScoped
class ReadNotifications {

    private static final Logger LOG = Logger.getLogger(ReadNotifications.class);
    private static final Duration RETRY = Duration.ofSeconds(5);

    /** As long as an accepted notification can wait in the broker before tracking reads it. */
    private static final Duration ON_THE_WAY = Duration.ofDays(7);

    private final TrackingApi tracking;
    private final Schedule schedule;
    private final NotificationIds ids;
    private final KeyRing keys;
    private final InstantSource clock;

    ReadNotifications(
            @RestClient TrackingApi tracking,
            Schedule schedule,
            NotificationIds ids,
            KeyRing keys,
            InstantSource clock) {
        this.tracking = tracking;
        this.schedule = schedule;
        this.ids = ids;
        this.keys = keys;
        this.clock = clock;
    }

    /**
     * The notification with its timeline.
     *
     * @throws Refused when this service has none with this id
     */
    NotificationView one(String service, UUID id) {
        return tracked(service, id)
                .map(tracked -> stoppedMeanwhile(service, tracked))
                .or(() -> scheduled(service, id))
                .map(tracked -> view(service, tracked))
                .or(() -> onItsWay(service, id))
                .orElseThrow(ReadNotifications::unknown);
    }

    /** What tracking knows of this notification of this service. */
    Optional<Tracked> tracked(String service, UUID id) {
        return asked(() -> tracking.one(service, id)).map(json -> read(json, Tracked.class));
    }

    /** A page of notifications, without their timelines. */
    NotificationView.Page page(String service, PageQuery query) {
        var page =
                asked(
                                () ->
                                        tracking.page(
                                                service,
                                                query.status(),
                                                query.referenceDigest(),
                                                query.template(),
                                                query.from(),
                                                query.to(),
                                                query.overdue(),
                                                query.limit(),
                                                query.cursor()))
                        .map(json -> read(json, Tracked.Page.class))
                        .orElseThrow(ReadNotifications::unknown);
        return new NotificationView.Page(
                page.items().stream().map(tracked -> view(service, tracked)).toList(), page.next());
    }

    static Refused unknown() {
        return Problem.notFound("this service has no notification with this id").refused();
    }

    /** Kept by us, and tracking has not read it yet. */
    private Optional<Tracked> scheduled(String service, UUID id) {
        return schedule.find(service, id).map(kept -> Scheduled.asTracked(id, kept));
    }

    /** Stopped by us a moment ago, and tracking has not read it yet. */
    private Tracked stoppedMeanwhile(String service, Tracked tracked) {
        return tracked.status() == PublicStatus.SCHEDULED
                ? schedule.find(service, tracked.id())
                        .flatMap(kept -> Scheduled.stopped(tracked, kept))
                        .orElse(tracked)
                : tracked;
    }

    /** Accepted by us, and tracking has not read it yet: saying "unknown" would be a lie. */
    private Optional<NotificationView> onItsWay(String service, UUID id) {
        var now = clock.instant();
        return ids.mintedAt(id, service)
                .filter(accepted -> accepted.isAfter(now.minus(ON_THE_WAY)))
                .map(accepted -> justAccepted(id, accepted));
    }

    private static NotificationView justAccepted(UUID id, Instant acceptedAt) {
        var request =
                new Tracked.Event(
                        "requested",
                        acceptedAt,
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        null);
        return new NotificationView(
                id,
                word(PublicStatus.ACCEPTED),
                false,
                null,
                Sentences.of(PublicStatus.ACCEPTED, null, null),
                null,
                null,
                null,
                null,
                null,
                null,
                acceptedAt,
                acceptedAt,
                null,
                null,
                null,
                null,
                null,
                List.of(event(request, _ -> null)));
    }

    private NotificationView view(String service, Tracked tracked) {
        var events = tracked.events();
        Function<@Nullable Sealed, @Nullable String> words =
                box -> words(service, tracked.id(), box);
        return new NotificationView(
                tracked.id(),
                word(tracked.status()),
                tracked.settled(),
                word(tracked.reason()),
                Sentences.of(tracked.status(), tracked.reason(), tracked.channel()),
                word(tracked.channel()),
                template(tracked),
                word(tracked.category()),
                word(tracked.lane()),
                reference(service, tracked.id(), tracked.recipient()),
                tracked.proofCode(),
                tracked.createdAt(),
                tracked.updatedAt(),
                tracked.notBefore(),
                tracked.expiresAt(),
                tracked.providerCode(),
                words.apply(tracked.providerWords()),
                late(tracked),
                events == null ? null : events.stream().map(event -> event(event, words)).toList());
    }

    private static NotificationView.@Nullable Late late(Tracked tracked) {
        var overdue = tracked.overdue();
        var since = tracked.overdueSince();
        return overdue == null || since == null
                ? null
                : new NotificationView.Late(word(overdue), since, Sentences.of(overdue));
    }

    private static NotificationView.Event event(
            Tracked.Event event, Function<@Nullable Sealed, @Nullable String> words) {
        return new NotificationView.Event(
                event.at(),
                name(event),
                word(event.channel()),
                event.attempt(),
                word(event.reason()),
                event.providerCode(),
                words.apply(event.providerWords()),
                event.dueAt(),
                Sentences.of(event));
    }

    private static String name(Tracked.Event event) {
        var word = word(event.report());
        if (word == null) {
            word = word(event.response());
        }
        if (word == null) {
            word = event.type().equals("requested") ? requested(event) : event.type();
        }
        return word;
    }

    /** What was kept for later is requested when its time has come. */
    private static String requested(Tracked.Event event) {
        return event.at().equals(event.dueAt()) ? "released" : "accepted";
    }

    private static NotificationView.@Nullable Version template(Tracked tracked) {
        var slug = tracked.template();
        var version = tracked.templateVersion();
        return slug == null || version == null ? null : new NotificationView.Version(slug, version);
    }

    /** The caller's own reference in a sealed recipient; absent when there is none or it was erased. */
    @Nullable String reference(String service, UUID id, @Nullable Sealed recipient) {
        if (recipient == null) {
            return null;
        }
        return opened(
                () -> keys.open(service, id, "recipient", recipient, Recipient.class).reference());
    }

    private @Nullable String words(String service, UUID id, @Nullable Sealed box) {
        if (box == null) {
            return null;
        }
        return opened(() -> keys.open(service, id, "provider-words", box, String.class));
    }

    /** What was erased is left out of the answer; what cannot be opened now is no answer at all. */
    private static @Nullable String opened(Opening opening) {
        try {
            return opening.open();
        } catch (DataKeys.Erased _) {
            return null;
        } catch (UnreadableRecord e) {
            LOG.errorf("tracking gave something that does not open: %s", e.getMessage());
            return null;
        } catch (Unavailable _) {
            throw StorageAway.refused();
        }
    }

    /** What tracking answered; empty when there is no such thing. */
    static Optional<byte[]> asked(Supplier<byte[]> question) {
        try {
            return Optional.of(question.get());
        } catch (WebApplicationException e) {
            return switch (e.getResponse().getStatus()) {
                case 404 -> Optional.empty();
                case 400, 410, 429 -> throw passedOn(e);
                default -> throw away("tracking answered " + e.getResponse().getStatus());
            };
        } catch (ProcessingException | OidcClientException e) {
            throw away("tracking does not answer: " + e.getClass().getSimpleName());
        }
    }

    /** tracking knows best what is wrong with a cursor or a filter. */
    private static Refused passedOn(WebApplicationException e) {
        var theirs = read(e.getResponse().readEntity(byte[].class), TheirProblem.class);
        var problem =
                Problem.of(
                        e.getResponse().getStatus(),
                        theirs.type().substring(theirs.type().lastIndexOf(':') + 1),
                        theirs.title(),
                        theirs.detail());
        var retryAfter = e.getResponse().getHeaderString(HttpHeaders.RETRY_AFTER);
        return retryAfter == null
                ? problem.refused()
                : problem.refused(Duration.ofSeconds(Long.parseLong(retryAfter)));
    }

    private static Refused away(String why) {
        LOG.warn(why);
        return Problem.unavailable(
                "tracking-unavailable",
                "what became of notifications cannot be told now: ask again",
                RETRY);
    }

    static <T> T read(byte[] json, Class<T> type) {
        try {
            return FactJson.read(json, type);
        } catch (UnreadableRecord e) {
            throw new IllegalStateException("tracking answered something unreadable", e);
        }
    }

    static String word(PublicStatus status) {
        return status.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static String word(Overdue overdue) {
        return overdue.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    static @Nullable String word(@Nullable Enum<?> constant) {
        return constant == null ? null : constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Opens something sealed. */
    private interface Opening {

        @Nullable String open() throws DataKeys.Erased, UnreadableRecord;
    }

    /** A problem of tracking. */
    record TheirProblem(String type, String title, String detail) {}
}
