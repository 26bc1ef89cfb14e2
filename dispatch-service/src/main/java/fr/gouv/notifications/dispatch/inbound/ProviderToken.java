package fr.gouv.notifications.dispatch.inbound;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The marks that French providers and Yahoo put into their answers: they say more than the code beside
 * them. Sources: the postmaster pages of Orange (15 May 2026), laposte.net, SFR and Yahoo.
 */
final class ProviderToken {

    private static final Pattern TOKEN =
            Pattern.compile(
                    "\\bofr_?(\\d{3})\\b|\\blpn\\d{3}_(\\d{3})\\b|\\b(sfr_in_101)\\b|\\[(tss?\\d\\d)]");

    /** What the first mark in these words means, in lower case; absent when there is none we know. */
    static @Nullable BounceClass find(String words) {
        var token = TOKEN.matcher(words);
        if (!token.find()) {
            return null;
        }
        if (token.group(1) != null) {
            return orange(token.group(1));
        }
        return token.group(2) != null ? laposte(token.group(2)) : BounceClass.SOFT_RATE;
    }

    private static @Nullable BounceClass orange(String number) {
        return switch (number) {
            case "104", "105", "108", "506", "999" -> BounceClass.SOFT_RATE;
            case "107", "535" -> BounceClass.POLICY_AUTH;
            case "416", "418" -> BounceClass.HARD_ADDRESS;
            default -> null;
        };
    }

    private static @Nullable BounceClass laposte(String number) {
        return switch (number) {
            case "405" -> BounceClass.POLICY_SENDER;
            case "416" -> BounceClass.HARD_ADDRESS;
            case "420" -> BounceClass.HARD_DISABLED;
            case "503" -> BounceClass.SOFT_RATE;
            case "510" -> BounceClass.POLICY_REPUTATION;
            case "517" -> BounceClass.POLICY_AUTH;
            default -> null;
        };
    }

    private ProviderToken() {}
}
