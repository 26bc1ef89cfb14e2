package fr.gouv.notifications.acceptance.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class PercentilesTest {

    @Test
    void namesTheSmallestValueThatCoversTheShare() {
        var hundred =
                new Percentiles(
                        LongStream.rangeClosed(1, 100).map(n -> n * 1_000_000).boxed().toList());

        assertThat(hundred.millis(0.5)).isEqualTo(50);
        assertThat(hundred.millis(0.99)).isEqualTo(99);
        assertThat(hundred.millis(1)).isEqualTo(100);
    }

    @Test
    void saysThatNothingWasMeasured() {
        assertThat(new Percentiles(List.of()).millis(0.5)).isNaN();
    }
}
