package fr.gouv.notifications.local;

import fr.gouv.notifications.local.StackFile.Demo;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.EnumSet;
import java.util.Optional;

/** {@code ./notifications up}: starts the stack, shows that it works, and keeps it running. */
final class Up {

    private final Options options;
    private final Console console;

    Up(Options options, Console console) {
        this.options = options;
        this.console = console;
    }

    /** Returns only when the stack was stopped. */
    int run() {
        StackFolder.create(options.data());
        var lockFile = options.data().resolve("lock");
        try (var channel =
                FileChannel.open(lockFile, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            if (channel.tryLock() == null) {
                throw new StackException(
                        "The platform already runs from %s: look with ./notifications status, or stop it with ./notifications down."
                                .formatted(options.data()));
            }
            keepRunning();
            return 0;
        } catch (IOException broken) {
            throw new UncheckedIOException("%s cannot be locked".formatted(lockFile), broken);
        }
    }

    private void keepRunning() {
        forgetReady();
        try (var stack = started()) {
            var file = new StackFile(stack);
            var stackEnv = options.data().resolve("stack.env");
            file.write(stackEnv, Optional.empty());
            writeServiceEnvironments(stack);
            var demo = demonstrated(stack);
            file.write(stackEnv, demo);
            new Addresses(stack, stackEnv, console).tell(demo);
            console.progress("Ready. Ctrl-C or ./notifications down stops everything.");
            StackFolder.write(ready(), Long.toString(ProcessHandle.current().pid()));
            new Supervision(stack, () -> file.write(stackEnv, demo), console).run();
        } finally {
            forgetReady();
        }
    }

    private LocalStack started() {
        var builder =
                LocalStack.in(options.data())
                        .checkout(options.checkout())
                        .ports(options.ports())
                        .only(options.parts())
                        .console(console);
        var relay = options.relay();
        if (relay != null) {
            builder.smtp(relay.host(), relay.port());
        }
        var installed = options.installed();
        if (installed != null) {
            builder.installed(installed);
        }
        return builder.start();
    }

    /** What a service needs that is started by hand, from a development environment for example. */
    private void writeServiceEnvironments(LocalStack stack) {
        var folder = options.data().resolve("env");
        StackFolder.create(folder);
        for (var service : Part.services()) {
            var lines = new StringBuilder();
            stack.environmentOf(service)
                    .forEach(
                            (name, value) ->
                                    lines.append(name)
                                            .append('=')
                                            .append(StackFile.quoted(value))
                                            .append('\n'));
            PrivateFile.write(folder.resolve(service.label() + ".env"), lines.toString());
        }
    }

    private Optional<Demo> demonstrated(LocalStack stack) {
        var needed = EnumSet.copyOf(Part.services());
        if (!stack.chosen().containsAll(needed)) {
            console.progress("demo        left out: it needs all four services");
            return Optional.empty();
        }
        return Optional.of(new Demonstration(stack, console).run());
    }

    private Path ready() {
        return options.data().resolve("run").resolve("ready");
    }

    private void forgetReady() {
        try {
            Files.deleteIfExists(ready());
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }
}
