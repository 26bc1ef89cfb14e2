package fr.gouv.notifications.gateway.kafkadoor;

import fr.gouv.notifications.contracts.Topics;

/**
 * The names of one service's door.
 *
 * @param user with whom the service speaks to the broker
 * @param intakeTopic on which it writes its submissions
 * @param statusTopic on which it reads what became of them
 * @param groupPrefix with which the names of its consumer groups begin; ends with a dot, which no slug
 *     holds, so that no service's prefix is the beginning of another's
 */
record KafkaDoor(String user, String intakeTopic, String statusTopic, String groupPrefix) {

    static KafkaDoor of(String service) {
        var user = "service-" + service;
        return new KafkaDoor(user, Topics.intakeOf(service), Topics.statusOf(service), user + ".");
    }
}
