package fr.gouv.notifications.local;

import java.nio.file.Path;

/** The Java that runs this program, for the programs that it starts. */
final class JavaProgram {

    static String path() {
        return home().resolve("bin").resolve("java").toString();
    }

    static Path home() {
        return Path.of(System.getProperty("java.home"));
    }

    private JavaProgram() {}
}
