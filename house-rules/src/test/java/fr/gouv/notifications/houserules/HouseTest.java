package fr.gouv.notifications.houserules;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.junit.ArchTests;

/** The rules hold for the module that states them, and are found the way services find them. */
@AnalyzeClasses(
        packages = "fr.gouv.notifications.houserules",
        importOptions = ImportOption.DoNotIncludeTests.class)
class HouseTest {

    @ArchTest static final ArchTests house = ArchTests.in(HouseRules.class);
}
