package fr.gouv.notifications.dispatch.email;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RelayPolicyTest {

    private static final Map<String, Integer> WEIGHTS = Map.of("a", 1, "b", 2, "c", 5, "last", 0);
    private static final List<String> ALL = List.of("a", "b", "c", "last");

    private final Random random = new Random(7);

    @Test
    void eachComesFirstAsOftenAsItsWeightSays() {
        var first =
                IntStream.range(0, 80_000)
                        .mapToObj(_ -> order(ALL, id(), 1).getFirst())
                        .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));

        assertThat(first).doesNotContainKey("last");
        assertThat(first.get("a")).isCloseTo(10_000L, within(500L));
        assertThat(first.get("b")).isCloseTo(20_000L, within(500L));
        assertThat(first.get("c")).isCloseTo(50_000L, within(500L));
    }

    @Test
    void theSameAttemptHasTheSameOrderAndNamesEachOnce() {
        for (var i = 0; i < 1_000; i++) {
            var id = id();
            var order = order(ALL, id, 3);

            assertThat(order(ALL, id, 3)).isEqualTo(order);
            assertThat(order).containsExactlyInAnyOrderElementsOf(ALL).endsWith("last");
        }
    }

    @Test
    void anotherAttemptIsNotBoundToTheSameRelay() {
        var id = id();

        assertThat(IntStream.range(1, 20).mapToObj(it -> order(ALL, id, it).getFirst()).distinct())
                .hasSizeGreaterThan(1);
    }

    private UUID id() {
        return new UUID(random.nextLong(), random.nextLong());
    }

    private static List<String> order(List<String> relays, UUID id, int attempt) {
        return RelayPolicy.order(relays, WEIGHTS::get, id, attempt);
    }
}
