package fr.gouv.notifications.gateway.batch;

import static java.nio.charset.StandardCharsets.UTF_8;

import fr.gouv.notifications.contracts.Sealed;
import fr.gouv.notifications.eventing.DataKeys;
import fr.gouv.notifications.eventing.KeyRing;
import fr.gouv.notifications.eventing.Unavailable;
import fr.gouv.notifications.gateway.access.Tenant;
import fr.gouv.notifications.gateway.address.Checked;
import fr.gouv.notifications.gateway.address.EmailAddress;
import fr.gouv.notifications.gateway.address.PhoneNumber;
import fr.gouv.notifications.gateway.problem.StorageAway;
import fr.gouv.notifications.gateway.submission.Draft;
import fr.gouv.notifications.gateway.submission.NotificationIds;
import fr.gouv.notifications.gateway.submission.Preparation;
import fr.gouv.notifications.gateway.submission.PrepareNotification;
import fr.gouv.notifications.gateway.submission.Prepared;
import fr.gouv.notifications.gateway.template.CompiledTemplate;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Looks at every row of a file as if it were a request, tells nobody, and stores what can be sent.
 * Holds no more than one chunk of rows, and 16 bytes of each row to know it again.
 */
@ApplicationScoped
class CheckRows {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final PrepareNotification prepare;
    private final NotificationIds ids;
    private final KeyRing keys;
    private final Batches batches;
    private final Rows rows;
    private final BatchConfig config;
    private final InstantSource clock;

    CheckRows(
            PrepareNotification prepare,
            NotificationIds ids,
            KeyRing keys,
            Batches batches,
            Rows rows,
            BatchConfig config,
            InstantSource clock) {
        this.prepare = prepare;
        this.ids = ids;
        this.keys = keys;
        this.batches = batches;
        this.rows = rows;
        this.config = config;
        this.clock = clock;
    }

    /**
     * What a check needs.
     *
     * @param policy of the columns of the file
     */
    record Task(Batch batch, Tenant tenant, CompiledTemplate template, RowPolicy policy) {}

    /**
     * Checks all rows of the sheet.
     *
     * @return false when the batch was taken from this check: cancelled, or given up by the sweeper
     * @throws fr.gouv.notifications.gateway.problem.Refused when something that is needed is away
     */
    boolean check(Task task, Sheet sheet) {
        var check = new Check(task);
        var chunk = new ArrayList<Sheet.Row>();
        for (var row = sheet.next(); row != null; row = sheet.next()) {
            chunk.add(row);
            if (chunk.size() == config.chunk()) {
                if (!check.store(chunk)) {
                    return false;
                }
                chunk.clear();
            }
        }
        return check.store(chunk);
    }

    private final class Check {

        private final Task task;
        private final Map<UUID, Integer> seen = new HashMap<>();
        private int checked;
        private int invalid;
        private int duplicates;
        private int valid;
        private int faultCount;
        private int faultsKept;

        Check(Task task) {
            this.task = task;
        }

        boolean store(List<Sheet.Row> chunk) {
            var faults = new ArrayList<RowFault>();
            var good = looked(chunk, faults);
            checked += chunk.size();
            valid += good.size();
            var kept = faults.subList(0, Math.min(faults.size(), config.mostFaults() - faultsKept));
            faultsKept += kept.size();
            var batch = task.batch();
            var progress = new Batches.Progress(checked, valid, invalid, duplicates, faultCount);
            return QuarkusTransaction.requiringNew()
                    .call(
                            () -> {
                                var deadline = clock.instant().plus(config.lease());
                                // First: who no longer holds the batch must not add to it.
                                if (!batches.advance(
                                        batch.id(), batch.epoch(), progress, deadline)) {
                                    return false;
                                }
                                rows.add(batch.id(), good);
                                rows.addFaults(batch.id(), kept);
                                return true;
                            });
        }

        private List<Rows.Checked> looked(List<Sheet.Row> chunk, List<RowFault> faults) {
            var now = clock.instant();
            var contents = new ArrayList<RowContent>(chunk.size());
            var drafts = new ArrayList<Draft>(chunk.size());
            for (var row : chunk) {
                var content = task.policy().content(row.cells());
                contents.add(content);
                drafts.add(draft(content, ids.mint(task.batch().service(), now)));
            }
            var answers =
                    prepare.prepareAll(task.tenant(), drafts, task.template())
                            .await()
                            .atMost(PATIENCE);
            var good = new ArrayList<Rows.Checked>(chunk.size());
            for (var i = 0; i < chunk.size(); i++) {
                var row = chunk.get(i);
                var ofRow = faults(row, answers.get(i));
                if (!ofRow.isEmpty()) {
                    invalid++;
                    faultCount += ofRow.size();
                    faults.addAll(ofRow);
                    continue;
                }
                var first = seen.putIfAbsent(fingerprint(contents.get(i)), row.number());
                if (first != null) {
                    duplicates++;
                    faults.add(RowFault.duplicate(row.number(), first));
                    continue;
                }
                var id = ((Prepared) answers.get(i)).fact().notificationId();
                good.add(new Rows.Checked(row.number(), id, sealed(contents.get(i), id, now)));
            }
            return good;
        }

        private Draft draft(RowContent content, UUID id) {
            return Draft.ofMany(
                    content.submission(
                            task.template().slug(), Batches.word(task.batch().lane()), null),
                    id);
        }

        private List<RowFault> faults(Sheet.Row row, Preparation answer) {
            var policy = task.policy();
            var faults = new ArrayList<RowFault>();
            var shape = policy.shapeFault(row.cells());
            if (shape != null) {
                faults.add(RowFault.error(row.number(), policy.inCell(shape)));
            }
            if (answer instanceof Preparation.NotPrepared(var refusal)) {
                for (var fault : RowPolicy.faults(refusal.problem())) {
                    // What the spreadsheet did to a number explains why it is none.
                    if (shape == null || !shape.field().equals(fault.field())) {
                        faults.add(RowFault.error(row.number(), policy.inCell(fault)));
                    }
                }
            }
            return faults;
        }

        private Sealed sealed(RowContent content, UUID id, Instant now) {
            var day = LocalDate.ofInstant(now, ZoneOffset.UTC);
            try {
                return keys.seal(task.batch().service(), day, id, RowContent.PURPOSE, content);
            } catch (DataKeys.Erased | Unavailable _) {
                throw StorageAway.refused();
            }
        }

        /** Equal for rows that would say the same to the same recipient under the same reference. */
        private UUID fingerprint(RowContent content) {
            var digest = sha256();
            add(digest, used(content.email(), EmailAddress.check("", text(content.email()))));
            add(digest, used(content.phone(), PhoneNumber.check("", text(content.phone()))));
            add(digest, content.citizen());
            add(digest, content.reference());
            new TreeMap<>(content.values()).forEach((_, value) -> add(digest, value.strip()));
            var bytes = ByteBuffer.wrap(digest.digest());
            return new UUID(bytes.getLong(), bytes.getLong());
        }

        private static @Nullable String used(@Nullable String given, Checked checked) {
            return given != null && checked instanceof Checked.Usable(var address)
                    ? address
                    : given;
        }

        private static String text(@Nullable String given) {
            return given == null ? "" : given;
        }

        private static void add(MessageDigest digest, @Nullable String part) {
            var bytes = part == null ? new byte[0] : part.getBytes(UTF_8);
            digest.update(
                    ByteBuffer.allocate(Integer.BYTES)
                            .putInt(part == null ? -1 : bytes.length)
                            .flip());
            digest.update(bytes);
        }

        private static MessageDigest sha256() {
            try {
                return MessageDigest.getInstance("SHA-256");
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException("SHA-256 is part of every JDK", e);
            }
        }
    }
}
