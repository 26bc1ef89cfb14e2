package fr.gouv.notifications.acceptance.chaos;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Stands between two parts of the platform and spoils what passes, when it is told to. */
final class TcpProxy implements AutoCloseable {

    private static final int BUFFER = 64 * 1024;
    private static final int CONNECT_MILLIS = 2_000;

    private final ServerSocket server;
    private final InetSocketAddress target;
    private final Set<Pair> pairs = ConcurrentHashMap.newKeySet();
    private volatile Duration delay = Duration.ZERO;
    private volatile boolean closedToNew;
    private volatile boolean swallowing;

    /** The two ends of one connection. */
    private record Pair(Socket near, Socket far) {

        void close() {
            close(near);
            close(far);
        }

        private static void close(Socket socket) {
            try {
                socket.close();
            } catch (IOException e) {
                // It was broken already, which is what was wanted.
                return;
            }
        }
    }

    TcpProxy(int targetPort) {
        target = new InetSocketAddress(InetAddress.getLoopbackAddress(), targetPort);
        try {
            server = new ServerSocket(0, 200, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException("no port for a proxy", e);
        }
        Thread.ofPlatform().daemon().name("proxy-door").start(this::accept);
    }

    int port() {
        return server.getLocalPort();
    }

    /** Ends every connection and takes no new one. */
    void cut() {
        closedToNew = true;
        pairs.forEach(Pair::close);
    }

    /** Holds back whatever passes for that long. */
    void delay(Duration each) {
        delay = each;
    }

    /** Tells both ends of each connection that the other says no more, and swallows what they say. */
    void halfClose() {
        closedToNew = true;
        swallowing = true;
        for (var pair : pairs) {
            try {
                pair.near().shutdownOutput();
                pair.far().shutdownOutput();
            } catch (IOException e) {
                pair.close();
            }
        }
    }

    /** From now on nothing is spoilt. */
    void heal() {
        delay = Duration.ZERO;
        if (closedToNew) {
            pairs.forEach(Pair::close);
        }
        closedToNew = false;
        swallowing = false;
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                var near = server.accept();
                Thread.ofPlatform().daemon().name("proxy").start(() -> join(near));
            } catch (IOException e) {
                return;
            }
        }
    }

    private void join(Socket near) {
        var far = new Socket();
        var pair = new Pair(near, far);
        pairs.add(pair);
        try {
            if (closedToNew) {
                return;
            }
            far.connect(target, CONNECT_MILLIS);
            near.setTcpNoDelay(true);
            far.setTcpNoDelay(true);
            var back = Thread.ofPlatform().daemon().name("proxy-back").start(() -> pass(far, near));
            pass(near, far);
            back.join();
        } catch (IOException e) {
            // Nobody listens there now: the near end learns it by the close.
            return;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            pair.close();
            pairs.remove(pair);
        }
    }

    private void pass(Socket from, Socket to) {
        var buffer = new byte[BUFFER];
        try {
            var in = from.getInputStream();
            var out = to.getOutputStream();
            for (var read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                var wait = delay;
                if (!wait.isZero()) {
                    Thread.sleep(wait);
                }
                if (!swallowing) {
                    out.write(buffer, 0, read);
                }
            }
            to.shutdownOutput();
        } catch (IOException e) {
            new Pair(from, to).close();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        try {
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        pairs.forEach(Pair::close);
    }
}
