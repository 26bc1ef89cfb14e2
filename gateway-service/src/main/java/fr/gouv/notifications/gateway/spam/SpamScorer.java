package fr.gouv.notifications.gateway.spam;

import java.util.Optional;

/** A spam filter that can be asked about an e-mail. */
public interface SpamScorer {

    /**
     * What the filter says. Lasts ten seconds at most; empty when there is no filter here.
     *
     * @param mail the whole e-mail by RFC 5322, lines ended by CRLF
     * @throws SpamScorerAway when the filter does not answer
     */
    Optional<SpamScore> score(byte[] mail);
}
