package fr.gouv.notifications.acceptance.bench;

import fr.gouv.notifications.local.LocalStack;
import fr.gouv.notifications.local.Part;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;

/** Fills the tables of dispatch and tracking with notifications of the past, as after long use. */
final class OldRows {

    private static final String ID =
            "(lpad(to_hex((extract(epoch from now() - n * interval '1 second') * 1000)::bigint), 12, '0')"
                    + " || '7' || substr(md5(n::text), 1, 3) || '8' || substr(md5(n::text), 4, 15))::uuid";

    private static final Duration UNTIL_COUNTED = Duration.ofSeconds(3);

    private final LocalStack stack;

    OldRows(LocalStack stack) {
        this.stack = stack;
    }

    /** Adds that many notifications, delivered at their first attempt, over the seconds before now. */
    void add(int count) {
        execute(
                Part.DISPATCH,
                """
                insert into task (notification_id, service, lane, ambiguity, proof_code, routed_at, expires_at,
                    words_day, step, channel, deadline, attempt, failures, state, result, due_at, epoch)
                select %s, 's' || n %% 40, 'BULK', 'PREFER_NO_LOSS', 'ABCDEFGHJ', now() - n * interval '1 second',
                    now() + interval '2 days', current_date, 0, 'EMAIL', now() + interval '2 days', 1, 0, 'done',
                    'DELIVERED', now() - n * interval '1 second', 1
                from generate_series(1, %d) as n
                """
                        .formatted(ID, count),
                """
                insert into attempt (notification_id, step, number, started_at, ended_at, result, code)
                select %s, 0, 1, now() - n * interval '1 second', now() - n * interval '1 second', 'DELIVERED', '250'
                from generate_series(1, %d) as n
                """
                        .formatted(ID, count),
                "vacuum analyze task",
                "vacuum analyze attempt");
        execute(
                Part.TRACKING,
                """
                insert into notification (id, service, template, template_version, category, lane, proof_code,
                    status, channel, sequence, created_at, updated_at)
                select %s, 's' || n %% 40, 'avis', 1, 'MANDATORY', 'BULK', 'ABCDEFGHJ', 'DELIVERED', 'EMAIL', 3,
                    now() - n * interval '1 second', now() - n * interval '1 second'
                from generate_series(1, %d) as n
                """
                        .formatted(ID, count),
                """
                insert into event (notification_id, id, kind, at, channel, step, attempt)
                select %s, gen_random_uuid(), k.kind, now() - n * interval '1 second', 'EMAIL', 0, 1
                from generate_series(1, %d) as n, (values ('REQUESTED'), ('ROUTED'), ('REPORTED')) as k (kind)
                """
                        .formatted(ID, count),
                """
                insert into status_change (position, service, notification_id, sequence, status, channel, at)
                select nextval('status_change_position'), 's' || n %% 40, %s, s, 'DELIVERED', 'EMAIL',
                    now() - n * interval '1 second'
                from generate_series(1, %d) as n, generate_series(1, 3) as s
                """
                        .formatted(ID, count),
                "vacuum analyze notification",
                "vacuum analyze event",
                "vacuum analyze status_change");
        waitForTheirEnd();
    }

    /** A process that ends is none of the living and none of the ended for a moment. */
    private static void waitForTheirEnd() {
        try {
            Thread.sleep(UNTIL_COUNTED);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void execute(Part service, String... statements) {
        var database = stack.database(service);
        try (var connection =
                        DriverManager.getConnection(
                                database.url(), database.user(), database.password());
                var statement = connection.createStatement()) {
            for (var sql : statements) {
                statement.execute(sql);
            }
        } catch (SQLException e) {
            throw new IllegalStateException("the tables of " + service.label() + " stay empty", e);
        }
    }
}
