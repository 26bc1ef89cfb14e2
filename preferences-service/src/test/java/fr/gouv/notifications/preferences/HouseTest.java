package fr.gouv.notifications.preferences;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.junit.ArchTests;
import fr.gouv.notifications.houserules.HouseRules;

@AnalyzeClasses(
        packages = "fr.gouv.notifications.preferences",
        importOptions = ImportOption.DoNotIncludeTests.class)
class HouseTest {

    @ArchTest static final ArchTests house = ArchTests.in(HouseRules.class);
}
