package fr.gouv.notifications.acceptance.chaos;

import fr.gouv.notifications.acceptance.SmtpSink.Manner;
import fr.gouv.notifications.local.Part;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/** Everything that breaks in a failure run. */
final class Faults {

    private static final Duration SLOW = Duration.ofMillis(150);
    private static final int BLOCK = 64 * 1024;

    private final Rig rig;

    Faults(Rig rig) {
        this.rig = rig;
    }

    /** Each of them once. */
    List<Fault> all() {
        var faults = new ArrayList<Fault>();
        for (var part : Part.services()) {
            faults.add(killed(part));
        }
        faults.add(killed(Part.KAFKA));
        faults.add(killed(Part.POSTGRES));
        rig.links()
                .forEach(
                        (name, link) -> {
                            faults.add(new Fault("cut " + name, link::cut, link::heal));
                            faults.add(
                                    new Fault("slow " + name, () -> link.delay(SLOW), link::heal));
                            faults.add(
                                    new Fault("half-close " + name, link::halfClose, link::heal));
                        });
        faults.add(relay("refuses", Manner.REFUSES));
        faults.add(relay("hangs after DATA", Manner.HANGS));
        faults.add(relay("answers 4xx", Manner.DEFERS));
        faults.add(relay("answers 5xx", Manner.BOUNCES));
        for (var part : Part.services()) {
            faults.add(clock(part, "PT2M"));
            faults.add(clock(part, "PT-2M"));
        }
        rig.disk().ifPresent(disk -> faults.add(full(disk)));
        return faults;
    }

    /**
     * A part of them for a short run: one of each kind and every kill, the others by chance.
     *
     * @param random decides which link, which clock and which order
     */
    List<Fault> some(Random random) {
        var kinds = new ArrayList<String>();
        var chosen = new ArrayList<Fault>();
        var shuffled = shuffled(random);
        for (var fault : shuffled) {
            var kind =
                    fault.name().startsWith("kill ") || fault.name().startsWith("relay ")
                            ? fault.name()
                            : fault.name().split(" ", 2)[0];
            if (!kinds.contains(kind)) {
                kinds.add(kind);
                chosen.add(fault);
            }
        }
        return chosen;
    }

    /** Each of them once, in an order of chance. */
    List<Fault> shuffled(Random random) {
        var faults = new ArrayList<>(all());
        Collections.shuffle(faults, random);
        return faults;
    }

    private Fault killed(Part part) {
        var running = rig.stack().part(part);
        return new Fault("kill " + part.label(), running::kill, () -> started(part));
    }

    /** Workers of a database that was killed may hold its memory for a moment. */
    private void started(Part part) throws InterruptedException {
        var tries = 0;
        while (true) {
            try {
                rig.stack().part(part).start();
                return;
            } catch (RuntimeException e) {
                if (++tries == 20) {
                    throw e;
                }
                Thread.sleep(500);
            }
        }
    }

    private Fault relay(String what, Manner manner) {
        return new Fault(
                "relay " + what,
                () -> rig.sink().behave(manner),
                () -> rig.sink().behave(Manner.TAKES));
    }

    private Fault clock(Part part, String offset) {
        var running = rig.stack().part(part);
        return new Fault(
                "clock of %s %s".formatted(part.label(), offset),
                () -> {
                    rig.stack().environment(part, "EVENTING_CLOCK_OFFSET", offset);
                    running.restart();
                },
                () -> {
                    rig.stack().environment(part, "EVENTING_CLOCK_OFFSET", "PT0S");
                    running.restart();
                });
    }

    private Fault full(Path disk) {
        var filler = disk.resolve("filler");
        return new Fault(
                "disk of postgres full",
                () -> fill(filler),
                () -> {
                    Files.deleteIfExists(filler);
                    if (!rig.stack().part(Part.POSTGRES).running()) {
                        rig.stack().part(Part.POSTGRES).kill();
                    }
                    started(Part.POSTGRES);
                });
    }

    private static void fill(Path filler) throws IOException {
        var zeros = new byte[BLOCK];
        try (var out = Files.newOutputStream(filler)) {
            while (true) {
                out.write(zeros);
            }
        } catch (IOException full) {
            if (Files.size(filler) == 0) {
                throw full;
            }
        }
    }
}
