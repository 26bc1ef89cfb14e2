package fr.gouv.notifications.gateway;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.junit.ArchTests;
import fr.gouv.notifications.houserules.HouseRules;

/** The architecture of the gateway is intact. */
@AnalyzeClasses(
        packages = "fr.gouv.notifications.gateway",
        importOptions = ImportOption.DoNotIncludeTests.class)
class HouseTest {

    @ArchTest static final ArchTests HOUSE = ArchTests.in(HouseRules.class);
}
