package io.twinoperator.packaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.marcnuri.helm.Helm;
import com.marcnuri.helm.LintResult;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.HTTPGetAction;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Probe;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.rbac.ClusterRole;
import io.fabric8.kubernetes.api.model.rbac.ClusterRoleBinding;
import io.fabric8.kubernetes.api.model.rbac.PolicyRule;
import io.fabric8.kubernetes.api.model.rbac.Role;
import io.fabric8.kubernetes.api.model.rbac.RoleBinding;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The chart, linted and rendered by Helm itself, which helm-java carries as a native library. */
class HelmChartTest {
  private static final KubernetesSerialization KUBERNETES = new KubernetesSerialization();

  private static final String REPOSITORY =
      "image: {repository: registry.example.com/twin-operator}";

  /** On Linux with glibc on amd64 Helm must run; elsewhere it may be missing. */
  @BeforeAll
  static void helmIsThere() {
    try {
      assertThat(Helm.version().call()).isNotBlank();
    } catch (IllegalStateException | LinkageError e) {
      String platform = System.getProperty("os.name") + "/" + System.getProperty("os.arch");
      boolean musl = Files.exists(Path.of("/lib/ld-musl-x86_64.so.1"));
      if (platform.equals("Linux/amd64") && !musl) {
        throw e;
      }
      assumeTrue(
          false,
          "helm-java has no native library for "
              + platform
              + (musl ? " with musl" : "")
              + ", so the chart is not tested: "
              + e.getMessage());
    }
  }

  @Test
  void lintFindsNothing() {
    LintResult result = new Helm(RenderedChart.CHART).lint().strict().call();

    assertThat(result.isFailed()).as(String.join("\n", result.getMessages())).isFalse();
    assertThat(result.getMessages()).noneMatch(message -> message.contains("[WARNING]"));
  }

  @Test
  void saysThatNoImageIsPublished() {
    assertThatThrownBy(() -> RenderedChart.with())
        .hasMessageContaining("image.repository is empty")
        .hasMessageContaining("No image of twin-operator is published yet");
  }

  @Test
  void podIsRestricted() throws IOException {
    PodSpec pod = deployment(REPOSITORY).getSpec().getTemplate().getSpec();
    Container container = pod.getContainers().get(0);

    assertThat(pod.getContainers()).hasSize(1);
    assertThat(pod.getSecurityContext().getRunAsNonRoot()).isTrue();
    assertThat(pod.getSecurityContext().getRunAsUser()).isEqualTo(10001);
    assertThat(pod.getSecurityContext().getSeccompProfile().getType()).isEqualTo("RuntimeDefault");
    assertThat(container.getSecurityContext().getAllowPrivilegeEscalation()).isFalse();
    assertThat(container.getSecurityContext().getReadOnlyRootFilesystem()).isTrue();
    assertThat(container.getSecurityContext().getPrivileged()).isNull();
    assertThat(container.getSecurityContext().getCapabilities().getDrop()).containsExactly("ALL");
    assertThat(container.getSecurityContext().getCapabilities().getAdd()).isEmpty();
    assertThat(container.getVolumeMounts())
        .singleElement()
        .satisfies(mount -> assertThat(mount.getMountPath()).isEqualTo("/tmp"));
    assertThat(pod.getVolumes())
        .singleElement()
        .satisfies(volume -> assertThat(volume.getEmptyDir()).isNotNull());
    assertThat(container.getResources().getRequests()).containsKeys("cpu", "memory");
    assertThat(container.getResources().getLimits()).containsKey("memory");
  }

  @Test
  void neverTwoOperatorsAtOnce() throws IOException {
    Deployment deployment = deployment(REPOSITORY);

    assertThat(deployment.getSpec().getReplicas()).isEqualTo(1);
    assertThat(deployment.getSpec().getStrategy().getType()).isEqualTo("Recreate");
    assertThat(deployment.getSpec().getTemplate().getMetadata().getLabels())
        .containsAllEntriesOf(deployment.getSpec().getSelector().getMatchLabels());
  }

  @Test
  void probesAndArgumentsNameTheSamePort() throws IOException {
    Container container =
        deployment("image: {repository: r.example.com/x, tag: '1.2'}", "httpPort: 9090")
            .getSpec()
            .getTemplate()
            .getSpec()
            .getContainers()
            .get(0);

    assertThat(container.getImage()).isEqualTo("r.example.com/x:1.2");
    assertThat(container.getArgs()).containsExactly("--http-port", "9090");
    assertThat(container.getPorts())
        .singleElement()
        .satisfies(port -> assertThat(port.getContainerPort()).isEqualTo(9090));
    assertThat(
            Stream.of(
                    container.getStartupProbe(),
                    container.getLivenessProbe(),
                    container.getReadinessProbe())
                .map(Probe::getHttpGet)
                .map(HTTPGetAction::getPath))
        .containsExactly("/healthz/live", "/healthz/live", "/healthz/ready");
    assertThat(container.getReadinessProbe().getHttpGet().getPort().getStrVal()).isEqualTo("http");
  }

  @Test
  void clusterWideByDefault() throws IOException {
    RenderedChart chart = RenderedChart.with(REPOSITORY);

    assertThat(chart.all(Role.class)).isEmpty();
    assertThat(chart.all(RoleBinding.class)).isEmpty();
    assertThat(chart.only(Deployment.class).getSpec().getTemplate().getSpec().getContainers())
        .allSatisfy(container -> assertThat(container.getEnv()).isEmpty());
    ClusterRoleBinding binding = chart.only(ClusterRoleBinding.class);
    assertThat(binding.getRoleRef().getName())
        .isEqualTo(chart.only(ClusterRole.class).getMetadata().getName());
    assertThat(binding.getSubjects())
        .singleElement()
        .satisfies(
            subject -> {
              assertThat(subject.getNamespace()).isEqualTo("iot");
              assertThat(subject.getName())
                  .isEqualTo(chart.only(ServiceAccount.class).getMetadata().getName());
            });
  }

  @Test
  void watchNamespacesGiveRightsThereAndNowhereElse() throws IOException {
    RenderedChart chart = RenderedChart.with(REPOSITORY, "watchNamespaces: [north, south]");

    assertThat(chart.all(ClusterRole.class)).isEmpty();
    assertThat(chart.all(ClusterRoleBinding.class)).isEmpty();
    assertThat(chart.all(Role.class))
        .extracting(role -> role.getMetadata().getNamespace())
        .containsExactlyInAnyOrder("north", "south");
    assertThat(chart.all(RoleBinding.class))
        .extracting(role -> role.getMetadata().getNamespace())
        .containsExactlyInAnyOrder("north", "south");
    assertThat(
            chart
                .only(Deployment.class)
                .getSpec()
                .getTemplate()
                .getSpec()
                .getContainers()
                .get(0)
                .getEnv())
        .containsExactly(new EnvVar("TWIN_OPERATOR_NAMESPACES", "north,south", null));
  }

  @Test
  void rightsAreTheLeast() throws IOException {
    List<PolicyRule> rules = RenderedChart.with(REPOSITORY).only(ClusterRole.class).getRules();

    assertThat(rules)
        .allSatisfy(
            rule -> {
              assertThat(rule.getVerbs()).isNotEmpty().doesNotContain("*", "deletecollection");
              assertThat(rule.getResources()).isNotEmpty().doesNotContain("*");
              assertThat(rule.getApiGroups()).doesNotContain("*");
              assertThat(rule.getNonResourceURLs()).isEmpty();
            });
    assertThat(verbs(rules, "twin-operator.io", "deviceconfigs"))
        .containsExactlyInAnyOrder("get", "list", "watch", "patch", "update");
    assertThat(verbs(rules, "twin-operator.io", "deviceconfigs/status"))
        .containsExactlyInAnyOrder("get", "patch", "update");
    assertThat(verbs(rules, "twin-operator.io", "fleetrolloutledgers"))
        .containsExactlyInAnyOrder("get", "list", "create", "update", "delete");
    assertThat(verbs(rules, "", "secrets")).containsExactlyInAnyOrder("get", "list", "watch");
    assertThat(verbs(rules, "events.k8s.io", "events"))
        .containsExactlyInAnyOrder("get", "create", "update");
    assertThat(verbs(rules, "", "configmaps")).containsExactlyInAnyOrder("get", "list", "watch");
  }

  @Test
  void everyKindIsCoveredByTheRights() throws IOException {
    List<PolicyRule> rules = RenderedChart.with(REPOSITORY).only(ClusterRole.class).getRules();

    for (CustomResourceDefinition crd : crdFiles()) {
      String plural = crd.getSpec().getNames().getPlural();
      assertThat(verbs(rules, "twin-operator.io", plural)).as(plural).contains("get", "list");
    }
  }

  @Test
  void definitionsAreThoseOfTheProjectAndAreKept() throws IOException {
    List<CustomResourceDefinition> rendered =
        RenderedChart.with(REPOSITORY).all(CustomResourceDefinition.class);

    assertThat(rendered)
        .allSatisfy(
            crd ->
                assertThat(crd.getMetadata().getAnnotations())
                    .containsEntry("helm.sh/resource-policy", "keep"));
    assertThat(rendered)
        .extracting(CustomResourceDefinition::getSpec)
        .containsExactlyInAnyOrderElementsOf(
            crdFiles().stream().map(CustomResourceDefinition::getSpec).toList());
  }

  @Test
  void definitionsCanBeLeftToOthers() throws IOException {
    RenderedChart without = RenderedChart.with(REPOSITORY, "crds: {enabled: false}");
    RenderedChart notKept = RenderedChart.with(REPOSITORY, "crds: {keep: false}");

    assertThat(without.all(CustomResourceDefinition.class)).isEmpty();
    assertThat(without.objects()).isNotEmpty();
    assertThat(notKept.all(CustomResourceDefinition.class))
        .isNotEmpty()
        .allSatisfy(
            crd ->
                assertThat(crd.getMetadata().getAnnotations())
                    .doesNotContainKey("helm.sh/resource-policy"));
  }

  @Test
  void accountAndRightsCanBeLeftToOthers() throws IOException {
    RenderedChart chart =
        RenderedChart.with(
            REPOSITORY, "serviceAccount: {create: false, name: mine}", "rbac: {create: false}");

    assertThat(chart.objects())
        .extracting(HasMetadata::getKind)
        .containsOnly("Deployment", "CustomResourceDefinition");
    assertThat(
            chart.only(Deployment.class).getSpec().getTemplate().getSpec().getServiceAccountName())
        .isEqualTo("mine");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "httpPort: 80 | httpPort",
        "httpPorts: 8080 | httpPorts",
        "image: {repository: not a name} | repository",
        "image: {pullPolicy: Sometimes} | pullPolicy",
        "watchNamespaces: [North] | watchNamespaces",
        "replicas: 2 | replicas",
        "crds: {kept: true} | kept"
      })
  void wrongValuesAreRefusedByName(String values, String named) {
    assertThatThrownBy(() -> RenderedChart.with(values))
        .hasMessageContaining("values don't meet the specifications of the schema")
        .hasMessageContaining(named);
  }

  /** The webhook of Azure Workload Identity looks at the pod's label. */
  @Test
  void thePodGetsATokenForEntraIdWhenAskedTo() throws IOException {
    String label = "azure.workload.identity/use";

    assertThat(deployment(REPOSITORY).getSpec().getTemplate().getMetadata().getLabels())
        .doesNotContainKey(label);
    assertThat(
            deployment(REPOSITORY, "workloadIdentity: {enabled: true}")
                .getSpec()
                .getTemplate()
                .getMetadata()
                .getLabels())
        .containsEntry(label, "true");
  }

  private static Deployment deployment(String... values) throws IOException {
    return RenderedChart.with(values).only(Deployment.class);
  }

  private static List<String> verbs(List<PolicyRule> rules, String group, String resource) {
    return rules.stream()
        .filter(rule -> rule.getApiGroups().contains(group))
        .filter(rule -> rule.getResources().contains(resource))
        .flatMap(rule -> rule.getVerbs().stream())
        .distinct()
        .toList();
  }

  private static List<CustomResourceDefinition> crdFiles() throws IOException {
    List<CustomResourceDefinition> crds = new ArrayList<>();
    for (Path file : ProjectTree.yamlBelow("crds")) {
      crds.add(KUBERNETES.unmarshal(Files.readString(file), CustomResourceDefinition.class));
    }
    return crds;
  }
}
