package fr.gouv.notifications.dispatch.pace;

import java.io.IOException;
import java.io.Reader;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The mailbox providers whose limits are known, and the words by which they ask for more. */
final class PaceTable {

    private static final String DEFAULT = "default";
    private static final String SIGNAL = "signal.";

    private final Map<String, Provider> byDomain = new HashMap<>();
    private final Map<String, Provider> byExchanger = new HashMap<>();
    private final Map<String, Provider> byName = new HashMap<>();
    private final List<Signal> signals = new ArrayList<>();
    private final Rate slowed;

    private PaceTable(Properties lines) {
        this.slowed = Rate.of(lines.getProperty(DEFAULT + ".slowed", "100/s"));
        var names = new TreeSet<String>();
        for (var key : lines.stringPropertyNames()) {
            names.add(key.substring(0, Math.max(0, key.lastIndexOf('.'))));
        }
        names.remove(DEFAULT);
        for (var name : names) {
            if (name.startsWith(SIGNAL)) {
                signals.add(signal(lines, name));
            } else {
                add(provider(lines, name));
            }
        }
    }

    /**
     * Reads a table.
     *
     * @throws IllegalArgumentException when a line says nothing that can be kept to; names the line
     */
    static PaceTable read(Reader from) throws IOException {
        var lines = new Properties();
        lines.load(from);
        return new PaceTable(lines);
    }

    /**
     * Words of a provider that ask for a longer hold.
     *
     * @param name a code, shown to administrators
     */
    record Signal(String name, Pattern pattern, Duration hold) {}

    /** What these words ask for, if they do. */
    Optional<Signal> signal(@Nullable String words) {
        return words == null
                ? Optional.empty()
                : signals.stream().filter(it -> it.pattern().matcher(words).find()).findFirst();
    }

    /** The provider of a domain of which nothing else is known. */
    @Nullable Provider ofDomain(String domain) {
        return byDomain.get(domain);
    }

    /** The provider with this mail exchanger. */
    @Nullable Provider ofExchanger(String host) {
        var end = host.toLowerCase(Locale.ROOT);
        while (true) {
            var found = byExchanger.get(end);
            var dot = end.indexOf('.');
            if (found != null || dot < 0) {
                return found;
            }
            end = end.substring(dot + 1);
        }
    }

    /** The provider of this name, or one of which nothing is known. */
    Provider named(String name) {
        var known = byName.get(name);
        return known == null ? Provider.unknown(name, slowed) : known;
    }

    /** Whether the table has a provider of this name. */
    boolean has(String name) {
        return byName.containsKey(name);
    }

    private void add(Provider provider) {
        byName.put(provider.name(), provider);
        provider.domains().forEach(domain -> byDomain.put(domain, provider));
        provider.mx().forEach(end -> byExchanger.put(end, provider));
    }

    private Provider provider(Properties lines, String name) {
        return new Provider(
                name,
                list(lines.getProperty(name + ".mx")),
                list(lines.getProperty(name + ".domains")),
                Optional.ofNullable(lines.getProperty(name + ".connections"))
                        .map(text -> connections(name, text)),
                rate(lines, name + ".messages"),
                rate(lines, name + ".fresh"),
                rate(lines, name + ".slowed").orElse(slowed));
    }

    private static int connections(String name, String text) {
        var connections =
                text.strip().matches("[1-9]\\d{0,4}") ? Integer.parseInt(text.strip()) : 0;
        if (connections == 0) {
            throw new IllegalArgumentException(
                    "%s.connections=%s: write a number from 1 on".formatted(name, text));
        }
        return connections;
    }

    private static Optional<Rate> rate(Properties lines, String key) {
        try {
            return Optional.ofNullable(lines.getProperty(key)).map(Rate::of);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(key + ": " + e.getMessage(), e);
        }
    }

    private static Signal signal(Properties lines, String name) {
        var pattern = lines.getProperty(name + ".pattern");
        var hold = lines.getProperty(name + ".hold");
        if (pattern == null || hold == null) {
            throw new IllegalArgumentException(
                    "%s: a signal has a pattern and a hold, such as 2h".formatted(name));
        }
        return new Signal(
                name.substring(SIGNAL.length()),
                Pattern.compile(pattern, Pattern.CASE_INSENSITIVE),
                Duration.parse("PT" + hold.strip().toUpperCase(Locale.ROOT)));
    }

    private static List<String> list(@Nullable String text) {
        return text == null
                ? List.of()
                : Arrays.stream(text.split(","))
                        .map(it -> it.strip().toLowerCase(Locale.ROOT))
                        .filter(it -> !it.isEmpty())
                        .toList();
    }
}
