package fr.gouv.notifications.dispatch.reputation;

import fr.gouv.notifications.contracts.FlowState;
import fr.gouv.notifications.contracts.FlowTarget;
import fr.gouv.notifications.contracts.Lane;
import fr.gouv.notifications.dispatch.flow.Flow;
import fr.gouv.notifications.dispatch.flow.Flows;
import fr.gouv.notifications.dispatch.flow.FlowsFailed;
import fr.gouv.notifications.dispatch.pause.Pauses;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the counts of all replicas for a day, looks at them every few seconds, and says which services
 * must stop writing in bulk. Pausing and resuming is the gateway's: when an administrator resumes what was
 * held, the counts begin anew.
 */
@ApplicationScoped
class ReputationBook {

    private static final Logger LOG = Logger.getLogger(ReputationBook.class);
    private static final long EVERY_SECONDS = 5;
    private static final Duration DAY = Duration.ofHours(24);

    private final CountDownLatch stopped = new CountDownLatch(1);
    private final Map<String, FlowState> said = new HashMap<>();
    private final AtomicLong watched = new AtomicLong();
    private final AtomicLong held = new AtomicLong();
    private final Reputation reputation;
    private final ReputationRows rows;
    private final Flows flows;
    private final Pauses pauses;
    private final ReputationConfig config;
    private final InstantSource clock;

    ReputationBook(
            Reputation reputation,
            ReputationRows rows,
            Flows flows,
            Pauses pauses,
            ReputationConfig config,
            InstantSource clock,
            MeterRegistry metrics) {
        this.reputation = reputation;
        this.rows = rows;
        this.flows = flows;
        this.pauses = pauses;
        this.config = config;
        this.clock = clock;
        metrics.gauge("notifications.dispatch.reputation", Tags.of("state", "watched"), watched);
        metrics.gauge("notifications.dispatch.reputation", Tags.of("state", "held"), held);
    }

    void start(@Observes StartupEvent event) {
        Thread.ofVirtual().name("dispatch-reputation").start(this::untilStopped);
    }

    void stop(@Observes ShutdownEvent event) {
        stopped.countDown();
    }

    private void untilStopped() {
        try {
            while (!stopped.await(EVERY_SECONDS, TimeUnit.SECONDS)) {
                look();
            }
            look();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /** Keeps what was counted here, and judges all of whom something was. */
    void look() {
        var fresh = reputation.take();
        try {
            var now = clock.instant();
            rows.add(fresh, now);
            fresh = Map.of();
            release();
            judge(rows.counts(now.minus(DAY)));
        } catch (SQLException | FlowsFailed e) {
            reputation.giveBack(fresh);
            LOG.warnf("reputations are looked at again later: %s", e.getClass().getName());
        }
    }

    private void judge(Map<String, Counts> all) throws SQLException {
        var before = rows.held();
        var free = new ArrayList<String>();
        var observed = new ArrayList<Flow>();
        for (var one : all.entrySet()) {
            if (before.containsKey(one.getKey())) {
                continue;
            }
            var flow = ReputationPolicy.flow(one.getKey(), one.getValue(), config).orElse(null);
            if (flow == null) {
                free.add(one.getKey());
            } else if (flow.state() == FlowState.HELD) {
                rows.hold(flow);
            } else {
                observed.add(flow);
            }
        }
        watched.set(observed.size());
        var holds = rows.held().values();
        held.set(holds.size());
        for (var hold : holds) {
            observed.add(rows.waiting(hold));
        }
        flows.observe(observed);
        flows.free(FlowTarget.SERVICE, free);
        observed.forEach(flow -> say(flow.name(), flow));
        free.forEach(name -> say(name, null));
    }

    /** An administrator resumed what was paused: it is judged by what it sends from now on. */
    private void release() throws SQLException {
        var released = rows.release(pauses.now().services(Lane.BULK));
        flows.free(FlowTarget.SERVICE, released);
        released.forEach(name -> say(name, null));
    }

    private void say(String service, @Nullable Flow flow) {
        var now = flow == null ? FlowState.FREE : flow.state();
        var before = flow == null ? said.remove(service) : said.put(service, now);
        if (before == now || (before == null && flow == null)) {
            return;
        }
        if (flow == null) {
            LOG.infof("service %s may write in bulk as usual", service);
            return;
        }
        var level = now == FlowState.HELD ? Logger.Level.ERROR : Logger.Level.WARN;
        LOG.logf(
                level,
                "service %s is %s: %s, %d of %d e-mails in 24 h",
                service,
                now == FlowState.HELD ? "held in its bulk lane" : "watched",
                flow.rule(),
                flow.failed(),
                flow.messages());
    }
}
