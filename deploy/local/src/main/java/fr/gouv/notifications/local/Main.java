package fr.gouv.notifications.local;

import java.nio.file.Path;
import java.util.List;

/** What {@code ./notifications} runs: {@code up}, {@code down}, {@code reset} and {@code status}. */
public final class Main {

    /** Ends with 0 when it did what was asked, with 1 and one sentence when it could not. */
    public static void main(String... arguments) {
        var console = Console.standard();
        try {
            var code = run(List.of(arguments), console);
            if (code != 0) {
                System.exit(code);
            }
        } catch (StackException said) {
            console.say("");
            console.say(said.sentence());
            System.exit(1);
        }
    }

    private static int run(List<String> arguments, Console console) {
        if (arguments.isEmpty()) {
            throw new StackException("Say up, down, reset or status.");
        }
        var options = Options.of(arguments.subList(1, arguments.size()), Path.of(""));
        return switch (arguments.getFirst()) {
            case "up" -> new Up(options, console).run();
            case "down" -> new Shutdown(options.data(), console).down();
            case "reset" -> new Shutdown(options.data(), console).reset();
            case "status" -> new Status(options.data(), console).run();
            default ->
                    throw new StackException(
                            "There is no command \"%s\": say up, down, reset or status."
                                    .formatted(arguments.getFirst()));
        };
    }

    private Main() {}
}
