package io.twinoperator;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.time.Clock;
import java.time.Instant;

/**
 * The house, held: imports run one way, what is pure stays pure, and one package alone sees the
 * vendor.
 */
@AnalyzeClasses(packages = "io.twinoperator", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
  private static final String[] PURE = {
    "io.twinoperator.twin..",
    "io.twinoperator.ownership..",
    "io.twinoperator.fleetrollout.decide..",
    "io.twinoperator.fleetrollout.plan.."
  };

  @ArchTest
  static final ArchRule importsRunOneWay =
      layeredArchitecture()
          .consideringOnlyDependenciesInAnyPackage("io.twinoperator..")
          .layer("api")
          .definedBy("io.twinoperator.api..")
          .layer("status")
          .definedBy("io.twinoperator.status..")
          .layer("event")
          .definedBy("io.twinoperator.event..")
          .layer("time")
          .definedBy("io.twinoperator.time..")
          .layer("reconcile")
          .definedBy("io.twinoperator.reconcile..")
          .layer("spec")
          .definedBy("io.twinoperator.spec..")
          .layer("schema")
          .definedBy("io.twinoperator.schema..")
          .layer("twin")
          .definedBy("io.twinoperator.twin..")
          .layer("hub")
          .definedBy("io.twinoperator.hub")
          .layer("azure")
          .definedBy("io.twinoperator.hub.azure..")
          .layer("ownership")
          .definedBy("io.twinoperator.ownership..")
          .layer("iothub")
          .definedBy("io.twinoperator.iothub..")
          .layer("deviceconfig")
          .definedBy("io.twinoperator.deviceconfig..")
          .layer("fleetrollout")
          .definedBy("io.twinoperator.fleetrollout..")
          .layer("runtime")
          .definedBy("io.twinoperator.runtime..")
          .whereLayer("api")
          .mayNotAccessAnyLayer()
          .whereLayer("time")
          .mayNotAccessAnyLayer()
          .whereLayer("status")
          .mayOnlyAccessLayers("api")
          .whereLayer("event")
          .mayOnlyAccessLayers("api", "status")
          .whereLayer("reconcile")
          .mayOnlyAccessLayers("api")
          .whereLayer("twin")
          .mayNotAccessAnyLayer()
          .whereLayer("spec")
          .mayOnlyAccessLayers("api", "time", "twin")
          .whereLayer("schema")
          .mayOnlyAccessLayers("api", "reconcile")
          .whereLayer("hub")
          .mayOnlyAccessLayers("twin")
          .whereLayer("azure")
          .mayOnlyAccessLayers("hub", "twin")
          .whereLayer("ownership")
          .mayOnlyAccessLayers("hub", "twin")
          .whereLayer("iothub")
          .mayOnlyAccessLayers(
              "api", "status", "time", "reconcile", "hub", "azure", "twin", "ownership")
          .whereLayer("deviceconfig")
          .mayOnlyAccessLayers(
              "api",
              "status",
              "time",
              "reconcile",
              "twin",
              "spec",
              "schema",
              "hub",
              "ownership",
              "iothub")
          .whereLayer("fleetrollout")
          .mayOnlyAccessLayers(
              "api",
              "status",
              "event",
              "time",
              "reconcile",
              "twin",
              "spec",
              "schema",
              "hub",
              "ownership",
              "iothub")
          .whereLayer("runtime")
          .mayNotBeAccessedByAnyLayer();

  @ArchTest
  static final ArchRule noCycles =
      slices().matching("io.twinoperator.(**)").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule thePureKnowNeitherClusterNorVendor =
      noClasses()
          .that()
          .resideInAnyPackage(PURE)
          .or()
          .haveSimpleNameEndingWith("Planner")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "io.fabric8..",
              "io.javaoperatorsdk..",
              "com.microsoft..",
              "com.azure..",
              "java.net..");

  @ArchTest
  static final ArchRule nobodyButTheWiringReadsAClock =
      noClasses()
          .that()
          .resideOutsideOfPackage("io.twinoperator.runtime..")
          .should()
          .callMethod(Instant.class, "now")
          .orShould()
          .callMethod(Instant.class, "now", Clock.class)
          .orShould()
          .callMethod(System.class, "currentTimeMillis")
          .orShould()
          .callMethod(System.class, "nanoTime")
          .orShould()
          .callMethod(Clock.class, "systemUTC");

  @ArchTest
  static final ArchRule thePureAreNotEvenGivenAClock =
      noClasses()
          .that()
          .resideInAnyPackage(PURE)
          .should()
          .dependOnClassesThat()
          .haveFullyQualifiedName("java.time.InstantSource");

  @ArchTest
  static final ArchRule onePackageSeesTheVendor =
      noClasses()
          .that()
          .resideOutsideOfPackage("io.twinoperator.hub.azure..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("com.microsoft..", "com.azure..");

  @ArchTest
  static final ArchRule packagesAreBySubject =
      noClasses()
          .should()
          .resideInAnyPackage("..util..", "..common..", "..impl..", "..service..", "..manager..");

  @ArchTest
  static final ArchRule namesSayWhatAClassIs =
      classes().should().haveNameNotMatching(".*(Util|Utils|Helper|Helpers|Manager|Impl|Common)");
}
