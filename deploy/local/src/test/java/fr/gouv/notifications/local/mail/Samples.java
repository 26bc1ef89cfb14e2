package fr.gouv.notifications.local.mail;

import java.nio.charset.StandardCharsets;

/** Messages as they come over the wire. */
final class Samples {

    /** Text, HTML with a picture, and a file. */
    static byte[] complete() {
        return bytes(
                """
                From: =?UTF-8?Q?Mairie_de_Saint-=C3=89tienne?= <no-reply@mairie.example>
                To: zoe@citoyen.example
                Subject: =?UTF-8?Q?Votre_rendez-vous_du_3_mai_=C3=A0_10_h?=
                Message-ID: <1@mairie.example>
                MIME-Version: 1.0
                Content-Type: multipart/mixed; boundary=outer

                --outer
                Content-Type: multipart/related; boundary=middle

                --middle
                Content-Type: multipart/alternative; boundary=inner

                --inner
                Content-Type: text/plain; charset=utf-8
                Content-Transfer-Encoding: 8bit

                Bonjour Zoé, à bientôt.
                --inner
                Content-Type: text/html; charset=utf-8
                Content-Transfer-Encoding: 8bit

                <html><head><title>x</title></head><body><p>Bonjour Zoé</p><img src="cid:logo@mairie"></body></html>
                --inner--
                --middle
                Content-Type: image/png
                Content-ID: <logo@mairie>
                Content-Transfer-Encoding: base64

                iVBORw0KGgo=
                --middle--
                --outer
                Content-Type: application/pdf; name="convocation.pdf"
                Content-Disposition: attachment; filename="convocation.pdf"
                Content-Transfer-Encoding: base64

                JVBERi0xLjQ=
                --outer--
                """);
    }

    /** Tries to run a script wherever a page might show a word of it. */
    static byte[] hostile() {
        return bytes(
                """
                From: "<script>from()</script>" <a@b.example>
                To: victim@citoyen.example
                Subject: </title><script>subject()</script>
                X-Evil: "><script>header()</script>
                Content-Type: multipart/mixed; boundary=b

                --b
                Content-Type: text/plain

                </pre><script>text()</script>
                --b
                Content-Type: text/html

                <html><body onload="load()"><script>html()</script><img src=x onerror="error()"><iframe src="javascript:frame()"></iframe><form action="http://evil.example"><button>go</button></form></body></html>
                --b
                Content-Type: text/html; name="a.html"
                Content-Disposition: attachment; filename="\\"><script>name()</script>.html"

                <script>attachment()</script>
                --b
                Content-Type: image/svg+xml
                Content-ID: <drawing>

                <svg xmlns="http://www.w3.org/2000/svg"><script>svg()</script></svg>
                --b--
                """);
    }

    /** A short message to one person. */
    static byte[] plain(String to, String subject) {
        return bytes("From: a@b.example\nTo: %s\nSubject: %s\n\nBonjour.\n".formatted(to, subject));
    }

    private static byte[] bytes(String lines) {
        return lines.replace("\n", "\r\n").getBytes(StandardCharsets.UTF_8);
    }

    private Samples() {}
}
