package fr.gouv.notifications.local;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LogLinesTest {

    @Test
    void showsTheLastLinesOnly() {
        assertThat(LogLines.last("one\ntwo\nthree\n", 2)).containsExactly("two", "three");
    }

    @Test
    void readsWhatAServiceWrote() {
        var log =
                """
                {"level":"ERROR","loggerName":"io.quarkus","message":"Failed to start application","stackTrace":": java.lang.RuntimeException: Failed\\n\\tat a.B.c(B.java:1)\\nCaused by: java.net.ConnectException: refused\\n\\t... 9 more\\n"}
                """;

        assertThat(LogLines.last(log, 10))
                .containsExactly(
                        "ERROR io.quarkus: Failed to start application",
                        "    : java.lang.RuntimeException: Failed",
                        "    Caused by: java.net.ConnectException: refused");
    }

    @Test
    void readsAnExceptionThatIsAnObject() {
        var log =
                """
                {"level":"ERROR","loggerName":"io.quarkus","message":"Failed","exception":{"exceptionType":"a.Outer","message":"outer","frames":[{"class":"a.B"}],"causedBy":{"exception":{"exceptionType":"a.Inner","message":"inner"}}}}
                """;

        assertThat(LogLines.last(log, 10))
                .containsExactly(
                        "ERROR io.quarkus: Failed", "    a.Outer: outer", "    a.Inner: inner");
    }

    @Test
    void cutsWhatIsTooLong() {
        assertThat(LogLines.last("x".repeat(10_000), 1).getFirst()).hasSize(301);
    }

    @Test
    void leavesWhatOnlyLooksLikeJson() {
        assertThat(LogLines.last("{not json", 1)).containsExactly("{not json");
    }
}
