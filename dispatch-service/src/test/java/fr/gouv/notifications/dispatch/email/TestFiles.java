package fr.gouv.notifications.dispatch.email;

import java.util.List;

/** E-mails without files. */
final class TestFiles {

    static Attachments none() {
        return (_, _) -> new Attachments.Fetched.Files(List.of(), () -> {});
    }

    private TestFiles() {}
}
