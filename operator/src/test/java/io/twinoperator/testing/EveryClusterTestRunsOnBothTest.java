package io.twinoperator.testing;

import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.name;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** No test of the operator on an API server is kept from the real one by forgetting to say so. */
@AnalyzeClasses(packages = "io.twinoperator", importOptions = ImportOption.OnlyIncludeTests.class)
class EveryClusterTestRunsOnBothTest {

  @ArchTest
  static final ArchRule aTestThatStartsAClusterSaysOnWhat =
      noClasses()
          .that()
          .areNotAnnotatedWith(OnApiServer.class)
          .and()
          .areNotAnnotatedWith(OnRealApiServer.class)
          .and()
          .areNotAnnotatedWith(OnMockApiServer.class)
          .and()
          .doNotHaveFullyQualifiedName(TestCluster.class.getName())
          .should()
          .callMethodWhere(
              target(
                      owner(JavaClass.Predicates.type(TestCluster.class))
                          .or(owner(JavaClass.Predicates.type(ApiServer.class))))
                  .and(target(name("start"))))
          .because("the profile kube-api runs what is annotated with OnApiServer");
}
