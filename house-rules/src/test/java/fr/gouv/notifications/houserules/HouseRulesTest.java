package fr.gouv.notifications.houserules;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.io.IOException;
import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Shows each rule a small broken house: a rule that cannot fail protects nothing. */
class HouseRulesTest {

    private static final String HOUSE = "fr.gouv.notifications.";

    /**
     * A house that breaks one rule and no other.
     *
     * @param rule the field of {@link HouseRules} that must find it
     * @param packageName where its classes stand, under the root package
     * @param findings what the report must name, one for each way in which the house is broken
     */
    record BrokenHouse(String rule, String packageName, List<String> findings) {

        static BrokenHouse of(String rule, String packageName, String... findings) {
            return new BrokenHouse(rule, packageName, List.of(findings));
        }

        @Override
        public String toString() {
            return rule + " finds the fault of the house " + packageName;
        }
    }

    static Stream<BrokenHouse> brokenHouses() {
        return Stream.of(
                BrokenHouse.of(
                        "modulesDependOnlyDownwards",
                        "meddling",
                        "Meddler.neighbour> has type <fr.gouv.notifications.neighbour.desk.Neighbour>"),
                BrokenHouse.of(
                        "capabilitiesHaveNoCycles",
                        "circular",
                        "Cycle detected",
                        "first",
                        "second"),
                BrokenHouse.of(
                        "contractsAreTypesOnly",
                        "contracts.heavy",
                        "Counting is neither a record",
                        "jakarta.persistence.Table"),
                BrokenHouse.of(
                        "policiesArePure",
                        "impure",
                        "java.net.URI",
                        "jakarta.persistence.LockModeType",
                        "jakarta.persistence.PersistenceException"),
                BrokenHouse.of(
                        "entitiesStayBehindTheApi",
                        "leaky",
                        "RowsResource.rows() shows the entity",
                        "RowsResource.add(fr.gouv.notifications.leaky.desk.Row) shows the entity"),
                BrokenHouse.of(
                        "theMailLibraryStaysInOnePlace",
                        "careless",
                        "org.simplejavamail.api.email.Email"),
                BrokenHouse.of(
                        "providersAreUsedByNobody",
                        "clingy",
                        "LocalCarrier stands in the package of its port",
                        "Desk.carrier> has type <fr.gouv.notifications.clingy.sms.RehearsalCarrier>"),
                BrokenHouse.of(
                        "providersAreCalledOutsideTransactions",
                        "holding",
                        "Courier.sendAll()",
                        "Postman.send()",
                        "RoutedListener.on(java.lang.String)"),
                BrokenHouse.of(
                        "fieldsAreNotInjected",
                        "injected",
                        "Desk.work has @jakarta.inject.Inject",
                        "Desk.entities has @jakarta.persistence.PersistenceContext"),
                BrokenHouse.of(
                        "nobodyAsksTheSystemForTheTime",
                        "hasty",
                        "calls method <java.time.Instant.now()>",
                        "references method <java.time.Instant.now()>",
                        "java.time.LocalDate.now(java.time.ZoneId)",
                        "java.lang.System.currentTimeMillis()",
                        "java.time.Clock.systemUTC()",
                        "java.time.InstantSource.system()",
                        "java.util.Date.<init>()"),
                BrokenHouse.of(
                        "namesExplainSomething",
                        "vague",
                        "DeskHelper ends with Helper",
                        "DeskHelper$BoxDto ends with Dto",
                        "Box stands in a package named util"),
                BrokenHouse.of(
                        "packagesAreNullMarked",
                        "unmarked",
                        "package fr.gouv.notifications.unmarked.desk of Desk has no package-info"),
                BrokenHouse.of(
                        "nobodyWritesToStandardStreams",
                        "talkative",
                        "java.lang.System.out",
                        "java.lang.System.err",
                        "printStackTrace()"),
                BrokenHouse.of(
                        "exceptionsAreSpecific",
                        "blunt",
                        "java.lang.RuntimeException.<init>(java.lang.String)",
                        "java.lang.Exception.<init>()"),
                BrokenHouse.of(
                        "onlyListenersListen",
                        "eavesdropping",
                        "Desk.on(java.lang.String)",
                        "Desk.onEither(java.lang.String)"));
    }

    @ParameterizedTest
    @MethodSource("brokenHouses")
    void everyRuleFindsEveryFaultOfItsBrokenHouse(BrokenHouse house) {
        var result =
                requireNonNull(rules().get(house.rule())).evaluate(classesOf(house.packageName()));

        assertThat(result.hasViolation()).isTrue();
        assertThat(result.getFailureReport().toString()).contains(house.findings());
    }

    @ParameterizedTest
    @MethodSource("brokenHouses")
    void noOtherRuleComplainsOfABrokenHouse(BrokenHouse house) {
        var classes = classesOf(house.packageName());

        var complaining =
                rules().entrySet().stream()
                        .filter(rule -> !rule.getKey().equals(house.rule()))
                        .filter(rule -> rule.getValue().evaluate(classes).hasViolation())
                        .map(Map.Entry::getKey);

        assertThat(complaining).isEmpty();
    }

    @Test
    void everyRuleHasABrokenHouse() {
        assertThat(brokenHouses().map(BrokenHouse::rule))
                .containsExactlyInAnyOrderElementsOf(rules().keySet());
    }

    /** The modules under deploy talk to a terminal and start other programs: they choose. */
    @Test
    void everyModuleOutsideDeployIsHeldToTheRules() throws IOException {
        var project = Path.of("").toAbsolutePath().resolveSibling("pom.xml");
        var modules =
                Pattern.compile("<module>(.*?)</module>")
                        .matcher(Files.readString(project))
                        .results()
                        .map(module -> module.group(1))
                        .filter(module -> !module.startsWith("deploy/"))
                        .toList();

        assertThat(modules)
                .contains("contracts", "gateway-service")
                .allSatisfy(
                        module ->
                                assertThat(project.resolveSibling(module))
                                        .isDirectoryRecursivelyContaining(
                                                "glob:**/src/test/java/**/HouseTest.java"));
    }

    @Test
    void noRuleComplainsOfASoundHouse() {
        var house =
                classesOf(
                        "sound", "dispatch", "eventing", "contracts.light", "local", "houserules");

        assertThat(complaintsAbout(house)).isEmpty();
    }

    @Test
    void noRuleComplainsOfAHouseWithoutClassesOfItsKind() {
        assertThat(complaintsAbout(classesOf("neighbour"))).isEmpty();
        assertThat(complaintsAbout(new ClassFileImporter().importClasses())).isEmpty();
    }

    @Test
    void theSoundHouseHasWhatTheRulesLookFor() {
        var house = classesOf("sound");

        assertThat(house.stream().map(type -> type.getSimpleName()))
                .contains(
                        "Carrier",
                        "Delivery",
                        "DeskResource",
                        "RehearsalCarrier",
                        "RetryPolicy",
                        "RoutedListener");
    }

    private static Stream<String> complaintsAbout(JavaClasses classes) {
        return rules().values().stream()
                .map(rule -> rule.evaluate(classes))
                .filter(result -> result.hasViolation())
                .map(result -> result.getFailureReport().toString());
    }

    private static JavaClasses classesOf(String... packageNames) {
        return new ClassFileImporter()
                .importPackages(Stream.of(packageNames).map(HOUSE::concat).toArray(String[]::new));
    }

    private static Map<String, ArchRule> rules() {
        var rules = new TreeMap<String, ArchRule>();
        for (var field : HouseRules.class.getDeclaredFields()) {
            if (field.isAnnotationPresent(ArchTest.class)) {
                rules.put(field.getName(), ruleIn(field));
            }
        }
        return rules;
    }

    private static ArchRule ruleIn(Field field) {
        try {
            return (ArchRule) field.get(null);
        } catch (IllegalAccessException hidden) {
            throw new AssertionError("the rules can be read from their own package", hidden);
        }
    }
}
