package fr.gouv.notifications.houserules;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/**
 * The rules of the house, for the {@code HouseTest} of every module.
 *
 * <p>A module has one such test:
 *
 * <pre>{@code
 * @AnalyzeClasses(
 *         packages = "fr.gouv.notifications.gateway",
 *         importOptions = ImportOption.DoNotIncludeTests.class)
 * class HouseTest {
 *
 *     @ArchTest static final ArchTests house = ArchTests.in(HouseRules.class);
 * }
 * }</pre>
 *
 * <p>No rule fails on a module that has no class of the kind it speaks of; {@code HouseRulesTest}
 * shows each rule a small broken house instead, and proves that it can fail.
 */
public final class HouseRules {

    private static final String HOUSE = "fr.gouv.notifications";

    /** The modules under {@code deploy/}: they talk to a terminal and live in real time. */
    private static final String[] DEPLOY = {HOUSE + ".local..", HOUSE + ".acceptance.."};

    @ArchTest
    static final ArchRule modulesDependOnlyDownwards =
            classes()
                    .that()
                    .resideInAPackage(HOUSE + "..")
                    .should(HouseConditions.dependOnlyDownwards())
                    .as("a service depends only on itself, contracts, eventing and design-system")
                    .because("services are deployed and rewritten separately")
                    .allowEmptyShould(true);

    @ArchTest
    static final ArchRule capabilitiesHaveNoCycles =
            slices().matching(HOUSE + ".(*).(*)..")
                    .should()
                    .beFreeOfCycles()
                    .as("capabilities have no cycles")
                    .because("each can be read and removed alone")
                    .allowEmptyShould(true);

    @ArchTest
    static final ArchRule contractsAreTypesOnly =
            classes()
                    .that()
                    .resideInAPackage(HOUSE + ".contracts..")
                    .should(HouseConditions.beATypeThatCostsNothing())
                    .as("contracts are types only")
                    .because("sharing must cost nothing")
                    .allowEmptyShould(true);

    @ArchTest
    static final ArchRule policiesArePure =
            noClasses()
                    .that(areOrStandInAPolicy())
                    .should()
                    .dependOnClassesThat(
                            resideInAnyPackage(
                                    "jakarta..",
                                    "io..",
                                    "org.eclipse..",
                                    "org.hibernate..",
                                    "java.io..",
                                    "java.net..",
                                    "java.nio.file..",
                                    "java.sql.."))
                    .as("*Policy classes are pure")
                    .because("decisions are tested in microseconds")
                    .allowEmptyShould(true);

    @ArchTest
    static final ArchRule entitiesStayBehindTheApi =
            methods()
                    .that(areEndpoints())
                    .should(HouseConditions.haveNoEntityInTheirSignature())
                    .as("no @Entity in the signature of a @Path class")
                    .because("the table can change without the API")
                    .allowEmptyShould(true);

    @ArchTest
    static final ArchRule theMailLibraryStaysInOnePlace =
            noClasses()
                    .that(not(resideInAPackage(HOUSE + ".dispatch.email..")))
                    .should()
                    .dependOnClassesThat()
                    .resideInAPackage("org.simplejavamail..")
                    .as("org.simplejavamail is used only in dispatch.email")
                    .because("one package knows the library")
                    .allowEmptyShould(true);

    @ArchTest
    static final ArchRule providersAreUsedByNobody =
            classes()
                    .that(areProviders())
                    .should(HouseConditions.standInAPackageThatNobodyUses())
                    .as("a provider has a package of its own, and nobody uses it")
                    .because("adding a provider is adding a package")
                    .allowEmptyShould(true);

    @ArchTest
    static final ArchRule providersAreCalledOutsideTransactions =
            classes()
                    .should(HouseConditions.callNoProviderInsideATransactionOrAListener())
                    .as("no provider is called inside a transaction or from a listener")
                    .because("a slow provider must hold neither a connection nor a partition")
                    .allowEmptyShould(true);

    @ArchTest
    static final ArchRule fieldsAreNotInjected =
            fields().should(HouseConditions.notBeInjected())
                    .as("no injection into fields")
                    .because("everything is constructible with new")
                    .allowEmptyShould(true);

    @ArchTest
    static final ArchRule nobodyAsksTheSystemForTheTime =
            classes()
                    .that(not(resideInAnyPackage(DEPLOY)))
                    .should(HouseConditions.notReadTheSystemClock())
                    .as("no Instant.now(), LocalDate.now(), System.currentTimeMillis() or the like")
                    .because("quiet hours, retries and retention are tested by moving a clock")
                    .allowEmptyShould(true);

    @ArchTest
    static final ArchRule namesExplainSomething =
            classes()
                    .should(HouseConditions.notHaveANameThatFitsAnything())
                    .as(
                            "no *Util(s), *Helper, *Manager, *Impl, *Dto, *Constants,"
                                    + " and no util, common, helper, impl, dto, models packages")
                    .because("a name that fits anything explains nothing")
                    .allowEmptyShould(true);

    @ArchTest
    static final ArchRule packagesAreNullMarked =
            classes()
                    .should(HouseConditions.resideInANullMarkedPackage())
                    .as("every package is @NullMarked")
                    .because("null stands only where @Nullable says so")
                    .allowEmptyShould(true);

    @ArchTest
    static final ArchRule nobodyWritesToStandardStreams =
            classes()
                    .that(not(resideInAnyPackage(DEPLOY)))
                    .should(HouseConditions.notUseStandardStreams())
                    .as("no System.out, no System.err, no printStackTrace()")
                    .because("a service speaks through its log only")
                    .allowEmptyShould(true);

    @ArchTest
    static final ArchRule exceptionsAreSpecific =
            classes()
                    .should(HouseConditions.notCreateGenericExceptions())
                    .as("no Throwable, Error, Exception or RuntimeException is created")
                    .because("a caller can tell failures apart")
                    .allowEmptyShould(true);

    @ArchTest
    static final ArchRule onlyListenersListen =
            methods()
                    .that(consumeAChannel())
                    .should()
                    .beDeclaredInClassesThat()
                    .haveSimpleNameEndingWith("Listener")
                    .as("@Incoming stands only in *Listener classes")
                    .because("who looks for what a fact sets off looks in one kind of place")
                    .allowEmptyShould(true);

    private static DescribedPredicate<JavaClass> areOrStandInAPolicy() {
        return describe(
                "are or stand in a *Policy",
                type ->
                        HouseConditions.withEnclosing(type)
                                .anyMatch(outer -> outer.getSimpleName().endsWith("Policy")));
    }

    private static DescribedPredicate<JavaClass> areProviders() {
        return describe(
                "implement a Carrier",
                type -> !type.isInterface() && HouseConditions.portsOf(type).findAny().isPresent());
    }

    private static DescribedPredicate<JavaMethod> areEndpoints() {
        return describe(
                "are declared in a @Path class",
                method ->
                        HouseConditions.isAnnotated(method.getOwner(), "jakarta.ws.rs.Path")
                                || method.getOwner().getMethods().stream()
                                        .anyMatch(
                                                other ->
                                                        HouseConditions.isAnnotated(
                                                                other, "jakarta.ws.rs.Path")));
    }

    private static DescribedPredicate<JavaMethod> consumeAChannel() {
        var incoming = "org.eclipse.microprofile.reactive.messaging.Incoming";
        return describe(
                "have @Incoming",
                method ->
                        method.isAnnotatedWith(incoming)
                                || method.isAnnotatedWith(
                                        "io.smallrye.reactive.messaging.annotations.Incomings"));
    }

    private HouseRules() {}
}
