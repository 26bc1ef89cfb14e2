package fr.gouv.notifications.local.mail;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InboxServerTest {

    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    private final Inbox inbox;
    private final int port;
    private final InboxServer server;

    InboxServerTest(@TempDir Path folder) throws IOException {
        try (var free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        inbox = new Inbox(folder, InstantSource.system(), Inbox.Limits.USUAL);
        server = new InboxServer(port, inbox);
    }

    @BeforeEach
    void start() {
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop();
    }

    // --- For people ------------------------------------------------------------------------------

    @Test
    void listsWhatArrived() throws Exception {
        complete();

        assertThat(get("/").body())
                .contains(
                        "Votre rendez-vous du 3 mai à 10 h",
                        "zoe@citoyen.example",
                        "1 message",
                        "1 pièce jointe")
                .contains("<html lang=\"fr\">");
    }

    @Test
    void findsByWordsAndShowsThemSafely() throws Exception {
        complete();
        inbox.receive(Samples.plain("b@x.example", "Autre"), "a@b.example", List.of("b@x.example"));

        assertThat(get("/?q=RENDEZ-vous").body())
                .contains("Votre rendez-vous")
                .doesNotContain("Autre");
        assertThat(get("/?q=%3Cscript%3Ex()%3C/script%3E").body()).doesNotContain("<script");
    }

    @Test
    void turnsPages() throws Exception {
        IntStream.rangeClosed(1, 120)
                .forEach(
                        i ->
                                inbox.receive(
                                        Samples.plain("a@x.example", "mail-%d-".formatted(i)),
                                        "a@b.example",
                                        List.of("a@x.example")));

        assertThat(get("/").body())
                .contains("mail-120-", "mail-71-", "Page 1 sur 3")
                .doesNotContain("mail-70-");
        assertThat(get("/?page=3").body()).contains("mail-1-", "Page 3 sur 3");
        assertThat(get("/?page=99999").body()).contains("Page 3 sur 3");
    }

    @Test
    void showsEveryViewOfAMail() throws Exception {
        complete();

        assertThat(get("/mails/1").body())
                .contains(
                        "<iframe",
                        "src=\"/mails/1/html\"",
                        "sandbox=\"allow-popups allow-popups-to-escape-sandbox\"")
                .contains("Mairie de Saint-Étienne", "convocation.pdf");
        assertThat(get("/mails/1?vue=texte").body()).contains("Bonjour Zoé, à bientôt.");
        assertThat(get("/mails/1?vue=entetes").body())
                .contains("Message-ID", "&lt;1@mairie.example&gt;");
        assertThat(get("/mails/1?vue=source").body()).contains("boundary=outer");
        assertThat(get("/mails/1/source").body()).contains("boundary=outer");
    }

    @Test
    void showsPicturesOfTheMailItself() throws Exception {
        complete();

        assertThat(get("/mails/1/html").body()).contains("src=\"/mails/1/pictures/0\"");
        assertThat(get("/mails/1/pictures/0").headers().firstValue("Content-Type"))
                .hasValue("image/png");
    }

    @Test
    void anAttachmentIsDownloadedAsItCame() throws Exception {
        complete();

        var file = get("/mails/1/attachments/1");

        assertThat(file.body()).isEqualTo("%PDF-1.4");
        assertThat(file.headers().firstValue("Content-Disposition"))
                .hasValue("attachment; filename*=UTF-8''convocation.pdf");
    }

    @Test
    void deletesEverythingWhenAsked() throws Exception {
        complete();

        var answer = send(request("/delete").POST(HttpRequest.BodyPublishers.noBody()));

        assertThat(answer.statusCode()).isEqualTo(303);
        assertThat(inbox.count()).isZero();
        assertThat(get("/").body()).contains("Aucun message");
    }

    @Test
    void saysWhenThereIsNothing() throws Exception {
        for (var path :
                List.of(
                        "/mails/1",
                        "/mails/1/html",
                        "/mails/999999999999999",
                        "/mails/1/attachments/0",
                        "/etc/passwd",
                        "/mails/../secrets",
                        "/api/mails/7")) {
            assertThat(get(path).statusCode()).as(path).isEqualTo(404);
        }
    }

    // --- Against a hostile mail
    // --------------------------------------------------------------------

    @Test
    void noWordOfAMailIsEverMarkupOfAPage() throws Exception {
        hostile();

        for (var path :
                List.of(
                        "/",
                        "/mails/1",
                        "/mails/1?vue=texte",
                        "/mails/1?vue=entetes",
                        "/mails/1?vue=source",
                        "/mails/1?vue=%3Cscript%3E")) {
            assertThat(get(path).body())
                    .as(path)
                    .doesNotContain("<script")
                    .doesNotContain("onerror=\"")
                    .doesNotContain("<form action=\"http");
        }
        assertThat(get("/mails/1?vue=texte").body())
                .contains("&lt;/pre&gt;&lt;script&gt;text()&lt;/script&gt;");
    }

    @Test
    void pagesForbidEveryScript() throws Exception {
        hostile();

        for (var path : List.of("/", "/mails/1", "/mails/404")) {
            assertThat(get(path).headers().firstValue("Content-Security-Policy").orElse(""))
                    .as(path)
                    .contains("default-src 'none'")
                    .doesNotContain("script-src")
                    .doesNotContain("unsafe");
        }
    }

    @Test
    void theHtmlOfAMailLivesInASandbox() throws Exception {
        hostile();

        var frame = get("/mails/1/html");

        assertThat(frame.headers().firstValue("Content-Security-Policy").orElse(""))
                .startsWith("sandbox allow-popups allow-popups-to-escape-sandbox;")
                .contains("default-src 'none'", "form-action 'none'", "base-uri 'none'")
                .doesNotContain("allow-scripts")
                .doesNotContain("allow-same-origin")
                .doesNotContain("allow-forms");
        assertThat(get("/mails/1").body())
                .doesNotContain("allow-scripts")
                .doesNotContain("allow-same-origin");
    }

    @Test
    void aFileIsNeverShownInTheBrowser() throws Exception {
        hostile();

        var html = get("/mails/1/attachments/0");
        assertThat(html.headers().firstValue("Content-Type")).hasValue("application/octet-stream");
        assertThat(html.headers().firstValue("Content-Disposition").orElse(""))
                .startsWith("attachment;")
                .doesNotContain("<")
                .doesNotContain("\"");
        assertThat(html.headers().firstValue("X-Content-Type-Options")).hasValue("nosniff");
        assertThat(get("/mails/1/pictures/1").statusCode())
                .as("a drawing may hold a script")
                .isEqualTo(404);
        assertThat(get("/mails/1/source").headers().firstValue("Content-Type"))
                .hasValue("text/plain; charset=utf-8");
    }

    @Test
    void aForeignSiteCanNeitherReadNorEmptyTheBox() throws Exception {
        complete();

        assertThat(
                        send(request("/delete")
                                        .header("Sec-Fetch-Site", "cross-site")
                                        .POST(HttpRequest.BodyPublishers.noBody()))
                                .statusCode())
                .isEqualTo(403);
        assertThat(
                        send(request("/api/mails").header("Origin", "http://evil.example").DELETE())
                                .statusCode())
                .isEqualTo(403);
        assertThat(
                        rawStatus(
                                "GET /api/mails HTTP/1.1\r\nHost: evil.example:%d\r\n\r\n"
                                        .formatted(port)))
                .contains(" 403 ");
        assertThat(inbox.count()).isEqualTo(1);
    }

    // --- For programs
    // ------------------------------------------------------------------------------

    @Test
    void programsReadJson() throws Exception {
        complete();
        var json = new ObjectMapper();

        var list = json.readTree(get("/api/mails?to=ZOE@citoyen.example").body());
        assertThat(list.path("count").asInt()).isEqualTo(1);
        assertThat(list.at("/items/0/number").asLong()).isEqualTo(1);
        assertThat(json.readTree(get("/api/mails?to=other@x.example").body()).path("count").asInt())
                .isZero();
        assertThat(json.readTree(get("/api/mails?after=1").body()).path("count").asInt()).isZero();

        var mail = json.readTree(get("/api/mails/1").body());
        assertThat(mail.path("text").asText()).contains("Bonjour Zoé, à bientôt.");
        assertThat(mail.path("html").asText()).contains("<p>Bonjour Zoé</p>");
        assertThat(mail.at("/attachments/1/name").asText()).isEqualTo("convocation.pdf");
    }

    @Test
    void programsEmptyTheBox() throws Exception {
        complete();

        assertThat(send(request("/api/mails").DELETE()).statusCode()).isEqualTo(200);

        assertThat(inbox.count()).isZero();
    }

    private void complete() {
        inbox.receive(
                Samples.complete(), "no-reply@mairie.example", List.of("zoe@citoyen.example"));
    }

    private void hostile() {
        inbox.receive(Samples.hostile(), "a@b.example", List.of("victim@citoyen.example"));
    }

    private HttpResponse<String> get(String path) throws Exception {
        return send(request(path).GET());
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:%d%s".formatted(port, path)))
                .timeout(Duration.ofSeconds(10));
    }

    private static HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
        return CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private String rawStatus(String request) throws IOException {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            return new BufferedReader(
                            new InputStreamReader(
                                    socket.getInputStream(), StandardCharsets.US_ASCII))
                    .readLine();
        }
    }
}
