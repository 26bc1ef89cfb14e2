package fr.gouv.notifications.local;

import java.nio.file.Path;
import java.util.List;

/** The Java that runs this program, for the programs that it starts. */
final class JavaProgram {

    /**
     * The thorough compiler waits until code is really hot: several programs that start at once on
     * a small machine otherwise spend a quarter of their time on code that runs only once. The
     * numbers are four times the usual ones; under load they are reached within seconds.
     */
    static final List<String> CALM_START =
            List.of(
                    "-XX:Tier4InvocationThreshold=20000",
                    "-XX:Tier4MinInvocationThreshold=5000",
                    "-XX:Tier4CompileThreshold=60000",
                    "-XX:Tier4BackEdgeThreshold=400000");

    static String path() {
        return home().resolve("bin").resolve("java").toString();
    }

    static Path home() {
        return Path.of(System.getProperty("java.home"));
    }

    private JavaProgram() {}
}
