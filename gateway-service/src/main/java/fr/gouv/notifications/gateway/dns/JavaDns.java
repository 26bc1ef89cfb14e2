package fr.gouv.notifications.gateway.dns;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Optional;
import org.xbill.DNS.AAAARecord;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.ExtendedResolver;
import org.xbill.DNS.MXRecord;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.PTRRecord;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Resolver;
import org.xbill.DNS.ReverseMap;
import org.xbill.DNS.Section;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.TXTRecord;
import org.xbill.DNS.TextParseException;
import org.xbill.DNS.Type;

/** The DNS as one resolver tells it. */
public final class JavaDns implements Dns {

    private static final int PORT = 53;
    private static final Duration PATIENCE = Duration.ofSeconds(3);

    private final Resolver resolver;

    private JavaDns(Resolver resolver) {
        this.resolver = resolver;
        resolver.setTimeout(PATIENCE);
    }

    /**
     * By the resolver of the machine.
     *
     * @param written {@code host} or {@code host:port}; empty for that of the machine
     */
    public static JavaDns by(Optional<String> written) {
        try {
            return new JavaDns(written.isEmpty() ? new ExtendedResolver() : simple(written.get()));
        } catch (UnknownHostException | NumberFormatException e) {
            throw new IllegalStateException(
                    "DNS_RESOLVER names no resolver: set it to host, host:port or none", e);
        }
    }

    @Override
    public Answer ask(String name, Kind kind) {
        try {
            var asked = kind == Kind.PTR ? reverse(name) : Name.fromString(name + ".");
            var question = Record.newRecord(asked, type(kind), DClass.IN);
            return read(resolver.send(Message.newQuery(question)), kind);
        } catch (TextParseException | UnknownHostException malformed) {
            return Answer.of(Status.NO_NAME);
        } catch (IOException unanswered) {
            return Answer.of(Status.FAILED);
        }
    }

    private static Answer read(Message answer, Kind kind) {
        return switch (answer.getRcode()) {
            case Rcode.NXDOMAIN -> Answer.of(Status.NO_NAME);
            case Rcode.NOERROR -> {
                var values =
                        answer.getSection(Section.ANSWER).stream()
                                .filter(record -> record.getType() == type(kind))
                                .map(JavaDns::value)
                                .toList();
                yield new Answer(values.isEmpty() ? Status.NOTHING : Status.FOUND, values);
            }
            default -> Answer.of(Status.FAILED);
        };
    }

    private static String value(Record record) {
        return switch (record) {
            case TXTRecord text -> String.join("", text.getStrings());
            case MXRecord exchanger ->
                    exchanger.getPriority() + " " + exchanger.getTarget().toString(true);
            case ARecord address -> address.getAddress().getHostAddress();
            case AAAARecord address -> address.getAddress().getHostAddress();
            case PTRRecord name -> name.getTarget().toString(true);
            default -> record.rdataToString();
        };
    }

    private static Name reverse(String address) throws UnknownHostException {
        return ReverseMap.fromAddress(InetAddress.ofLiteral(address));
    }

    private static int type(Kind kind) {
        return switch (kind) {
            case TXT -> Type.TXT;
            case MX -> Type.MX;
            case A -> Type.A;
            case AAAA -> Type.AAAA;
            case PTR -> Type.PTR;
        };
    }

    private static SimpleResolver simple(String written) throws UnknownHostException {
        var colon = written.lastIndexOf(':');
        var resolver = new SimpleResolver(colon < 0 ? written : written.substring(0, colon));
        resolver.setPort(colon < 0 ? PORT : Integer.parseInt(written.substring(colon + 1)));
        return resolver;
    }
}
