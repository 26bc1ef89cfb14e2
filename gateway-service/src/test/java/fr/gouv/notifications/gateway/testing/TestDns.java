package fr.gouv.notifications.gateway.testing;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/** A DNS server on the loopback that serves, over UDP and TCP, the records that a test writes. */
public final class TestDns implements AutoCloseable {

    private static final int LARGEST_DATAGRAM = 512;

    private final Map<String, List<Record>> zone = new ConcurrentHashMap<>();
    private final Set<String> broken = ConcurrentHashMap.newKeySet();

    /** The names that were asked for, in small letters. */
    public final List<String> asked = new CopyOnWriteArrayList<>();

    private final DatagramSocket udp;
    private final ServerSocket tcp;

    public TestDns() {
        try {
            var loopback = InetAddress.getLoopbackAddress();
            tcp = new ServerSocket(0, 20, loopback);
            udp = new DatagramSocket(tcp.getLocalPort(), loopback);
        } catch (IOException e) {
            throw new UncheckedIOException("no port for a DNS server", e);
        }
        Thread.ofVirtual().start(this::serveUdp);
        Thread.ofVirtual().start(this::serveTcp);
    }

    public int port() {
        return tcp.getLocalPort();
    }

    /** A record in the form of a zone file, such as {@code "10 mx.example."}. */
    public TestDns with(String name, String type, String value) {
        try {
            var owner = Name.fromString(name + ".");
            var record =
                    Record.fromString(owner, Type.value(type), DClass.IN, 60, value, Name.root);
            zone.computeIfAbsent(key(owner), _ -> new CopyOnWriteArrayList<>()).add(record);
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException("no such record: " + value, e);
        }
    }

    /** A text in strings of the length that they may have. */
    public TestDns text(String name, String value) {
        var strings = new StringBuilder();
        for (var from = 0; from < value.length(); from += 200) {
            strings.append('"')
                    .append(value, from, Math.min(from + 200, value.length()))
                    .append("\" ");
        }
        return with(name, "TXT", strings.toString());
    }

    public void without(String name) {
        zone.remove(name.toLowerCase(java.util.Locale.ROOT));
    }

    /** From now on this name is answered with a failure of the server. */
    public void breaks(String name) {
        broken.add(name);
    }

    private void serveUdp() {
        var buffer = new byte[4_096];
        try {
            while (!udp.isClosed()) {
                var packet = new DatagramPacket(buffer, buffer.length);
                udp.receive(packet);
                var query = new Message(Arrays.copyOf(packet.getData(), packet.getLength()));
                var answer = answer(query).toWire(LARGEST_DATAGRAM);
                udp.send(new DatagramPacket(answer, answer.length, packet.getSocketAddress()));
            }
        } catch (IOException closed) {
            // The test is over.
        }
    }

    private void serveTcp() {
        try {
            while (!tcp.isClosed()) {
                try (var socket = tcp.accept()) {
                    var in = new DataInputStream(socket.getInputStream());
                    var query = new Message(in.readNBytes(in.readUnsignedShort()));
                    var answer = answer(query).toWire();
                    var out = new DataOutputStream(socket.getOutputStream());
                    out.writeShort(answer.length);
                    out.write(answer);
                    out.flush();
                }
            }
        } catch (IOException closed) {
            // The test is over.
        }
    }

    private Message answer(Message query) {
        var question = query.getQuestion();
        var answer = new Message(query.getHeader().getID());
        answer.getHeader().setFlag(Flags.QR);
        answer.getHeader().setFlag(Flags.RA);
        answer.addRecord(question, Section.QUESTION);
        var name = key(question.getName());
        asked.add(name);
        if (broken.contains(name)) {
            answer.getHeader().setRcode(Rcode.SERVFAIL);
            return answer;
        }
        var records = zone.get(name);
        if (records == null) {
            answer.getHeader().setRcode(Rcode.NXDOMAIN);
            return answer;
        }
        records.stream()
                .filter(record -> record.getType() == question.getType())
                .forEach(record -> answer.addRecord(record, Section.ANSWER));
        return answer;
    }

    private static String key(Name name) {
        return name.toString(true).toLowerCase(java.util.Locale.ROOT);
    }

    @Override
    public void close() {
        try {
            udp.close();
            tcp.close();
        } catch (IOException e) {
            throw new UncheckedIOException("the DNS server does not close", e);
        }
    }
}
