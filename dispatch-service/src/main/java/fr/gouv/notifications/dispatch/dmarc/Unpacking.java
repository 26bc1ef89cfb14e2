package fr.gouv.notifications.dispatch.dmarc;

import fr.gouv.notifications.dispatch.dmarc.DmarcReading.Fault;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipInputStream;

/** Unpacks a report by its first octets, whatever its type or name says: gzip, zip with one entry, or plain. */
final class Unpacking {

    static final int MOST_PACKED = 1 << 20;
    static final int MOST_UNPACKED = 10 << 20;

    /** A report of many alike rows is packed 1 : 60 or so; what swells further was made to. */
    static final int MOST_SWELLING = 200;

    private static final int MODEST = 1 << 20;

    /** Whether it may be a report at all. */
    static boolean isCandidate(byte[] octets) {
        return isGzip(octets) || isZip(octets) || isXml(octets);
    }

    /**
     * The XML in it.
     *
     * @throws DmarcUnreadableException when it is too large or not packed soundly
     */
    static byte[] unpack(byte[] octets) throws DmarcUnreadableException {
        if (octets.length > MOST_PACKED) {
            throw new DmarcUnreadableException(Fault.TOO_LARGE);
        }
        try {
            if (isGzip(octets)) {
                try (var in = new GZIPInputStream(new ByteArrayInputStream(octets))) {
                    return bounded(in, octets.length);
                }
            }
            return isZip(octets) ? unzip(octets) : octets;
        } catch (IOException | IllegalArgumentException broken) {
            throw new DmarcUnreadableException(Fault.NOT_XML);
        }
    }

    private static byte[] unzip(byte[] octets) throws IOException, DmarcUnreadableException {
        try (var in = new ZipInputStream(new ByteArrayInputStream(octets))) {
            var entry = in.getNextEntry();
            if (entry == null || entry.isDirectory()) {
                throw new DmarcUnreadableException(Fault.NO_REPORT);
            }
            var content = bounded(in, octets.length);
            if (in.getNextEntry() != null) {
                throw new DmarcUnreadableException(Fault.TOO_LARGE);
            }
            return content;
        }
    }

    private static byte[] bounded(InputStream in, int packed)
            throws IOException, DmarcUnreadableException {
        var most = Math.min(MOST_UNPACKED, Math.max(MODEST, (long) packed * MOST_SWELLING));
        var content = in.readNBytes((int) most + 1);
        if (content.length > most) {
            throw new DmarcUnreadableException(Fault.TOO_LARGE);
        }
        return content;
    }

    private static boolean isGzip(byte[] octets) {
        return octets.length > 2 && octets[0] == 0x1f && octets[1] == (byte) 0x8b;
    }

    private static boolean isZip(byte[] octets) {
        return octets.length > 4
                && octets[0] == 'P'
                && octets[1] == 'K'
                && octets[2] == 3
                && octets[3] == 4;
    }

    /** After a byte order mark and white space. */
    private static boolean isXml(byte[] octets) {
        for (var octet : octets) {
            if (octet == '<') {
                return true;
            }
            if (octet > ' ') {
                return false;
            }
        }
        return false;
    }

    private Unpacking() {}
}
