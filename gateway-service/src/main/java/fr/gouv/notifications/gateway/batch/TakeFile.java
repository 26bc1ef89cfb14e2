package fr.gouv.notifications.gateway.batch;

import static java.nio.charset.StandardCharsets.UTF_8;

import fr.gouv.notifications.contracts.Lane;
import fr.gouv.notifications.eventing.FactJson;
import fr.gouv.notifications.gateway.access.Tenant;
import fr.gouv.notifications.gateway.idempotency.IdempotencyKey;
import fr.gouv.notifications.gateway.problem.Fault;
import fr.gouv.notifications.gateway.problem.Problem;
import fr.gouv.notifications.gateway.problem.Refused;
import fr.gouv.notifications.gateway.submission.PrepareNotification;
import fr.gouv.notifications.gateway.template.CompiledTemplate;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Takes a file. What is wrong with the file as a whole is said at once, and no batch comes into
 * being; then a batch does, and its rows are checked by a thread of their own.
 */
@ApplicationScoped
class TakeFile {

    private static final Logger LOG = Logger.getLogger(TakeFile.class);
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Duration RETRY = Duration.ofSeconds(30);

    /** More of them would stand in the way of one-time codes. */
    private static final int MOST_EXPRESS = 1_000;

    private final PrepareNotification prepare;
    private final CheckRows check;
    private final SteerBatch steer;
    private final FileKeys keys;
    private final BatchConfig config;
    private final InstantSource clock;
    private final Semaphore room;

    TakeFile(
            PrepareNotification prepare,
            CheckRows check,
            SteerBatch steer,
            FileKeys keys,
            BatchConfig config,
            InstantSource clock) {
        this.prepare = prepare;
        this.check = check;
        this.steer = steer;
        this.keys = keys;
        this.config = config;
        this.clock = clock;
        this.room = new Semaphore(config.uploads());
    }

    /**
     * Takes the file in this form; returns after the check of its rows, or after a while.
     *
     * @param key by which a repetition is known
     * @throws Refused when the form or the file cannot be used; nothing is kept then
     */
    TakenFile take(
            Tenant tenant,
            String actor,
            InputStream body,
            String contentType,
            @Nullable IdempotencyKey key)
            throws IOException {
        if (!room.tryAcquire()) {
            throw Problem.unavailable(
                    "overloaded",
                    "too many files are being read: this one was not taken, send it again",
                    RETRY);
        }
        Upload upload = null;
        var isHandedOver = false;
        try {
            upload = Upload.read(body, contentType, config.spool(), config.mostBytes());
            var taken = taken(tenant, actor, upload, key);
            if (taken instanceof TakenFile.Begun begun) {
                var done = new CompletableFuture<Void>();
                var spooled = upload;
                Thread.ofPlatform()
                        .name("batch-check")
                        .daemon()
                        .start(() -> checkAndClose(begun, spooled, done));
                isHandedOver = true;
                await(done);
            }
            return taken;
        } finally {
            if (!isHandedOver) {
                close(upload);
            }
        }
    }

    private TakenFile taken(
            Tenant tenant, String actor, Upload upload, @Nullable IdempotencyKey key)
            throws IOException {
        var fields = fields(upload);
        return key == null
                ? begun(tenant, actor, upload, fields, UUID.randomUUID())
                : keys.once(
                        tenant.slug(),
                        key,
                        upload,
                        batch -> begun(tenant, actor, upload, fields, batch));
    }

    private BatchFields fields(Upload upload) {
        var faults = new ArrayList<Fault>();
        var fields = BatchFieldsPolicy.read(upload.fields(), clock.instant(), faults);
        if (!upload.hasFile()) {
            faults.add(
                    new Fault(
                            "file",
                            "required",
                            "is missing",
                            "send a part named file with a file name"));
        } else if (upload.finding() instanceof TextScan.Finding.Unreadable(var fault)) {
            faults.add(fault);
        }
        if (!faults.isEmpty()) {
            throw Problem.invalid(faults).refused();
        }
        return fields;
    }

    private TakenFile begun(Tenant tenant, String actor, Upload upload, BatchFields fields, UUID id)
            throws IOException {
        var now = clock.instant();
        var template = prepare.usable(tenant, fields.template()).await().atMost(PATIENCE);
        var text = (TextScan.Finding.Text) upload.finding();
        var separator = separator(upload.spool(), text, template);
        var columns = columns(upload.spool(), text, separator, template);
        var count = count(upload.spool(), text, separator);
        if (fields.lane() == Lane.EXPRESS && count > MOST_EXPRESS) {
            throw refused(
                    "lane",
                    "lane-too-large",
                    "is express, which is for single messages: a file of more than "
                            + MOST_EXPRESS
                            + " rows would delay the codes of others",
                    "leave lane out");
        }
        var batch =
                Batch.begun(
                        id,
                        tenant.slug(),
                        fields,
                        template.version(),
                        new String(FactJson.write(columns.uses()), UTF_8),
                        count,
                        now,
                        now.plus(config.lease()));
        if (!steer.begin(batch, actor)) {
            return new TakenFile.Replayed(id);
        }
        return new TakenFile.Begun(
                new CheckRows.Task(
                        batch, tenant, template, new RowPolicy(columns, fields.emptyCells())),
                text,
                separator);
    }

    private static char separator(
            Spool spool, TextScan.Finding.Text text, CompiledTemplate template) throws IOException {
        var declared = Sheet.declaredSeparator(spool, text);
        if (declared.isPresent()) {
            return declared.get();
        }
        var headings = new HashMap<Character, List<String>>();
        for (var candidate : SeparatorPolicy.CANDIDATES) {
            try (var sheet = Sheet.open(spool, text, candidate)) {
                var first = sheet.next();
                if (first != null) {
                    headings.put(candidate, first.cells());
                }
            } catch (Refused _) {
                // With this one the first row makes no sense.
            }
        }
        return SeparatorPolicy.decide(headings, template.placeholders());
    }

    private static Columns columns(
            Spool spool, TextScan.Finding.Text text, char separator, CompiledTemplate template)
            throws IOException {
        try (var sheet = Sheet.open(spool, text, separator)) {
            var headings = sheet.next();
            if (headings == null) {
                throw refused(
                        "file",
                        "file-empty",
                        "holds nothing but empty lines",
                        "choose the file that holds the rows");
            }
            return switch (ColumnsPolicy.decide(headings.cells(), template::placeholders)) {
                case ColumnsPolicy.Decision.Fitting(var columns) -> columns;
                case ColumnsPolicy.Decision.Unfitting(var faults) ->
                        throw Problem.invalid(faults).refused();
            };
        }
    }

    /** Reads the file to its end, so that nothing comes into being of one that is broken. */
    private int count(Spool spool, TextScan.Finding.Text text, char separator) throws IOException {
        try (var sheet = Sheet.open(spool, text, separator)) {
            var count = -1;
            while (sheet.next() != null) {
                count++;
                if (count > config.mostRows()) {
                    throw refused(
                            "file",
                            "too-many-rows",
                            "has more than " + config.mostRows() + " rows",
                            "send several files");
                }
            }
            if (count < 1) {
                throw refused(
                        "file",
                        "no-rows",
                        "has headings and no row below them",
                        "choose the file that holds the rows");
            }
            return count;
        }
    }

    private void checkAndClose(TakenFile.Begun taken, Upload upload, CompletableFuture<Void> done) {
        var batch = taken.task().batch();
        try (var sheet = Sheet.open(upload.spool(), taken.text(), taken.separator())) {
            sheet.next();
            if (check.check(taken.task(), sheet)) {
                steer.checked(batch.id(), batch.epoch());
            }
        } catch (IOException | RuntimeException e) {
            // The class only: messages may quote what was sent.
            LOG.errorf("check of batch %s ended early: %s", batch.id(), e.getClass().getName());
            giveUp(batch);
        } finally {
            close(upload);
            done.complete(null);
        }
    }

    private void giveUp(Batch batch) {
        try {
            steer.giveUp(batch.id(), batch.epoch());
        } catch (RuntimeException e) {
            LOG.warnf(
                    "batch %s is left to the sweeper: %s",
                    batch.id(), e.getClass().getSimpleName());
        }
    }

    private void await(CompletableFuture<Void> done) {
        try {
            done.get(config.answerWithin().toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException _) {
            LOG.debug("a check takes longer than its upload waits");
        } catch (ExecutionException e) {
            throw new IllegalStateException("a check ends without exception", e);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void close(@Nullable Upload upload) {
        room.release();
        try {
            if (upload != null) {
                upload.close();
            }
        } catch (IOException e) {
            LOG.warnf("a spool was not closed: %s", e.getClass().getSimpleName());
        }
    }

    private static Refused refused(String field, String code, String problem, String remedy) {
        return Problem.invalid(List.of(new Fault(field, code, problem, remedy))).refused();
    }
}
