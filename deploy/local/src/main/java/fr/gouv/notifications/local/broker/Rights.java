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

    private static final String PUBLIC_SERVICE = "service-";
    private static final String CLUSTER = "kafka-cluster";

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
        for (var family : topics.families()) {
            rights.addAll(of(family));
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

    /**
     * Whoever makes doors creates topics of these names only. Kafka knows no smaller right than this one
     * on the cluster for making users and giving rights.
     */
    private static Set<AclBinding> of(Topics.Family family) {
        var rights = new HashSet<AclBinding>();
        for (var writer : family.writtenBy()) {
            rights.add(onAll(family, writer, AclOperation.WRITE));
        }
        for (var reader : family.readBy()) {
            rights.add(onAll(family, reader, AclOperation.READ));
        }
        rights.add(onAll(family, family.createdBy(), AclOperation.CREATE));
        rights.add(
                allow(
                        family.createdBy(),
                        ResourceType.CLUSTER,
                        CLUSTER,
                        PatternType.LITERAL,
                        AclOperation.ALTER));
        return rights;
    }

    /** Whether a public service was given this right with its door, while the platform ran. */
    static boolean isOfADoor(AclBinding right, Topics topics) {
        if (!right.entry().principal().startsWith("User:" + PUBLIC_SERVICE)) {
            return false;
        }
        var name = right.pattern().name();
        return switch (right.pattern().resourceType()) {
            case TOPIC ->
                    right.pattern().patternType() == PatternType.LITERAL
                            && topics.families().stream()
                                    .anyMatch(family -> name.startsWith(family.prefix()));
            case GROUP -> name.startsWith(PUBLIC_SERVICE);
            default -> false;
        };
    }

    private static AclBinding onAll(Topics.Family family, String service, AclOperation operation) {
        return allow(service, ResourceType.TOPIC, family.prefix(), PatternType.PREFIXED, operation);
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
