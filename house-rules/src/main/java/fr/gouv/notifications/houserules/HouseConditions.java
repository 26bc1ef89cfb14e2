package fr.gouv.notifications.houserules;

import static java.util.function.Predicate.not;

import com.tngtech.archunit.base.HasDescription;
import com.tngtech.archunit.core.domain.AccessTarget.CodeUnitAccessTarget;
import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaAnnotation;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaConstructor;
import com.tngtech.archunit.core.domain.JavaEnumConstant;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.domain.JavaType;
import com.tngtech.archunit.core.domain.properties.CanBeAnnotated;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;

/** What the rules ask of a class, a method or a field; every finding names the place and the fault. */
final class HouseConditions {

    private static final String HOUSE = "fr.gouv.notifications.";

    /** Which other modules a module may use; a module that is not listed is a service. */
    private static final Map<String, Set<String>> MAY_USE =
            Map.of(
                    "contracts", Set.of(),
                    "designsystem", Set.of(),
                    "houserules", Set.of(),
                    "eventing", Set.of("contracts"),
                    "local", Set.of("contracts"),
                    "acceptance", Set.of("contracts", "local"));

    private static final Set<String> A_SERVICE_MAY_USE =
            Set.of("contracts", "eventing", "designsystem");

    private static final List<String> EMPTY_NAMES =
            List.of(
                    "Util",
                    "Utils",
                    "Helper",
                    "Helpers",
                    "Manager",
                    "Impl",
                    "Dto",
                    "DTO",
                    "Constants");

    private static final Set<String> EMPTY_PACKAGES =
            Set.of("util", "utils", "common", "helper", "helpers", "impl", "dto", "models");

    private static final List<String> INJECTIONS =
            List.of(
                    "io.quarkus.grpc.GrpcClient",
                    "jakarta.annotation.Resource",
                    "jakarta.inject.Inject",
                    "jakarta.persistence.PersistenceContext",
                    "jakarta.ws.rs.core.Context",
                    "org.eclipse.microprofile.config.inject.ConfigProperty",
                    "org.eclipse.microprofile.reactive.messaging.Channel",
                    "org.eclipse.microprofile.rest.client.inject.RestClient");

    private static final Set<String> GENERIC_EXCEPTIONS =
            Set.of(
                    "java.lang.Throwable",
                    "java.lang.Error",
                    "java.lang.Exception",
                    "java.lang.RuntimeException");

    private static final Set<String> ENTITIES =
            Set.of(
                    "jakarta.persistence.Entity",
                    "jakarta.persistence.Embeddable",
                    "jakarta.persistence.MappedSuperclass");

    static ArchCondition<JavaClass> dependOnlyDownwards() {
        return finding(
                "depend only downwards",
                type ->
                        type.getDirectDependenciesFromSelf().stream()
                                .filter(HouseConditions::leadsUpwards)
                                .map(Dependency::getDescription));
    }

    static ArchCondition<JavaClass> beATypeThatCostsNothing() {
        return finding(
                "be a type that costs nothing",
                type -> Stream.concat(behaviour(type), weight(type)));
    }

    static ArchCondition<JavaMethod> haveNoEntityInTheirSignature() {
        return finding(
                "have no entity in their signature",
                method ->
                        method.getModifiers().contains(JavaModifier.PRIVATE)
                                ? Stream.empty()
                                : typesInSignature(method)
                                        .distinct()
                                        .filter(
                                                type ->
                                                        ENTITIES.stream()
                                                                .anyMatch(type::isAnnotatedWith))
                                        .map(
                                                type ->
                                                        method.getFullName()
                                                                + " shows the entity "
                                                                + type.getName()));
    }

    static ArchCondition<JavaClass> standInAPackageThatNobodyUses() {
        return finding(
                "stand in a package of their own that nobody uses",
                provider ->
                        portsOf(provider).anyMatch(port -> isBeside(port, provider))
                                ? Stream.of(
                                        provider.getName() + " stands in the package of its port")
                                : provider.getPackage().getClassesInPackageTree().stream()
                                        .flatMap(
                                                type -> type.getDirectDependenciesToSelf().stream())
                                        .filter(
                                                dependency ->
                                                        isOutside(
                                                                dependency.getOriginClass(),
                                                                provider.getPackageName()))
                                        .map(Dependency::getDescription));
    }

    static ArchCondition<JavaClass> callNoProviderInsideATransactionOrAListener() {
        return finding(
                "call no provider inside a transaction or a listener",
                type ->
                        type.getAccessesFromSelf().stream()
                                .filter(HouseConditions::handsSomethingToAProvider)
                                .filter(
                                        access ->
                                                type.getSimpleName().endsWith("Listener")
                                                        || runsInATransaction(access.getOrigin()))
                                .map(JavaAccess::getDescription));
    }

    static ArchCondition<JavaField> notBeInjected() {
        return finding(
                "not be injected",
                field ->
                        INJECTIONS.stream()
                                .filter(field::isAnnotatedWith)
                                .map(annotation -> field.getFullName() + " has @" + annotation));
    }

    static ArchCondition<JavaClass> notReadTheSystemClock() {
        return finding(
                "not read the system's clock",
                type ->
                        type.getAccessesFromSelf().stream()
                                .filter(HouseConditions::readsTheSystemClock)
                                .map(JavaAccess::getDescription));
    }

    static ArchCondition<JavaClass> notHaveANameThatFitsAnything() {
        return finding(
                "not have a name that fits anything",
                type -> {
                    var name =
                            EMPTY_NAMES.stream()
                                    .filter(type.getSimpleName()::endsWith)
                                    .map(ending -> type.getName() + " ends with " + ending);
                    var packages =
                            Stream.of(type.getPackageName().split("\\."))
                                    .filter(EMPTY_PACKAGES::contains)
                                    .map(
                                            segment ->
                                                    type.getName()
                                                            + " stands in a package named "
                                                            + segment);
                    return Stream.concat(name, packages);
                });
    }

    static ArchCondition<JavaClass> resideInANullMarkedPackage() {
        return finding(
                "reside in a @NullMarked package",
                type ->
                        isAnnotated(type.getPackage(), NullMarked.class.getName())
                                ? Stream.empty()
                                : Stream.of(
                                        "package "
                                                + type.getPackageName()
                                                + " of "
                                                + type.getSimpleName()
                                                + " has no package-info.java with @NullMarked"));
    }

    static ArchCondition<JavaClass> notUseStandardStreams() {
        return finding(
                "not use standard streams",
                type ->
                        type.getAccessesFromSelf().stream()
                                .filter(
                                        access ->
                                                isSystemStream(access) || printsStackTrace(access))
                                .map(JavaAccess::getDescription));
    }

    static ArchCondition<JavaClass> notCreateGenericExceptions() {
        return finding(
                "not create generic exceptions",
                type ->
                        type.getAccessesFromSelf().stream()
                                .filter(access -> access.getTarget().getName().equals("<init>"))
                                .filter(
                                        access ->
                                                GENERIC_EXCEPTIONS.contains(
                                                        access.getTargetOwner().getName()))
                                .filter(not(HouseConditions::callsItsSuperclass))
                                .map(JavaAccess::getDescription));
    }

    /** The ports, as our own interfaces named Carrier, that this class implements. */
    static Stream<JavaClass> portsOf(JavaClass type) {
        return type.getAllRawInterfaces().stream().filter(HouseConditions::isProviderPort);
    }

    static boolean isAnnotated(CanBeAnnotated annotated, String annotation) {
        return annotated.isAnnotatedWith(annotation);
    }

    /** The class and the classes around it, the innermost first. */
    static Stream<JavaClass> withEnclosing(JavaClass type) {
        return Stream.iterate(
                        Optional.of(type),
                        Optional::isPresent,
                        inner -> inner.flatMap(JavaClass::getEnclosingClass))
                .flatMap(Optional::stream);
    }

    private static boolean isProviderPort(JavaClass type) {
        return type.isInterface()
                && type.getSimpleName().equals("Carrier")
                && type.getPackageName().startsWith(HOUSE);
    }

    private static boolean leadsUpwards(Dependency dependency) {
        var origin = dependency.getOriginClass().getPackageName();
        var target = dependency.getTargetClass().getBaseComponentType().getPackageName();
        if (!origin.startsWith(HOUSE) || !target.startsWith(HOUSE)) {
            return false;
        }
        var from = moduleOf(origin);
        var to = moduleOf(target);
        return !from.equals(to) && !MAY_USE.getOrDefault(from, A_SERVICE_MAY_USE).contains(to);
    }

    private static String moduleOf(String packageName) {
        var rest = packageName.substring(HOUSE.length());
        var dot = rest.indexOf('.');
        return dot < 0 ? rest : rest.substring(0, dot);
    }

    private static Stream<String> behaviour(JavaClass type) {
        var isType =
                type.isRecord()
                        || type.isEnum()
                        || type.isInterface()
                        || type.isAnnotation()
                        || type.getModifiers().contains(JavaModifier.SYNTHETIC)
                        || (type.getModifiers().contains(JavaModifier.FINAL)
                                && type.getMembers().stream()
                                        .filter(not(JavaConstructor.class::isInstance))
                                        .allMatch(
                                                member ->
                                                        member.getModifiers()
                                                                .contains(JavaModifier.STATIC)));
        return isType
                ? Stream.empty()
                : Stream.of(
                        type.getName()
                                + " is neither a record, an enum, an interface nor a final class"
                                + " of static members");
    }

    private static Stream<String> weight(JavaClass type) {
        return type.getDirectDependenciesFromSelf().stream()
                .filter(dependency -> !isWeightless(dependency.getTargetClass()))
                .map(Dependency::getDescription);
    }

    private static boolean isWeightless(JavaClass target) {
        var base = target.getBaseComponentType();
        return base.isPrimitive()
                || Stream.of("java.lang", "java.time", "java.util", "org.jspecify.annotations")
                        .anyMatch(home -> !isOutside(base, home))
                || !isOutside(base, HOUSE + "contracts");
    }

    private static boolean isBeside(JavaClass one, JavaClass other) {
        return one.getPackageName().equals(other.getPackageName());
    }

    private static boolean isOutside(JavaClass type, String packageName) {
        return !type.getPackageName().equals(packageName)
                && !type.getPackageName().startsWith(packageName + ".");
    }

    private static Stream<JavaClass> typesInSignature(JavaMethod method) {
        return Stream.concat(Stream.of(method.getReturnType()), method.getParameterTypes().stream())
                .map(JavaType::getAllInvolvedRawTypes)
                .flatMap(Set::stream);
    }

    private static boolean handsSomethingToAProvider(JavaAccess<?> access) {
        var owner = access.getTargetOwner();
        return (isProviderPort(owner) || portsOf(owner).findAny().isPresent())
                && access.getTarget() instanceof CodeUnitAccessTarget called
                && !called.getName().equals("<init>")
                && !called.getRawParameterTypes().isEmpty();
    }

    private static boolean runsInATransaction(JavaCodeUnit origin) {
        var transactional = "jakarta.transaction.Transactional";
        return Stream.<CanBeAnnotated>of(origin, origin.getOwner())
                .filter(place -> isAnnotated(place, transactional))
                .findFirst()
                .map(place -> opensOrJoins(annotation(place, transactional)))
                .orElse(false);
    }

    private static JavaAnnotation<?> annotation(CanBeAnnotated place, String name) {
        return place instanceof JavaCodeUnit unit
                ? unit.getAnnotationOfType(name)
                : ((JavaClass) place).getAnnotationOfType(name);
    }

    private static boolean opensOrJoins(JavaAnnotation<?> transactional) {
        return transactional
                .get("value")
                .map(
                        kind ->
                                !(kind instanceof JavaEnumConstant constant)
                                        || !Set.of("NEVER", "NOT_SUPPORTED")
                                                .contains(constant.name()))
                .orElse(true);
    }

    private static boolean readsTheSystemClock(JavaAccess<?> access) {
        var owner = access.getTargetOwner().getName();
        var name = access.getTarget().getName();
        // The one clock of the house is made in eventing.
        var makesTheClock = moduleOf(access.getOriginOwner().getPackageName()).equals("eventing");
        return switch (owner) {
            case "java.lang.System" -> name.equals("currentTimeMillis");
            case "java.time.Clock" ->
                    !makesTheClock && (name.startsWith("system") || name.startsWith("tick"));
            case "java.time.InstantSource" -> !makesTheClock && name.equals("system");
            case "java.util.Date", "java.util.GregorianCalendar" ->
                    name.equals("<init>") && takes(access, "");
            case "java.util.Calendar" -> name.equals("getInstance");
            default ->
                    owner.startsWith("java.time.")
                            && name.equals("now")
                            && !takes(access, "java.time.Clock");
        };
    }

    private static boolean takes(JavaAccess<?> access, String parameters) {
        return access.getTarget() instanceof CodeUnitAccessTarget called
                && String.join(
                                ",",
                                called.getRawParameterTypes().stream()
                                        .map(JavaClass::getName)
                                        .toList())
                        .equals(parameters);
    }

    private static boolean isSystemStream(JavaAccess<?> access) {
        return access.getTargetOwner().getName().equals("java.lang.System")
                && Set.of("out", "err").contains(access.getTarget().getName());
    }

    private static boolean printsStackTrace(JavaAccess<?> access) {
        return access.getTarget().getName().equals("printStackTrace") && takes(access, "");
    }

    private static boolean callsItsSuperclass(JavaAccess<?> access) {
        return access.getOrigin() instanceof JavaConstructor
                && access.getOriginOwner()
                        .getRawSuperclass()
                        .filter(access.getTargetOwner()::equals)
                        .isPresent();
    }

    private static <T extends HasDescription> ArchCondition<T> finding(
            String description, Function<T, Stream<String>> faults) {
        return new ArchCondition<>(description) {
            @Override
            public void check(T item, ConditionEvents events) {
                faults.apply(item)
                        .distinct()
                        .forEach(fault -> events.add(SimpleConditionEvent.violated(item, fault)));
            }
        };
    }

    private HouseConditions() {}
}
