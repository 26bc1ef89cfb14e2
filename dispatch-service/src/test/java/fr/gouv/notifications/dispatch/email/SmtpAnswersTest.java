package fr.gouv.notifications.dispatch.email;

import static org.assertj.core.api.Assertions.assertThat;

import fr.gouv.notifications.contracts.Reason;
import fr.gouv.notifications.dispatch.delivery.Hindrance;
import fr.gouv.notifications.dispatch.delivery.Outcome;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SmtpAnswersTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    RECIPIENT | 550 5.1.1 The email account that you tried to reach does not exist | ADDRESS_UNKNOWN
                    RECIPIENT | 550 5.1.10 null MX                                            | ADDRESS_UNKNOWN
                    RECIPIENT | 550-5.1.1 no such mailbox                                     | ADDRESS_UNKNOWN
                    RECIPIENT | 550 no such user here                                         | ADDRESS_UNKNOWN
                    RECIPIENT | 553 sorry                                                     | ADDRESS_UNKNOWN
                    RECIPIENT | 550 Adresse inconnue OFR_416                                  | ADDRESS_UNKNOWN
                    RECIPIENT | 550 LPN007_416 unknown                                        | ADDRESS_UNKNOWN
                    RECIPIENT | 550 5.1.2 Host unknown                                        | DOMAIN_UNKNOWN
                    RECIPIENT | 550 5.4.4 no route                                            | DOMAIN_UNKNOWN
                    RECIPIENT | 550 5.2.1 The account is disabled                             | ADDRESS_DISABLED
                    RECIPIENT | 550 LPN007_420 archived                                       | ADDRESS_DISABLED
                    RECIPIENT | 550 no                                                        | REFUSED
                    RECIPIENT | 550 5.7.1 blocked using a list                                | SENDER_REFUSED
                    SENDER    | 550 5.1.8 sender cannot receive                               | SENDER_REFUSED
                    SENDER    | 550 no                                                        | SENDER_REFUSED
                    END       | 550 5.7.26 unauthenticated mail                               | SENDER_REFUSED
                    END       | 550 5.7.515 access denied                                     | SENDER_REFUSED
                    END       | 554 5.7.1 message looks like spam                             | CONTENT_REFUSED
                    END       | 550 5.7.1 poor reputation                                     | SENDER_REFUSED
                    END       | 550 5.6.0 bad structure                                       | CONTENT_REFUSED
                    END       | 552 5.3.4 message size exceeds limit                          | CONTENT_REFUSED
                    END       | 552 too large                                                 | CONTENT_REFUSED
                    END       | 554 transaction failed                                        | REFUSED
                    """)
    void refusesForGood(SmtpStage stage, String line, Reason reason) {
        var reply = reply(line);

        var outcome = SmtpAnswers.outcome(stage, reply);

        assertThat(outcome).isEqualTo(new Outcome.Refused(reason, reply.answer()));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    RECIPIENT | 450 4.7.1 Greylisted, see you in 300 seconds   | GREYLISTED
                    RECIPIENT | 451 greylisting in action                      | GREYLISTED
                    RECIPIENT | 452 4.2.2 over quota                           | MAILBOX_FULL
                    RECIPIENT | 552 5.2.2 mailbox full                         | MAILBOX_FULL
                    RECIPIENT | 552 no room                                    | MAILBOX_FULL
                    RECIPIENT | 452 4.3.1 insufficient system resources        | FAULT
                    RECIPIENT | 421 4.7.28 unusual rate                        | THROTTLED
                    SENDER    | 421 too many connections OFR_104               | THROTTLED
                    RECIPIENT | 450 4.2.1 recipient rate                       | THROTTLED
                    SENDER    | 421 4.7.0 [TSS04] deferred                     | THROTTLED
                    RECIPIENT | 450 4.7.1 LPN027_503                           | THROTTLED
                    RECIPIENT | 450 4.1.8 sender cannot receive                | OURSELVES
                    END       | 451 4.7.30 DKIM did not pass                   | OURSELVES
                    RECIPIENT | 554 5.7.1 Relay access denied                  | OURSELVES
                    END       | 451 4.3.0 local error                          | FAULT
                    SENDER    | 503 5.5.1 nested MAIL command                  | FAULT
                    """)
    void postpones(SmtpStage stage, String line, Hindrance hindrance) {
        var reply = reply(line);

        var outcome = SmtpAnswers.outcome(stage, reply);

        assertThat(outcome).isEqualTo(new Outcome.Postponed(hindrance, reply.answer()));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    530 5.7.0 Authentication required | SENDER_REFUSED
                    535 5.7.8 bad credentials         | SENDER_REFUSED
                    """)
    void holdsEverythingBackWhenTheRelayDoesNotServeUs(String line, Reason reason) {
        var reply = reply(line);

        var outcome = SmtpAnswers.outcome(SmtpStage.SENDER, reply);

        assertThat(outcome).isEqualTo(new Outcome.Unreachable(reason, reply.answer()));
    }

    private static SmtpReply reply(String line) {
        return SmtpReply.of(Integer.parseInt(line.substring(0, 3)), line);
    }
}
