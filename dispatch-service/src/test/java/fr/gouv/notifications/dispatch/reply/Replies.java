package fr.gouv.notifications.dispatch.reply;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.charset.Charset;
import java.util.Base64;

/** Mails as citizens write them back, with the programs that they use. */
public final class Replies {

    /** A webmail: both forms, the message quoted below. */
    public static byte[] webmail() {
        return mail(
                """
                From: =?UTF-8?Q?Zo=C3=A9_Martin?= <zoe@boite.test>
                To: reply+token@notif.test
                Subject: Re: =?UTF-8?Q?Rendez-vous_d=C3=A9plac=C3=A9?=
                In-Reply-To: <01985b2e-0000-7000-8000-000000000001@notif.test>
                Message-ID: <CAF-1@mail.boite.test>
                MIME-Version: 1.0
                Content-Type: multipart/alternative; boundary="00001"

                --00001
                Content-Type: text/plain; charset="UTF-8"
                Content-Transfer-Encoding: quoted-printable

                Bonjour, je ne peux pas venir jeudi =C3=A0 9 h.

                > Votre rendez-vous est d=C3=A9plac=C3=A9.
                --00001
                Content-Type: text/html; charset="UTF-8"

                <div>Bonjour, je ne peux pas venir jeudi.</div><img src="https://pixel.test/1">
                --00001--
                """,
                UTF_8);
    }

    /** A telephone: HTML only, in an old character set, with a photograph and a program. */
    public static byte[] telephone() {
        var photo = new byte[40_000];
        photo[0] = (byte) 0xff;
        photo[1] = (byte) 0xd8;
        photo[2] = (byte) 0xff;
        return mail(
                """
                From: Ines@boite.test
                Subject: Re: Avis
                MIME-Version: 1.0
                Content-Type: multipart/mixed; boundary="p"

                --p
                Content-Type: text/html; charset=iso-8859-1
                Content-Transfer-Encoding: 8bit

                <html><head><style>p{color:red}</style></head><body><p>Voil\u00e0 mon justificatif</p>\
                <script>alert(1)</script>\u00e0 bient\u00f4t &amp; merci</body></html>
                --p
                Content-Type: image/jpeg; name="IMG 0001.JPG"
                Content-Transfer-Encoding: base64
                Content-Disposition: attachment; filename="IMG 0001.JPG"

                %s
                --p
                Content-Type: application/pdf
                Content-Transfer-Encoding: base64
                Content-Disposition: attachment; filename*=UTF-8''pr%%C3%%A9t..%%2Fexe%%20.pdf

                %s
                --p
                Content-Type: application/octet-stream
                Content-Transfer-Encoding: base64
                Content-Disposition: attachment; filename="facture.pdf.exe"

                TVqQAAMAAAAEAAAA
                --p--
                """
                        .formatted(
                                Base64.getMimeEncoder().encodeToString(photo),
                                Base64.getEncoder()
                                        .encodeToString("%PDF-1.7 x".getBytes(US_ASCII))),
                ISO_8859_1);
    }

    /** Plain text and nothing else. */
    public static byte[] plain(String... fields) {
        return mail(
                String.join("\n", fields)
                        + (fields.length == 0 ? "" : "\n")
                        + "From: zoe@boite.test\nSubject: Re: Avis\n\nBonjour\n",
                UTF_8);
    }

    private static byte[] mail(String text, Charset charset) {
        return text.replace("\n", "\r\n").getBytes(charset);
    }

    private Replies() {}
}
