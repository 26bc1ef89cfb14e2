package fr.gouv.notifications.gateway.operation;

import static jakarta.transaction.Transactional.TxType.MANDATORY;

import fr.gouv.notifications.contracts.BreakerChanged;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.persistence.Tuple;
import jakarta.transaction.Transactional;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** How providers stand, as dispatch tells it. */
@ApplicationScoped
class Providers {

    private final EntityManager database;

    Providers(EntityManager database) {
        this.database = database;
    }

    /**
     * A provider on a channel.
     *
     * @param since when it stopped working, or began to work again
     */
    @Schema(name = "Provider")
    record Standing(
            @Schema(examples = "smtp") String provider,
            @Schema(enumeration = {"email", "sms", "letter"}) String channel,
            @Schema(enumeration = {"closed", "open", "half-open"}) String breaker,
            @Schema(examples = "provider-unreachable") @Nullable String why,
            Instant since) {}

    /** Those that ever failed. */
    @Transactional
    List<Standing> all() {
        List<?> rows =
                database.createNativeQuery(
                                """
                                select provider, channel, breaker, why, since from provider_state
                                order by provider, channel
                                """,
                                Tuple.class)
                        .getResultList();
        return rows.stream().map(row -> standing((Tuple) row)).toList();
    }

    /** Notes changes; one that is not newer than the last one changes nothing. */
    @Transactional
    void hear(List<BreakerChanged> changes) {
        changes.forEach(this::note);
    }

    @Transactional(MANDATORY)
    void note(BreakerChanged changed) {
        database.createNativeQuery(
                        """
                        insert into provider_state (provider, channel, breaker, why, since, version)
                        values (:provider, :channel, :breaker, nullif(:why, ''), :since, :version)
                        on conflict (provider, channel) do update
                        set breaker = excluded.breaker, why = excluded.why, since = excluded.since,
                            version = excluded.version
                        where provider_state.version < excluded.version
                        """)
                .setParameter("provider", changed.provider())
                .setParameter("channel", word(changed.channel()))
                .setParameter("breaker", word(changed.state()))
                .setParameter("why", changed.why() == null ? "" : changed.why())
                .setParameter("since", changed.since())
                .setParameter("version", changed.version())
                .executeUpdate();
    }

    private static Standing standing(Tuple row) {
        return new Standing(
                row.get("provider", String.class),
                row.get("channel", String.class),
                row.get("breaker", String.class),
                row.get("why", String.class),
                row.get("since", Instant.class));
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
