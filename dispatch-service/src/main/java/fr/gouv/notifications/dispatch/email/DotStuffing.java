package fr.gouv.notifications.dispatch.email;

/** Makes octets the content of an SMTP conversation. */
final class DotStuffing {

    private static final byte[] END = {'.', '\r', '\n'};

    /**
     * The content and its closing dot. A line that begins with a dot gets a second one, so that none
     * ends the content before (RFC 5321, 4.5.2).
     *
     * @param content lines, each ended by CRLF
     */
    static byte[] ended(byte[] content) {
        var ended = new byte[content.length + dots(content) + END.length];
        var copied = 0;
        var length = 0;
        for (var i = 0; i < content.length; i++) {
            if (isDotAtStart(content, i)) {
                System.arraycopy(content, copied, ended, length, i - copied);
                length += i - copied;
                ended[length++] = '.';
                copied = i;
            }
        }
        System.arraycopy(content, copied, ended, length, content.length - copied);
        System.arraycopy(END, 0, ended, ended.length - END.length, END.length);
        return ended;
    }

    private static int dots(byte[] content) {
        var dots = 0;
        for (var i = 0; i < content.length; i++) {
            dots += isDotAtStart(content, i) ? 1 : 0;
        }
        return dots;
    }

    private static boolean isDotAtStart(byte[] content, int index) {
        return content[index] == '.' && (index == 0 || content[index - 1] == '\n');
    }

    private DotStuffing() {}
}
