package fr.gouv.notifications.local.broker;

import java.util.HashSet;
import java.util.Set;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;

/** Who may do what on the broker: derived from the topics, so that it cannot say anything else. */
final class Rights {

    /** A service writes its facts, reads what it is meant to read, in groups that bear its name. */
    static Set<AclBinding> of(Topics topics) {
        var rights = new HashSet<AclBinding>();
        for (var topic : topics.topics()) {
            for (var writer : topic.writtenBy()) {
                rights.add(
                        allow(
                                writer,
                                ResourceType.TOPIC,
                                topic.name(),
                                PatternType.LITERAL,
                                AclOperation.WRITE));
            }
            for (var reader : topic.readBy()) {
                rights.add(
                        allow(
                                reader,
                                ResourceType.TOPIC,
                                topic.name(),
                                PatternType.LITERAL,
                                AclOperation.READ));
            }
        }
        for (var service : topics.services()) {
            rights.add(
                    allow(
                            service,
                            ResourceType.GROUP,
                            service,
                            PatternType.PREFIXED,
                            AclOperation.READ));
        }
        return rights;
    }

    private static AclBinding allow(
            String service,
            ResourceType type,
            String name,
            PatternType pattern,
            AclOperation operation) {
        return new AclBinding(
                new ResourcePattern(type, name, pattern),
                new AccessControlEntry("User:" + service, "*", operation, AclPermissionType.ALLOW));
    }

    private Rights() {}
}
