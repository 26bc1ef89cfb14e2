package fr.gouv.notifications.acceptance.bench;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ProcessFiguresTest {

    @Test
    void readsWhatThisProcessHasUsed() {
        var figures = ProcessFigures.ofThisProcess();

        assertThat(figures.cpuMicros()).isPositive();
        assertThat(figures.compilingMicros()).isPositive().isLessThan(figures.cpuMicros());
        assertThat(figures.residentKiB()).isGreaterThan(10_000);
    }

    @Test
    void readsNothingOfAProcessThatIsGone() {
        assertThat(ProcessFigures.of(Integer.MAX_VALUE)).isEqualTo(new ProcessFigures(0, 0, 0));
    }
}
