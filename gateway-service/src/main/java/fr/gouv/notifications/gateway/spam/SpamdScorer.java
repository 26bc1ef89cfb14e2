package fr.gouv.notifications.gateway.spam;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Asks SpamAssassin's daemon over its own protocol, SPAMC 1.5 (spamd/PROTOCOL of the project). Only the
 * template is in the mail, never a citizen.
 */
@ApplicationScoped
class SpamdScorer implements SpamScorer {

    private static final int LARGEST_ANSWER = 64 * 1024;

    private static final Pattern VERDICT =
            Pattern.compile("(?im)^Spam:\\s*\\w+\\s*;\\s*(-?[0-9.]+)\\s*/\\s*(-?[0-9.]+)\\s*$");

    /** A line of the report: points, name, description. */
    private static final Pattern RULE =
            Pattern.compile("(?m)^\\s*(-?\\d+\\.\\d+)\\s+([A-Z][A-Z0-9_]+)\\s+(.*)$");

    private final SpamRules rules = new SpamRules();
    private final Config config;

    SpamdScorer(Config config) {
        this.config = config;
    }

    /** Where the daemon is. */
    @ConfigMapping(prefix = "gateway.spamd")
    interface Config {

        /** Its name or address; without it no template is scored. */
        Optional<String> host();

        @WithDefault("783")
        int port();

        /** Longest wait for the connection, and for each piece of the answer. */
        @WithDefault("5s")
        Duration patience();
    }

    @Override
    public Optional<SpamScore> score(byte[] mail) {
        return config.host().filter(host -> !host.isBlank()).map(host -> ask(host, mail));
    }

    private SpamScore ask(String host, byte[] mail) {
        var patience = Math.toIntExact(config.patience().toMillis());
        try (var socket = new Socket()) {
            socket.connect(new InetSocketAddress(host, config.port()), patience);
            socket.setSoTimeout(patience);
            var out = socket.getOutputStream();
            out.write(
                    ("REPORT SPAMC/1.5\r\nContent-length: " + mail.length + "\r\n\r\n")
                            .getBytes(US_ASCII));
            out.write(mail);
            out.flush();
            socket.shutdownOutput();
            return read(socket.getInputStream().readNBytes(LARGEST_ANSWER));
        } catch (IOException failure) {
            throw new SpamScorerAway(failure);
        }
    }

    SpamScore read(byte[] octets) {
        var answer = new String(octets, UTF_8);
        if (answer.indexOf('\uFFFD') >= 0) {
            answer = new String(octets, ISO_8859_1);
        }
        var verdict = VERDICT.matcher(answer);
        if (!answer.startsWith("SPAMD/") || !answer.contains(" 0 EX_OK") || !verdict.find()) {
            throw new SpamScorerAway("the spam filter answered something else");
        }
        var spoken = new ArrayList<SpamScore.Rule>();
        var rule = RULE.matcher(answer);
        while (rule.find()) {
            var name = rule.group(2);
            spoken.add(
                    new SpamScore.Rule(
                            name,
                            Double.parseDouble(rule.group(1)),
                            rules.sentence(name, rule.group(3).strip())));
        }
        spoken.sort(Comparator.comparingDouble(SpamScore.Rule::points).reversed());
        try {
            return new SpamScore(
                    Double.parseDouble(verdict.group(1)),
                    Double.parseDouble(verdict.group(2)),
                    spoken);
        } catch (NumberFormatException failure) {
            throw new SpamScorerAway(failure);
        }
    }
}
