package fr.gouv.notifications.contracts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What a running platform or a build leaves behind is never committed. */
class TrackedFilesTest {

    /** Folders of runs and builds, databases, and files that hold a secret. */
    private static final Pattern LEFT_BEHIND =
            Pattern.compile(
                    "(^|/)(\\.stack|target|node_modules|secrets|PG_VERSION|pg_wal"
                            + "|meta\\.properties|\\.jqwik-database)(/|$)"
                            + "|\\.(key|pem|p12|jks|env|log|class|mv\\.db)$");

    @Test
    void noFileOfARunOrABuildIsTracked() throws IOException, InterruptedException {
        assumeThat(Contracts.PROJECT.resolve(".git")).as("a source archive has no .git").exists();

        assertThat(tracked()).isNotEmpty().noneMatch(file -> LEFT_BEHIND.matcher(file).find());
    }

    @Test
    void gitIgnoresWhereTheStackRuns() throws IOException {
        assertThat(Files.readAllLines(Contracts.PROJECT.resolve(".gitignore")))
                .contains(".stack/", "target/", "node_modules/");
    }

    private static List<String> tracked() throws IOException, InterruptedException {
        var git =
                new ProcessBuilder("git", "ls-files", "-z")
                        .directory(Contracts.PROJECT.toFile())
                        .start();
        var names = new String(git.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(git.waitFor()).isZero();
        return List.of(names.split("\0"));
    }
}
