package fr.gouv.notifications.gateway.submission;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import fr.gouv.notifications.contracts.Lane;
import fr.gouv.notifications.gateway.access.Tenant;
import fr.gouv.notifications.gateway.idempotency.Claim;
import fr.gouv.notifications.gateway.idempotency.IdempotencyConfig;
import fr.gouv.notifications.gateway.idempotency.IdempotencyKey;
import fr.gouv.notifications.gateway.idempotency.IdempotencyKeys;
import fr.gouv.notifications.gateway.idempotency.KeyRefusals;
import fr.gouv.notifications.gateway.idempotency.Reservation;
import fr.gouv.notifications.gateway.problem.Refused;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Takes many notifications of one service, each with a key or without: one reservation of all keys,
 * one wait for the broker, and an answer for each. Asks the database for keys only.
 */
@ApplicationScoped
public class SubmitNotifications {

    private static final Logger LOG = Logger.getLogger(SubmitNotifications.class);

    /** From here on nobody knows whether something was kept. */
    private static final int UNAVAILABLE = 500;

    private static final Duration FIRST_PAUSE = Duration.ofMillis(20);
    private static final Duration LONGEST_PAUSE = Duration.ofMillis(250);

    /** Everything below it has its own, shorter limit. */
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final PrepareNotification preparation;
    private final AcceptNotifications acceptance;
    private final IdempotencyKeys keys;
    private final IdempotencyConfig config;
    private final Fingerprints fingerprints;
    private final NotificationIds ids;
    private final ObjectMapper json;
    private final InstantSource clock;

    SubmitNotifications(
            PrepareNotification preparation,
            AcceptNotifications acceptance,
            IdempotencyKeys keys,
            IdempotencyConfig config,
            Fingerprints fingerprints,
            NotificationIds ids,
            ObjectMapper json,
            InstantSource clock) {
        this.preparation = preparation;
        this.acceptance = acceptance;
        this.keys = keys;
        this.config = config;
        this.fingerprints = fingerprints;
        this.ids = ids;
        this.json = json;
        this.clock = clock;
    }

    /**
     * Answers for each submission in order. Blocks, until the broker has answered and others have
     * finished what they began under the same keys: call it on a virtual thread.
     *
     * @param usualLane of what names none
     * @throws Refused when the platform can accept nothing now; all keys can be used again then
     */
    public List<Submitted> submit(Tenant tenant, List<Submission> submissions, Lane usualLane) {
        var round = new Round(tenant, submissions, usualLane);
        round.work(round.withoutKey());
        var waiting = round.reserve(round.withKey());
        var pause = FIRST_PAUSE;
        for (var waited = Duration.ZERO;
                !waiting.isEmpty() && waited.compareTo(config.patience()) < 0;
                waited = waited.plus(pause)) {
            pause(pause);
            pause =
                    pause.multipliedBy(2).compareTo(LONGEST_PAUSE) < 0
                            ? pause.multipliedBy(2)
                            : LONGEST_PAUSE;
            waiting = round.reserve(waiting);
        }
        return round.answers();
    }

    private static void pause(Duration pause) {
        try {
            Thread.sleep(pause);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw KeyRefusals.inProgress();
        }
    }

    /** One call. */
    private final class Round {

        private final Tenant tenant;
        private final List<Submission> submissions;
        private final Lane usualLane;
        private final Map<Integer, Submitted> answers = new HashMap<>();
        private final Map<Integer, Integer> repetitions = new HashMap<>();
        private final Map<Integer, Claim> claims = new LinkedHashMap<>();

        Round(Tenant tenant, List<Submission> submissions, Lane usualLane) {
            this.tenant = tenant;
            this.submissions = submissions;
            this.usualLane = usualLane;
            for (var i = 0; i < submissions.size(); i++) {
                var key = submissions.get(i).key();
                if (key != null) {
                    claims.put(i, claim(key, submissions.get(i).body()));
                }
            }
        }

        private Claim claim(IdempotencyKey key, SubmissionBody body) {
            var service = tenant.slug();
            return new Claim(
                    service,
                    key,
                    ids.mint(service, clock.instant()),
                    fingerprints.of(service, key, body));
        }

        Map<Integer, Reservation.@Nullable Ours> withoutKey() {
            var work = new LinkedHashMap<Integer, Reservation.@Nullable Ours>();
            IntStream.range(0, submissions.size())
                    .filter(index -> !claims.containsKey(index))
                    .forEach(index -> work.put(index, null));
            return work;
        }

        List<Integer> withKey() {
            return List.copyOf(claims.keySet());
        }

        /** Does what is free to be done, and gives back what others are at. */
        List<Integer> reserve(List<Integer> indexes) {
            var reservations = keys.reserve(indexes.stream().map(this::claimAt).toList());
            var work = new LinkedHashMap<Integer, Reservation.@Nullable Ours>();
            var waiting = new ArrayList<Integer>();
            for (var i = 0; i < indexes.size(); i++) {
                var index = indexes.get(i);
                switch (reservations.get(i)) {
                    case Reservation.Ours ours -> work.put(index, ours);
                    case Reservation.Answered(_, var answer) -> replay(index, answer);
                    case Reservation.Differs(var fields) ->
                            refuse(index, KeyRefusals.differs(fields));
                    case Reservation.Repeated(var first) ->
                            repetitions.put(index, indexes.get(first));
                    case Reservation.InProgress _ -> waiting.add(index);
                }
            }
            work(work);
            return waiting;
        }

        private Claim claimAt(int index) {
            var claim = claims.get(index);
            if (claim == null) {
                throw new IllegalStateException("only submissions with a key are reserved");
            }
            return claim;
        }

        /** Prepares and accepts; whatever happens, no key stays reserved. */
        void work(Map<Integer, Reservation.@Nullable Ours> work) {
            if (work.isEmpty()) {
                return;
            }
            try {
                accept(prepare(work), work);
            } catch (Refused refusal) {
                keys.release(reserved(work, work.keySet()));
                throw refusal;
            }
        }

        private Map<Integer, Prepared> prepare(Map<Integer, Reservation.@Nullable Ours> work) {
            var drafts =
                    work.entrySet().stream()
                            .map(entry -> draft(entry.getKey(), entry.getValue()))
                            .toList();
            var preparations = preparation.prepareAll(tenant, drafts).await().atMost(PATIENCE);
            var prepared = new LinkedHashMap<Integer, Prepared>();
            var refused = new ArrayList<Integer>();
            var indexes = List.copyOf(work.keySet());
            for (var i = 0; i < indexes.size(); i++) {
                switch (preparations.get(i)) {
                    case Prepared ready -> prepared.put(indexes.get(i), ready);
                    case Preparation.NotPrepared(var refusal) -> {
                        refuse(indexes.get(i), refusal);
                        refused.add(indexes.get(i));
                    }
                }
            }
            keys.forget(reserved(work, refused));
            return prepared;
        }

        private Draft draft(int index, Reservation.@Nullable Ours ours) {
            return new Draft(
                    submissions.get(index).body(),
                    ours == null ? null : ours.notification(),
                    usualLane,
                    null);
        }

        private void accept(
                Map<Integer, Prepared> prepared, Map<Integer, Reservation.@Nullable Ours> work) {
            if (prepared.isEmpty()) {
                return;
            }
            var indexes = List.copyOf(prepared.keySet());
            var acceptances =
                    acceptance.acceptAll(List.copyOf(prepared.values())).await().atMost(PATIENCE);
            var stored = new HashMap<Reservation.Ours, String>();
            var refused = new ArrayList<Integer>();
            var undecided = new ArrayList<Integer>();
            for (var i = 0; i < indexes.size(); i++) {
                var index = indexes.get(i);
                switch (acceptances.get(i)) {
                    case Acceptance.Accepted(var notification) -> {
                        var view = AcceptedView.of(notification);
                        answers.put(index, new Submitted.Accepted(view));
                        var ours = work.get(index);
                        if (ours != null) {
                            stored.put(ours, text(view.withReference(null)));
                        }
                    }
                    case Acceptance.NotAccepted(var refusal) -> {
                        refuse(index, refusal);
                        (refusal.problem().status() >= UNAVAILABLE ? undecided : refused)
                                .add(index);
                    }
                }
            }
            remember(stored, reserved(work, refused), reserved(work, undecided));
        }

        /** It is accepted already: without its answer kept, a repetition is accepted as the same. */
        private void remember(
                Map<Reservation.Ours, String> stored,
                List<Reservation.Ours> refused,
                List<Reservation.Ours> undecided) {
            try {
                keys.complete(stored);
                keys.forget(refused);
                keys.release(undecided);
            } catch (Refused _) {
                LOG.warnf("%d answers could not be kept under their keys", stored.size());
            }
        }

        private List<Reservation.Ours> reserved(
                Map<Integer, Reservation.@Nullable Ours> work, Iterable<Integer> indexes) {
            var reserved = new ArrayList<Reservation.Ours>();
            for (var index : indexes) {
                var ours = work.get(index);
                if (ours != null) {
                    reserved.add(ours);
                }
            }
            return reserved;
        }

        private void replay(int index, String answer) {
            var reference = submissions.get(index).body().reference();
            try {
                var view = json.readValue(answer, AcceptedView.class);
                answers.put(index, new Submitted.Replayed(view.withReference(reference)));
            } catch (JsonProcessingException e) {
                throw new IllegalStateException("a stored answer is JSON that we wrote", e);
            }
        }

        private void refuse(int index, Refused refusal) {
            answers.put(index, new Submitted.NotAccepted(refusal));
        }

        private String text(AcceptedView view) {
            try {
                return json.writeValueAsString(view);
            } catch (JsonProcessingException e) {
                throw new IllegalStateException("an answer is always JSON", e);
            }
        }

        List<Submitted> answers() {
            return IntStream.range(0, submissions.size()).mapToObj(this::answer).toList();
        }

        private Submitted answer(int index) {
            var first = repetitions.get(index);
            var answer = answers.get(first == null ? index : first);
            return switch (answer) {
                case null -> new Submitted.NotAccepted(KeyRefusals.inProgress());
                case Submitted.Accepted(var view) when first != null ->
                        new Submitted.Replayed(view);
                case Submitted.Accepted _, Submitted.Replayed _, Submitted.NotAccepted _ -> answer;
            };
        }
    }
}
