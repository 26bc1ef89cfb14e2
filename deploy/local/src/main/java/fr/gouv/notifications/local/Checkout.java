package fr.gouv.notifications.local;

import java.nio.file.Files;
import java.nio.file.Path;

/** Where the project lies on this machine, and what its build leaves there. */
record Checkout(Path root) {

    /** The checkout that holds the working folder. */
    static Checkout around(Path start) {
        for (var folder = start.toAbsolutePath(); folder != null; folder = folder.getParent()) {
            if (Files.exists(folder.resolve("deploy").resolve("local").resolve("pom.xml"))) {
                return new Checkout(folder);
            }
        }
        throw new StackException(
                "%s is not inside a checkout of Notifications: change to one first."
                        .formatted(start.toAbsolutePath()));
    }

    private Path target() {
        return root.resolve("deploy").resolve("local").resolve("target");
    }

    /** Where the build put Keycloak's archive. */
    Path keycloak() {
        return target().resolve("keycloak");
    }

    /** Where the build put this module and everything it needs; for the broker's process. */
    String classPath() {
        return target().resolve("classes") + ":" + target().resolve("lib") + "/*";
    }

    /** The packaged service, as its build leaves it. */
    Path application(Part service) {
        return root.resolve(service.label() + "-service").resolve("target").resolve("quarkus-app");
    }
}
