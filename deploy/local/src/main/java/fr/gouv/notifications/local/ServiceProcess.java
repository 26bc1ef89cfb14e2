package fr.gouv.notifications.local;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** One of the four services, as its package: the same files that a container would hold. */
final class ServiceProcess extends ProcessPart {

    private static final Duration START = Duration.ofMinutes(4);

    private final StackFolder folder;
    private final Path application;
    private final int port;
    private final List<String> jvm;
    private final Supplier<Map<String, String>> environment;

    ServiceProcess(
            Part part,
            String name,
            StackFolder folder,
            Path application,
            int port,
            List<String> jvm,
            Supplier<Map<String, String>> environment) {
        super(part, name, folder);
        this.folder = folder;
        this.application = application;
        this.port = port;
        this.jvm = List.copyOf(jvm);
        this.environment = environment;
    }

    String url() {
        return "http://127.0.0.1:" + port;
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
                            .formatted(part().label(), jar));
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
}
