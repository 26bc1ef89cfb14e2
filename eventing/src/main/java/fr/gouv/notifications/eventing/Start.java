package fr.gouv.notifications.eventing;

import io.quarkus.bootstrap.logging.InitialConfigurator;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.annotations.QuarkusMain;
import io.quarkus.runtime.configuration.ConfigUtils;
import io.smallrye.config.ConfigValue;
import io.smallrye.config.Expressions;
import io.smallrye.config.SmallRyeConfig;
import java.util.List;
import java.util.logging.Handler;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * How every service begins: when a setting is missing it says which, by the name that our
 * documentation uses and not by the property that would have been filled from it.
 *
 * <p>Needed is what a property refers to as {@code ${NAME}}, without a default. What to set it to
 * stands beside it in the configuration, as {@code settings.NAME}.
 */
@QuarkusMain
public final class Start {

    private static final Logger LOG = Logger.getLogger(Start.class);
    private static final Pattern NEEDED = Pattern.compile("\\$\\{([A-Z][A-Z0-9_]*)}");

    /** What {@code sysexits.h} calls a fault of the configuration. */
    private static final int EXIT = 78;

    public static void main(String... args) {
        var missing = missing(ConfigUtils.configBuilder().build());
        if (missing.isEmpty()) {
            Quarkus.run(args);
            return;
        }
        // Lines wait for the configuration of the log, which will not be read any more.
        InitialConfigurator.DELAYED_HANDLER.setHandlers(
                new Handler[] {InitialConfigurator.createDefaultHandler()});
        missing.forEach(LOG::error);
        System.exit(EXIT);
    }

    /** One sentence for each setting that is needed and has no value. */
    static List<String> missing(SmallRyeConfig config) {
        return Stream.concat(referredTo(config), brokerAccount(config))
                .filter(name -> value(config, name).isBlank())
                .distinct()
                .sorted()
                .map(
                        name ->
                                "%s is not set: set it to %s."
                                        .formatted(name, value(config, "settings." + name)))
                .toList();
    }

    private static Stream<String> referredTo(SmallRyeConfig config) {
        return StreamSupport.stream(config.getPropertyNames().spliterator(), false)
                // Variables of the environment are not ours to read, nor is what only tests use.
                .filter(name -> name.indexOf('.') > 0 && !name.startsWith("%"))
                .flatMap(name -> NEEDED.matcher(raw(config, name)).results())
                .map(reference -> reference.group(1));
    }

    /** Has an empty default, because a broker without accounts exists; this one asks for it. */
    private static Stream<String> brokerAccount(SmallRyeConfig config) {
        return value(config, "kafka.security.protocol").startsWith("SASL")
                        && raw(config, "kafka.sasl.jaas.config").contains("${KAFKA_USER")
                ? Stream.of("KAFKA_USER", "KAFKA_PASSWORD")
                : Stream.empty();
    }

    private static String value(SmallRyeConfig config, String name) {
        return textOf(config.getConfigValue(name));
    }

    /** Before references are followed. */
    private static String raw(SmallRyeConfig config, String name) {
        return Expressions.withoutExpansion(() -> value(config, name));
    }

    private static String textOf(@Nullable ConfigValue value) {
        return value == null || value.getValue() == null ? "" : value.getValue();
    }

    private Start() {}
}
