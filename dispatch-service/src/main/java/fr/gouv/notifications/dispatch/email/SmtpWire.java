package fr.gouv.notifications.dispatch.email;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/**
 * A connection over which lines go out and SMTP replies come in (RFC 5321, 4.2). Every wait has an end:
 * reading by the socket, writing by whoever asks {@link #isStuck} and aborts it.
 *
 * <p>Used by one thread at a time, but for {@link #isStuck} and {@link #abort}.
 */
final class SmtpWire implements Closeable {

    private static final long NOT_WRITING = 0;

    /** Longer than any relay's (RFC 5321, 4.5.3.1.5 allows 512 octets for a line). */
    private static final int LONGEST_REPLY = 16_384;

    private static final int CODE = 3;

    private final String host;
    private final int port;
    private final byte[] heard = new byte[4_096];
    private final SSLSocketFactory tls;
    private final Socket plain;
    private Socket socket;
    private InputStream in;
    private OutputStream out;
    private int from;
    private int to;
    private volatile long writingSince = NOT_WRITING;

    /**
     * Connects, in clear.
     *
     * @param tls by which the connection may be secured later
     * @param read the longest wait for a piece of a reply
     * @throws IOException when nobody answers there in time
     */
    SmtpWire(String host, int port, SSLSocketFactory tls, Duration connect, Duration read)
            throws IOException {
        this.host = host;
        this.port = port;
        this.tls = tls;
        this.plain = new Socket();
        this.socket = plain;
        try {
            // A dialogue of short lines: held back until the other side acknowledges (Nagle's
            // algorithm), each message would take 40 ms longer.
            socket.setTcpNoDelay(true);
            socket.setSoTimeout(Math.toIntExact(read.toMillis()));
            socket.connect(new InetSocketAddress(host, port), Math.toIntExact(connect.toMillis()));
            in = socket.getInputStream();
            out = socket.getOutputStream();
        } catch (IOException failure) {
            socket.close();
            throw failure;
        }
    }

    /**
     * Goes on under TLS 1.2 or 1.3. What came in clear before is worth nothing (RFC 3207, 6): a reply
     * that waits already ends the connection.
     *
     * @throws javax.net.ssl.SSLException when nobody vouches for the certificate, it is of another host,
     *     or it has expired
     */
    void startTls() throws IOException {
        if (from < to) {
            throw new IOException("the relay spoke out of turn before TLS");
        }
        var secured = (SSLSocket) tls.createSocket(socket, host, port, true);
        var parameters = secured.getSSLParameters();
        parameters.setProtocols(new String[] {"TLSv1.3", "TLSv1.2"});
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        secured.setSSLParameters(parameters);
        secured.startHandshake();
        checkValidity(secured.getSession().getPeerCertificates()[0]);
        socket = secured;
        in = secured.getInputStream();
        out = secured.getOutputStream();
    }

    /** Java asks no date of a certificate that is itself among the trusted ones. */
    private static void checkValidity(Certificate certificate) throws SSLException {
        try {
            if (certificate instanceof X509Certificate dated) {
                dated.checkValidity();
            }
        } catch (CertificateException outdated) {
            throw new SSLException("the certificate of the relay is not valid now", outdated);
        }
    }

    /** Sends these lines, and the end of the last one. */
    void say(String lines) throws IOException {
        write((lines + "\r\n").getBytes(US_ASCII), 0, lines.length() + 2);
    }

    /** Sends these octets as they are. */
    void write(byte[] octets, int first, int count) throws IOException {
        writingSince = Math.max(System.nanoTime(), NOT_WRITING + 1);
        try {
            out.write(octets, first, count);
            out.flush();
        } finally {
            writingSince = NOT_WRITING;
        }
    }

    /** The next reply, of one line or of several. */
    SmtpReply listen() throws IOException {
        var text = new StringBuilder(64);
        while (true) {
            var start = text.length();
            readLine(text);
            var code = code(text, start);
            if (text.length() - start <= CODE || text.charAt(start + CODE) != '-') {
                return SmtpReply.of(code, text.toString());
            }
            text.append('\n');
        }
    }

    private static int code(StringBuilder text, int start) throws IOException {
        var code = 0;
        for (var i = start; i < start + CODE; i++) {
            var digit = i < text.length() ? Character.digit(text.charAt(i), 10) : -1;
            if (digit < 0) {
                throw new IOException("what the relay says is not SMTP");
            }
            code = code * 10 + digit;
        }
        return code;
    }

    private void readLine(StringBuilder text) throws IOException {
        for (var letter = read(); letter != '\n'; letter = read()) {
            if (text.length() >= LONGEST_REPLY) {
                throw new IOException("the relay does not end its reply");
            }
            if (letter != '\r') {
                text.append(letter);
            }
        }
    }

    private char read() throws IOException {
        if (from == to) {
            from = 0;
            to = Math.max(0, in.read(heard, 0, heard.length));
            if (to == 0) {
                throw new EOFException("the relay hung up");
            }
        }
        return (char) (heard[from++] & 0xFF);
    }

    /** Whether it has been writing for longer than that: the other side takes nothing. */
    boolean isStuck(Duration patience) {
        var since = writingSince;
        return since != NOT_WRITING && System.nanoTime() - since > patience.toNanos();
    }

    /** Breaks the connection below any TLS, whose goodbye would wait for what is being written. */
    void abort() throws IOException {
        plain.close();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
