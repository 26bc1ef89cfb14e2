package fr.gouv.notifications.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import fr.gouv.notifications.contracts.Topics;
import fr.gouv.notifications.local.Part;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsSpec;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Facts that are told twice change nothing and send nothing. */
@ExtendWith(Platform.class)
class RepeatedFactsStory {

    private static final List<String> TOPICS =
            List.of(
                    Topics.REQUESTED_EXPRESS,
                    Topics.ROUTED_EXPRESS,
                    Topics.DECLINED,
                    Topics.DELIVERY_REPORTED);

    @Test
    void everyFactToldAgainLeavesStatusTimelineAndMailboxAsTheyWere(Platform platform)
            throws ExecutionException, InterruptedException {
        var service = platform.newService("Caisse");
        service.publish("avis", "mandatory", "Avis", "Un avis vous attend.");
        platform.stack().mail().refuse("perdu@exemple.test", "550 5.1.1 unknown");
        var delivered = service.send("avis", "repete@exemple.test", Map.of());
        var refused = service.send("avis", "perdu@exemple.test", Map.of());
        var before =
                List.of(
                        platform.awaitStatus(service, delivered, "delivered").body(),
                        platform.awaitStatus(service, refused, "undeliverable").body());

        repeatAllFactsAbout(platform, List.of(delivered, refused));
        awaitEveryoneHasReadEverything(platform);

        assertThat(List.of(service.read(delivered).body(), service.read(refused).body()))
                .isEqualTo(before);
        assertThat(platform.mailsTo("repete@exemple.test")).isEqualTo(1);
    }

    /** Also of all that other stories have left: every fact of every group is heard a second time. */
    @Test
    void groupsThatAreResetToTheBeginningSendNothing(Platform platform)
            throws ExecutionException, InterruptedException {
        var service = platform.newService("Caisse");
        service.publish("avis", "mandatory", "Avis", "Un avis vous attend.");
        platform.stack().mail().refuse("parti@exemple.test", "550 5.1.1 unknown");
        var delivered = service.send("avis", "relu@exemple.test", Map.of());
        var refused = service.send("avis", "parti@exemple.test", Map.of());
        var before =
                List.of(
                        platform.awaitStatus(service, delivered, "delivered").body(),
                        platform.awaitStatus(service, refused, "undeliverable").body());
        awaitEveryoneHasReadEverything(platform);
        var mails = platform.stack().mail().inbox().mails().size();

        Part.services().forEach(part -> platform.stack().part(part).stop());
        try {
            resetAllGroups(platform);
        } finally {
            // The last of the line first: each waits for what it needs.
            List.copyOf(Part.services())
                    .reversed()
                    .forEach(part -> platform.stack().part(part).start());
        }
        awaitEveryoneHasReadEverything(platform);
        // What might follow from a fact that was heard again is told after it.
        var after = service.send("avis", "apres-relecture@exemple.test", Map.of());
        platform.awaitStatus(service, after, "delivered");
        awaitEveryoneHasReadEverything(platform);

        assertThat(List.of(service.read(delivered).body(), service.read(refused).body()))
                .isEqualTo(before);
        assertThat(platform.stack().mail().inbox().mails()).hasSize(mails + 1);
    }

    /** Of all groups, but for those of public services, what they have read is forgotten. */
    private static void resetAllGroups(Platform platform)
            throws ExecutionException, InterruptedException {
        try (var admin = Admin.create(client(platform))) {
            var reset = new ArrayList<String>();
            for (var listed : admin.listGroups().all().get()) {
                var group = listed.groupId();
                if (Part.services().stream().noneMatch(part -> group.startsWith(part.label()))) {
                    continue;
                }
                await(group + " is empty")
                        .atMost(Platform.LONG)
                        .until(() -> members(admin, group) == 0);
                var beginnings =
                        admin
                                .listConsumerGroupOffsets(group)
                                .partitionsToOffsetAndMetadata()
                                .get()
                                .keySet()
                                .stream()
                                .collect(
                                        Collectors.toMap(
                                                Function.identity(),
                                                _ -> new OffsetAndMetadata(0)));
                // One that has never read anything begins at the beginning anyway.
                if (!beginnings.isEmpty()) {
                    admin.alterConsumerGroupOffsets(group, beginnings).all().get();
                    reset.add(group);
                }
            }
            assertThat(reset).contains("preferences-express", "dispatch-express", "tracking");
        }
    }

    private static int members(Admin admin, String group)
            throws ExecutionException, InterruptedException {
        return admin.describeConsumerGroups(List.of(group)).all().get().values().stream()
                .mapToInt(description -> description.members().size())
                .sum();
    }

    private static Map<String, Object> client(Platform platform) {
        return new HashMap<>(platform.stack().kafka("admin"));
    }

    private static void repeatAllFactsAbout(Platform platform, List<String> ids)
            throws ExecutionException, InterruptedException {
        var told = new ArrayList<ConsumerRecord<String, byte[]>>();
        try (var consumer =
                new KafkaConsumer<>(
                        client(platform), new StringDeserializer(), new ByteArrayDeserializer())) {
            var partitions =
                    TOPICS.stream()
                            .flatMap(topic -> consumer.partitionsFor(topic).stream())
                            .map(info -> new TopicPartition(info.topic(), info.partition()))
                            .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            var ends = consumer.endOffsets(partitions);
            while (ends.entrySet().stream()
                    .anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
                consumer.poll(Duration.ofMillis(200)).forEach(told::add);
            }
        }
        told.removeIf(record -> !ids.contains(record.key()));
        // Requested, routed, reported for each, and the end of the plan for the refused one.
        assertThat(told).hasSizeGreaterThanOrEqualTo(6);
        try (var producer =
                new KafkaProducer<>(
                        client(platform), new StringSerializer(), new ByteArraySerializer())) {
            for (var record : told.reversed()) {
                producer.send(
                                new ProducerRecord<>(
                                        record.topic(),
                                        null,
                                        record.key(),
                                        record.value(),
                                        record.headers()))
                        .get();
            }
        }
    }

    private static void awaitEveryoneHasReadEverything(Platform platform) {
        try (var admin = Admin.create(client(platform))) {
            await("all groups catch up")
                    .atMost(Platform.LONG)
                    .until(
                            () -> {
                                var groups = admin.listGroups().all().get();
                                assertThat(groups).isNotEmpty();
                                for (var group : groups) {
                                    if (lag(admin, group.groupId()) > 0) {
                                        return false;
                                    }
                                }
                                return true;
                            });
        }
    }

    /** Records that the group has not yet committed. */
    private static long lag(Admin admin, String group)
            throws ExecutionException, InterruptedException {
        var committed =
                admin.listConsumerGroupOffsets(Map.of(group, new ListConsumerGroupOffsetsSpec()))
                        .partitionsToOffsetAndMetadata(group)
                        .get();
        var latest =
                committed.keySet().stream()
                        .collect(Collectors.toMap(Function.identity(), _ -> OffsetSpec.latest()));
        var lag = 0L;
        for (var end : admin.listOffsets(latest).all().get().entrySet()) {
            var read = committed.get(end.getKey());
            lag += end.getValue().offset() - (read == null ? 0 : read.offset());
        }
        return lag;
    }
}
