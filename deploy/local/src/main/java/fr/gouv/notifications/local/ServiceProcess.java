package fr.gouv.notifications.local;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** One of the four services, as its package: the same files that a container would hold. */
final class ServiceProcess implements RunningPart {

    private static final Duration START = Duration.ofMinutes(4);

    private final Part part;
    private final StackFolder folder;
    private final Path application;
    private final int port;
    private final List<String> jvm;
    private final Supplier<Map<String, String>> environment;
    private final ChildProcess process;

    ServiceProcess(
            Part part,
            StackFolder folder,
            Path application,
            int port,
            List<String> jvm,
            Supplier<Map<String, String>> environment) {
        this.part = part;
        this.folder = folder;
        this.application = application;
        this.port = port;
        this.jvm = List.copyOf(jvm);
        this.environment = environment;
        process = new ChildProcess(part.label(), folder);
    }

    String url() {
        return "http://127.0.0.1:" + port;
    }

    @Override
    public Part part() {
        return part;
    }

    @Override
    public void start() {
        if (process.running()) {
            return;
        }
        var jar = application.resolve("quarkus-run.jar");
        if (!Files.exists(jar)) {
            throw new StackException(
                    "%s has not been built (%s is missing): run ./notifications up, which builds it."
                            .formatted(part.label(), jar));
        }
        var command = new ArrayList<>(ChildProcess.diesWithUs("TERM"));
        command.add(JavaProgram.path());
        command.addAll(jvm);
        command.addAll(List.of(folder.mark(), "-jar", jar.toString()));
        process.start(command, environment.get(), folder.root());
        process.awaitReady(this::isReady, START);
    }

    /** Asked of our process: another program may have taken the port meanwhile and answer too. */
    private boolean isReady() {
        return HttpProbe.answersOk(url() + "/q/health/ready")
                && Listening.isBy(process.pid(), port);
    }

    @Override
    public void stop() {
        process.stop();
    }

    @Override
    public void kill() {
        process.kill();
    }

    @Override
    public boolean running() {
        return process.running();
    }

    @Override
    public long pid() {
        return process.pid();
    }

    @Override
    public Path log() {
        return process.log();
    }

    @Override
    public boolean lost() {
        return process.lost();
    }
}
