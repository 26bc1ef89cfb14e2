package fr.gouv.notifications.local.mail;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;

/** The pages of the inbox, in French. Every word that comes from a mail is escaped. */
final class InboxPages {

    private static final int PAGE = 50;

    private static final DateTimeFormatter WHEN =
            DateTimeFormatter.ofPattern("EEE d MMM uuuu 'à' HH:mm:ss", Locale.FRANCE)
                    .withZone(ZoneId.of("Europe/Paris"));

    /** The ways to look at a mail. */
    private enum View {
        HTML("html", "Mise en page"),
        TEXT("texte", "Texte"),
        HEADERS("entetes", "En-têtes"),
        SOURCE("source", "Source");

        private final String key;
        private final String label;

        View(String key, String label) {
            this.key = key;
            this.label = label;
        }
    }

    private final Inbox inbox;

    InboxPages(Inbox inbox) {
        this.inbox = inbox;
    }

    String list(Query query) {
        var matching = inbox.mails().stream().filter(query::accepts).toList();
        var last = Math.max(1, (matching.size() + PAGE - 1) / PAGE);
        var page = Math.clamp(query.number("page").orElse(1), 1, last);
        var shown = matching.subList((page - 1) * PAGE, Math.min(matching.size(), page * PAGE));
        var words = query.value("q").orElse("");
        return page(
                "Boîte de réception",
                """
                <div class="head">
                  <h1>Boîte de réception</h1>
                  <p class="count" role="status">%s</p>
                </div>
                <div class="tools">
                  <form method="get" action="/" role="search">
                    <label for="q">Rechercher un objet ou une adresse</label>
                    <input id="q" name="q" type="search" value="%s">
                    <button type="submit">Rechercher</button>
                  </form>
                  <p><a class="button" href="/">Actualiser</a></p>
                  <form method="post" action="/delete"><button type="submit" class="danger">Tout supprimer</button></form>
                </div>
                %s
                %s
                """
                        .formatted(
                                counted(matching.size(), words),
                                escaped(words),
                                rows(shown),
                                pager(page, last, words)));
    }

    String mail(Mail mail, MailContent content, Query query) {
        var view = view(content, query);
        return page(
                mail.subject().isBlank() ? "Message sans objet" : mail.subject(),
                """
                <p class="back"><a href="/">← Boîte de réception</a></p>
                <h1 dir="auto">%s</h1>
                <dl class="envelope">
                  <dt>De</dt><dd><bdi>%s</bdi></dd>
                  <dt>À</dt><dd>%s</dd>
                  <dt>Reçu</dt><dd>%s</dd>
                  <dt>Taille</dt><dd>%s</dd>
                </dl>
                %s
                <nav class="views" aria-label="Façons de voir ce message"><ul>%s</ul></nav>
                %s
                """
                        .formatted(
                                subject(mail),
                                escaped(sender(mail, content)),
                                recipients(mail),
                                time(mail.receivedAt()),
                                size(mail.size()),
                                files(mail, content),
                                views(mail, content, view),
                                shown(mail, content, view)));
    }

    String problem(String title, String explanation) {
        return page(
                title,
                """
                <h1>%s</h1>
                <p>%s</p>
                <p><a href="/">Retour à la boîte de réception</a></p>
                """
                        .formatted(escaped(title), escaped(explanation)));
    }

    // --- The list ------------------------------------------------------------------------------

    private static String counted(int count, String words) {
        var messages =
                switch (count) {
                    case 0 -> "Aucun message";
                    case 1 -> "1 message";
                    default -> String.format(Locale.FRANCE, "%,d messages", count);
                };
        return words.isEmpty() ? messages : messages + " pour « " + escaped(words) + " »";
    }

    private static String rows(List<Mail> mails) {
        if (mails.isEmpty()) {
            return "<p class=\"empty\">Les messages envoyés par la plateforme locale apparaîtront ici.</p>";
        }
        var rows = new StringBuilder("<ul class=\"mails\">");
        for (var mail : mails) {
            rows.append(
                    """
                    <li>
                      <a href="/mails/%d"><span class="subject" dir="auto">%s</span></a>
                      <span class="to">à %s</span>
                      <span class="when">%s%s</span>
                    </li>
                    """
                            .formatted(
                                    mail.number(),
                                    subject(mail),
                                    recipients(mail),
                                    time(mail.receivedAt()),
                                    mail.attachments().isEmpty()
                                            ? ""
                                            : " · " + attached(mail.attachments().size())));
        }
        return rows.append("</ul>").toString();
    }

    private static String attached(int count) {
        return count == 1 ? "1 pièce jointe" : count + " pièces jointes";
    }

    private static String pager(int page, int last, String words) {
        if (last == 1) {
            return "";
        }
        return """
        <nav class="pager" aria-label="Pages"><ul>
          <li>%s</li>
          <li>Page %d sur %d</li>
          <li>%s</li>
        </ul></nav>
        """
                .formatted(
                        page > 1 ? turn(page - 1, words, "Plus récents") : "",
                        page,
                        last,
                        page < last ? turn(page + 1, words, "Plus anciens") : "");
    }

    private static String turn(int page, String words, String label) {
        return "<a href=\"/?page=%d&amp;q=%s\">%s</a>"
                .formatted(page, URLEncoder.encode(words, StandardCharsets.UTF_8), label);
    }

    // --- One mail ------------------------------------------------------------------------------

    private static View view(MailContent content, Query query) {
        var wanted = query.value("vue").orElse("");
        for (var view : View.values()) {
            if (view.key.equals(wanted)) {
                return view;
            }
        }
        return content.html() == null ? View.TEXT : View.HTML;
    }

    private static String views(Mail mail, MailContent content, View current) {
        var links = new StringBuilder();
        for (var view : View.values()) {
            if (view == View.HTML && content.html() == null) {
                continue;
            }
            links.append(
                    "<li><a href=\"/mails/%d?vue=%s\"%s>%s</a></li>"
                            .formatted(
                                    mail.number(),
                                    view.key,
                                    view == current ? " aria-current=\"page\"" : "",
                                    view.label));
        }
        return links.toString();
    }

    private String shown(Mail mail, MailContent content, View view) {
        return switch (view) {
            case HTML -> html(mail, content);
            case TEXT ->
                    content.text() == null
                            ? "<p class=\"empty\">Ce message n'a pas de partie texte.</p>"
                            : "<pre class=\"text\" dir=\"auto\">%s</pre>"
                                    .formatted(escaped(content.text()));
            case HEADERS -> headers(content);
            case SOURCE ->
                    """
                    <p><a href="/mails/%d/source">Ouvrir la source seule</a></p>
                    <pre class="source">%s</pre>
                    """
                            .formatted(
                                    mail.number(),
                                    escaped(
                                            inbox.source(mail.number())
                                                    .map(
                                                            source ->
                                                                    new String(
                                                                            source,
                                                                            StandardCharsets.UTF_8))
                                                    .orElse("")));
        };
    }

    /** Two frames for two readers; a radio button chooses, for there is no script here. */
    private static String html(Mail mail, MailContent content) {
        if (content.html() == null) {
            return "<p class=\"empty\">Ce message n'a pas de partie HTML.</p>";
        }
        return """
        <fieldset class="widths">
          <legend>Largeur du lecteur</legend>
          <span><input type="radio" name="width" id="wide" checked><label for="wide">Ordinateur</label></span>
          <span><input type="radio" name="width" id="narrow"><label for="narrow">Téléphone (360 px)</label></span>
          <p class="hint">Les images distantes ne sont pas chargées ; les liens s'ouvrent dans une nouvelle fenêtre.</p>
          <iframe class="mail" title="Message mis en page" src="/mails/%d/html" sandbox="allow-popups allow-popups-to-escape-sandbox" referrerpolicy="no-referrer"></iframe>
        </fieldset>
        """
                .formatted(mail.number());
    }

    private static String headers(MailContent content) {
        var rows = new StringBuilder();
        for (var field : content.headers()) {
            rows.append(
                    "<tr><th scope=\"row\">%s</th><td><bdi>%s</bdi></td></tr>"
                            .formatted(escaped(field.name()), escaped(field.value())));
        }
        return """
        <table class="headers"><caption>En-têtes du message</caption>
        <thead><tr><th scope="col">Nom</th><th scope="col">Valeur</th></tr></thead>
        <tbody>%s</tbody></table>
        """
                .formatted(rows);
    }

    private static String files(Mail mail, MailContent content) {
        if (content.files().isEmpty()) {
            return "";
        }
        var links = new StringBuilder();
        for (int i = 0; i < content.attachments().size(); i++) {
            var file = content.attachments().get(i);
            if (!file.isInline()) {
                links.append(
                        "<li><a href=\"/mails/%d/attachments/%d\" download><bdi>%s</bdi></a> (%s, %s)</li>"
                                .formatted(
                                        mail.number(),
                                        i,
                                        escaped(file.name()),
                                        escaped(file.type()),
                                        size(file.size())));
            }
        }
        return "<section class=\"files\"><h2>Pièces jointes</h2><ul>%s</ul></section>"
                .formatted(links);
    }

    // --- Words ---------------------------------------------------------------------------------

    private static String subject(Mail mail) {
        return mail.subject().isBlank() ? "(sans objet)" : escaped(mail.subject());
    }

    /** Who signs, as a reader of mail shows it; a bounce names nobody in its envelope. */
    private static String sender(Mail mail, MailContent content) {
        return content.headers().stream()
                .filter(field -> field.name().equalsIgnoreCase("From"))
                .map(MailContent.Field::value)
                .findFirst()
                .orElse(mail.from().isEmpty() ? "(expéditeur vide)" : mail.from());
    }

    private static String recipients(Mail mail) {
        return String.join(
                ", ", mail.to().stream().map(to -> "<bdi>" + escaped(to) + "</bdi>").toList());
    }

    private static String time(Instant at) {
        return "<time datetime=\"%s\">%s</time>".formatted(at, WHEN.format(at));
    }

    private static String size(int bytes) {
        return bytes < 1024
                ? bytes + " octets"
                : String.format(Locale.FRANCE, "%,.1f Kio", bytes / 1024.0);
    }

    /** Text that a browser shows as it is, wherever it stands in a page. */
    static String escaped(String text) {
        var safe = new StringBuilder(text.length() + 16);
        for (int i = 0; i < text.length(); i++) {
            var c = text.charAt(i);
            switch (c) {
                case '&' -> safe.append("&amp;");
                case '<' -> safe.append("&lt;");
                case '>' -> safe.append("&gt;");
                case '"' -> safe.append("&quot;");
                case '\'' -> safe.append("&#39;");
                case '\0' -> safe.append('\uFFFD');
                default -> safe.append(c);
            }
        }
        return safe.toString();
    }

    private static String page(String title, String body) {
        return """
        <!DOCTYPE html>
        <html lang="fr">
        <head>
          <meta charset="utf-8">
          <meta name="viewport" content="width=device-width, initial-scale=1">
          <title>%s – Boîte locale Notifications</title>
          <link rel="stylesheet" href="/inbox.css">
        </head>
        <body>
          <a class="skip" href="#content">Aller au contenu</a>
          <header><p>Notifications <span>Boîte locale : rien ne part vers de vrais destinataires</span></p></header>
          <main id="content" tabindex="-1">
        %s
          </main>
        </body>
        </html>
        """
                .formatted(escaped(title), body);
    }
}
