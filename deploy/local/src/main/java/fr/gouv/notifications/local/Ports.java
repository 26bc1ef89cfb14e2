package fr.gouv.notifications.local;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;

/** Which number each port of the stack has. */
public final class Ports {

    /** Below the range from which the system takes the near end of outgoing connections. */
    private static final int FIRST_FREE = 20_000;

    private static final int LAST_FREE = 32_000;

    private final Map<Port, Integer> numbers;

    private Ports(Map<Port, Integer> numbers) {
        this.numbers = numbers;
    }

    /** The numbers that the documentation names. */
    public static Ports usual() {
        var numbers = new EnumMap<Port, Integer>(Port.class);
        for (var port : Port.values()) {
            numbers.put(port, port.usual());
        }
        return new Ports(numbers);
    }

    /** Numbers that nobody uses now, for tests and benchmarks beside a running stack. */
    public static Ports free() {
        var numbers = new EnumMap<Port, Integer>(Port.class);
        var taken = new HashSet<Integer>();
        for (var port : Port.values()) {
            int number;
            do {
                number = anyFree();
            } while (!taken.add(number));
            numbers.put(port, number);
        }
        return new Ports(numbers);
    }

    /** A number that nobody uses now. */
    static int anyFree() {
        int number;
        do {
            number = ThreadLocalRandom.current().nextInt(FIRST_FREE, LAST_FREE);
        } while (!isFree(number));
        return number;
    }

    /** The same numbers, but for one port. */
    public Ports with(Port port, int number) {
        if (number < 1 || number > 65_535) {
            throw new StackException(
                    "%d cannot be a port; give a number from 1 to 65535.".formatted(number));
        }
        var changed = new EnumMap<>(numbers);
        changed.put(port, number);
        return new Ports(changed);
    }

    /** The number of a port. */
    public int of(Port port) {
        return Objects.requireNonNull(numbers.get(port));
    }

    /** Refuses, in one sentence with the remedy, when a port of these parts is taken. */
    public void mustBeFree(Set<Part> parts) {
        for (var port : Port.values()) {
            if (parts.contains(port.part()) && !isFree(of(port))) {
                throw new StackException(
                        "Port %d, which %s needs%s, is already taken%s: stop the program that listens there, or choose another with --port %s=NUMBER."
                                .formatted(
                                        of(port),
                                        port.part().label(),
                                        port.label().equals(port.part().label())
                                                ? ""
                                                : " for " + port.label(),
                                        Listening.owner(of(port))
                                                .map(
                                                        owner ->
                                                                " by process %d (%s)"
                                                                        .formatted(
                                                                                owner.pid(),
                                                                                program(owner)))
                                                .orElse(""),
                                        port.label()));
            }
        }
    }

    private static String program(ProcessHandle process) {
        return process.info()
                .command()
                .map(command -> command.substring(command.lastIndexOf('/') + 1))
                .orElse("?");
    }

    private static boolean isFree(int number) {
        try (var socket = new ServerSocket()) {
            // A port whose last connections only linger is free.
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), number));
            return true;
        } catch (IOException taken) {
            return false;
        }
    }
}
