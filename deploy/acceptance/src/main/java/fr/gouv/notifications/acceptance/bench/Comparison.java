package fr.gouv.notifications.acceptance.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import fr.gouv.notifications.acceptance.SmtpSink;
import fr.gouv.notifications.local.Console;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What sending mail costs on this machine when nothing else is done: by the load tools of Postfix,
 * which are about the least that is possible, and by a plain loop in Java. A figure in microseconds
 * means little on another machine; the ratio to these does.
 */
final class Comparison {

    private static final int MESSAGES = 40_000;
    private static final int LOOP_MESSAGES = 20_000;
    private static final int SESSIONS = 10;

    private final Path folder;
    private final Path dispatch;
    private final int messageBytes;
    private final Console console;

    /**
     * @param folder for what is unpacked
     * @param dispatch where the libraries of dispatch lie
     * @param messageBytes how large the messages are
     */
    Comparison(Path folder, Path dispatch, int messageBytes, Console console) {
        this.folder = folder;
        this.dispatch = dispatch;
        this.messageBytes = messageBytes;
        this.console = console;
    }

    /**
     * CPU microseconds a message, both sides together.
     *
     * @param postfix {@code smtp-source} to {@code smtp-sink}; absent when the tools could not be had
     * @param plainLoop of Angus Mail, to the sink of the benchmark
     */
    record Result(@Nullable Double postfix, double plainLoop) {

        /** How many times as much a notification costs. */
        String table(double micros) {
            return String.format(
                    Locale.ROOT,
                    """

                    beside it, CPU µs a message of the same size, both ends
                      smtp-source to smtp-sink       %s
                      a plain loop of Angus Mail     %.0f   a notification costs %.1f times that
                    """,
                    postfix == null
                            ? "not measured: the package could not be unpacked"
                            : String.format(
                                    Locale.ROOT,
                                    "%.0f   a notification costs %.1f times that",
                                    postfix,
                                    micros / postfix),
                    plainLoop,
                    micros / plainLoop);
        }
    }

    Result measure() throws IOException {
        console.progress("smtp-source and smtp-sink, a plain loop");
        return new Result(postfix().orElse(null), plainLoop());
    }

    // --- Postfix ---------------------------------------------------------------------------------

    private Optional<Double> postfix() throws IOException {
        var tools = unpack();
        if (tools.isEmpty()) {
            return Optional.empty();
        }
        var root = tools.get();
        int port;
        try (var probe = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = probe.getLocalPort();
        }
        // Bash reaps both, so that their times are added to its own.
        var script =
                """
                cd "$1"; "$1/usr/sbin/smtp-sink" $2 127.0.0.1:$3 200 & sink=$!
                for i in 1 2 3 4 5 6 7 8 9 10; do (exec 3<>/dev/tcp/127.0.0.1/$3) 2>/dev/null && break; sleep 0.3; done
                "$1/usr/sbin/smtp-source" -s %d -m %d -l %d -d -f a@charge.test -t b@charge.test 127.0.0.1:$3 || echo failed
                kill $sink; wait $sink; echo; read
                """
                        .formatted(SESSIONS, MESSAGES, messageBytes);
        var user = System.getProperty("user.name").equals("root") ? "-u nobody" : "";
        var builder =
                new ProcessBuilder(
                        "bash",
                        "-c",
                        script,
                        "bash",
                        root.toString(),
                        user,
                        Integer.toString(port));
        builder.environment().put("LD_LIBRARY_PATH", root.resolve("usr/lib/postfix").toString());
        var process = builder.redirectError(ProcessBuilder.Redirect.DISCARD).start();
        try (var said = process.inputReader();
                var answer = process.outputWriter()) {
            var failed = "failed".equals(said.readLine());
            var used = ProcessFigures.of(process.pid()).cpuMicros();
            answer.write("\n");
            answer.flush();
            return failed ? Optional.empty() : Optional.of(used / (double) MESSAGES);
        } finally {
            end(process);
        }
    }

    /** Debian's package, unpacked and never installed. */
    private Optional<Path> unpack() throws IOException {
        var root = Files.createDirectories(folder).resolve("postfix");
        if (Files.isExecutable(root.resolve("usr/sbin/smtp-source"))) {
            return Optional.of(root);
        }
        var unpacking =
                new ProcessBuilder(
                                "bash",
                                "-c",
                                "apt-get download postfix && dpkg -x postfix_*.deb postfix && rm postfix_*.deb")
                        .directory(folder.toFile())
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start();
        try {
            var done = unpacking.waitFor(60, TimeUnit.SECONDS) && unpacking.exitValue() == 0;
            return done ? Optional.of(root) : Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        } finally {
            unpacking.destroyForcibly();
        }
    }

    // --- A plain loop ----------------------------------------------------------------------------

    private double plainLoop() throws IOException {
        var message = Files.createTempFile("notifications-bench-", ".eml");
        try (var sink = new SmtpSink()) {
            Files.writeString(message, message(), UTF_8);
            var command = new ArrayList<String>();
            command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
            command.addAll(
                    List.of(
                            "-Xmx128m",
                            "-XX:+UseSerialGC",
                            "-Djakarta.mail.util.StreamProvider=org.eclipse.angus.mail.util.MailStreamProvider",
                            "-cp",
                            classes() + File.pathSeparator + dispatch.resolve("lib/main") + "/*",
                            PlainLoop.class.getName(),
                            Integer.toString(sink.port()),
                            message.toString(),
                            Integer.toString(LOOP_MESSAGES),
                            Integer.toString(SESSIONS)));
            var process =
                    new ProcessBuilder(command)
                            .redirectError(ProcessBuilder.Redirect.INHERIT)
                            .start();
            try (var said = process.inputReader();
                    var answer = process.outputWriter()) {
                said.readLine();
                var before = used(process);
                answer.write("\n");
                answer.flush();
                said.readLine();
                var after = used(process);
                answer.write("\n");
                answer.flush();
                var arrived = sink.arrivals().values().stream().mapToInt(SmtpSink.Arrival::times);
                if (arrived.sum() < LOOP_MESSAGES) {
                    throw new IllegalStateException("the plain loop did not send all");
                }
                return (after - before) / (double) LOOP_MESSAGES;
            } finally {
                end(process);
            }
        } finally {
            Files.delete(message);
        }
    }

    private static long used(Process process) {
        return ProcessFigures.of(process.pid()).cpuMicros()
                + ProcessFigures.ofThisProcess().cpuMicros();
    }

    private static Path classes() {
        return Path.of(
                PlainLoop.class.getProtectionDomain().getCodeSource().getLocation().getPath());
    }

    private String message() {
        var head =
                """
                From: a@charge.test
                To: b@charge.test
                Subject: Votre dossier
                Message-ID: <plain@charge.test>
                MIME-Version: 1.0
                Content-Type: text/plain; charset=UTF-8

                """;
        var line = "Vous pouvez repondre a ce message : un agent vous lira bientot.\n";
        return (head + line.repeat((messageBytes - head.length()) / line.length()))
                .replace("\n", "\r\n");
    }

    private static void end(Process process) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }
}
