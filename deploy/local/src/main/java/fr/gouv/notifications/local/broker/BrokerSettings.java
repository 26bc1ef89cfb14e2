package fr.gouv.notifications.local.broker;

import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;

/**
 * What the broker's process must know, passed to it in a private file.
 *
 * @param data where records are kept
 * @param seenAt the port that clients are told to use: its own, or that of a proxy before it
 * @param passwords of every user but the administrator
 * @param ready file that appears when the broker takes work
 */
public record BrokerSettings(
        Path data,
        int port,
        int seenAt,
        int controllerPort,
        String adminPassword,
        Map<String, String> passwords,
        Path ready) {

    /** The user who may do everything. */
    public static final String ADMIN = "admin";

    private static final String PASSWORD = "password.";

    public BrokerSettings {
        passwords = Map.copyOf(passwords);
    }

    /** What to write in the file. */
    public String toText() {
        var properties = new Properties();
        properties.setProperty("data", data.toString());
        properties.setProperty("port", Integer.toString(port));
        properties.setProperty("seenAt", Integer.toString(seenAt));
        properties.setProperty("controllerPort", Integer.toString(controllerPort));
        properties.setProperty("adminPassword", adminPassword);
        properties.setProperty("ready", ready.toString());
        passwords.forEach((user, word) -> properties.setProperty(PASSWORD + user, word));
        var text = new StringWriter();
        try {
            properties.store(text, null);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return text.toString();
    }

    static BrokerSettings read(Path file) {
        var properties = new Properties();
        try {
            properties.load(new StringReader(Files.readString(file)));
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
        var passwords = new TreeMap<String, String>();
        for (var key : properties.stringPropertyNames()) {
            if (key.startsWith(PASSWORD)) {
                passwords.put(key.substring(PASSWORD.length()), properties.getProperty(key));
            }
        }
        return new BrokerSettings(
                Path.of(properties.getProperty("data")),
                Integer.parseInt(properties.getProperty("port")),
                Integer.parseInt(properties.getProperty("seenAt")),
                Integer.parseInt(properties.getProperty("controllerPort")),
                properties.getProperty("adminPassword"),
                passwords,
                Path.of(properties.getProperty("ready")));
    }
}
