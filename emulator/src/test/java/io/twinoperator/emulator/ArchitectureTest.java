package io.twinoperator.emulator;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.time.Clock;
import java.time.Instant;

@AnalyzeClasses(
    packages = "io.twinoperator.emulator",
    importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
  private static final String[] CORE = {
    "io.twinoperator.emulator.hub..",
    "io.twinoperator.emulator.twin..",
    "io.twinoperator.emulator.query..",
    "io.twinoperator.emulator.jobs..",
    "io.twinoperator.emulator.configuration..",
    "io.twinoperator.emulator.method..",
    "io.twinoperator.emulator.message..",
    "io.twinoperator.emulator.throttle..",
    "io.twinoperator.emulator.fault..",
    "io.twinoperator.emulator.time.."
  };

  @ArchTest
  static final ArchRule theCoreHasNoSockets =
      noClasses()
          .that()
          .resideInAnyPackage(CORE)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("io.vertx..", "java.net..", "javax.net..");

  @ArchTest
  static final ArchRule theCoreReadsNoClockOfItsOwn =
      noClasses()
          .that()
          .resideInAnyPackage(CORE)
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
  static final ArchRule theCoreStartsNoThread =
      noClasses()
          .that()
          .resideInAnyPackage(CORE)
          .should()
          .dependOnClassesThat()
          .areAssignableTo(Thread.class)
          .orShould()
          .dependOnClassesThat()
          .haveSimpleName("Executors");

  @ArchTest
  static final ArchRule theModuleKnowsNothingElseOfTheProject =
      noClasses()
          .should()
          .dependOnClassesThat(
              JavaClass.Predicates.resideInAPackage("io.twinoperator..")
                  .and(JavaClass.Predicates.resideOutsideOfPackage("io.twinoperator.emulator..")));

  @ArchTest
  static final ArchRule packagesDependOneWay =
      slices().matching("io.twinoperator.emulator.(*)..").should().beFreeOfCycles();
}
