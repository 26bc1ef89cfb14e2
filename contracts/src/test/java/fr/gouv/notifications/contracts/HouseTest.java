package fr.gouv.notifications.contracts;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.junit.ArchTests;
import fr.gouv.notifications.houserules.HouseRules;

/** The rules of the house hold for the contracts. */
@AnalyzeClasses(
        packages = "fr.gouv.notifications.contracts",
        importOptions = ImportOption.DoNotIncludeTests.class)
class HouseTest {

    @ArchTest static final ArchTests house = ArchTests.in(HouseRules.class);
}
