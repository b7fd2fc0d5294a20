package io.twinoperator.kubeapi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.GenericKubernetesResourceBuilder;
import io.fabric8.kubernetes.api.model.StatusCause;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.twinoperator.api.cel.CelCase;
import io.twinoperator.api.cel.CelCase.Verdict;
import io.twinoperator.api.cel.CelRule;
import io.twinoperator.testing.OnRealApiServer;
import io.twinoperator.testing.kube.ControlPlane;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each CEL rule of the definitions takes and refuses what its cases say, and says why. */
@OnRealApiServer
class CelRulesTest {
  private static final String NAMESPACE = "cel-rules";

  private static KubernetesClient client;
  private static Map<CelRule, String> messages;

  @BeforeAll
  static void connect() throws IOException {
    ControlPlane controlPlane = ControlPlane.shared();
    client = controlPlane.client();
    controlPlane.createNamespace(client, NAMESPACE);
    messages =
        CelRule.all().stream()
            .collect(Collectors.toMap(CelRule.Defined::rule, CelRule.Defined::message));
  }

  @AfterAll
  static void disconnect() {
    client.close();
  }

  static Stream<CelCase> accepted() throws IOException {
    return CelCase.all().stream().filter(c -> c.verdict() == Verdict.ACCEPTED);
  }

  static Stream<CelCase> refused() throws IOException {
    return CelCase.all().stream().filter(c -> c.verdict() == Verdict.REFUSED);
  }

  @ParameterizedTest
  @MethodSource("accepted")
  void isTaken(CelCase given) {
    GenericKubernetesResource stored = put(given);

    assertThat(stored.getMetadata().getUid()).isNotNull();
  }

  @ParameterizedTest
  @MethodSource("refused")
  void isRefusedWithTheRulesMessage(CelCase given) {
    KubernetesClientException refusal =
        catchThrowableOfType(KubernetesClientException.class, () -> put(given));

    assertThat(refusal).as("refused").isNotNull();
    assertThat(refusal.getCode()).isEqualTo(422);
    List<StatusCause> causes = refusal.getStatus().getDetails().getCauses();
    assertThat(causes)
        .as(refusal.getMessage())
        .anySatisfy(
            cause -> {
              assertThat(cause.getMessage()).contains(messages.get(given.rule()));
              assertThat(cause.getField().replaceAll("\\[[^]]*]", "[]"))
                  .startsWith(given.rule().at());
            });
  }

  /** Creates or changes the object of a case; it is gone afterwards. */
  private static GenericKubernetesResource put(CelCase given) {
    GenericKubernetesResource first =
        client.resource(object(given, given.before().orElse(given.spec()))).create();
    try {
      if (given.before().isEmpty()) {
        return first;
      }
      first.setAdditionalProperty("spec", given.spec());
      return client.resource(first).update();
    } finally {
      client.resource(first).delete();
    }
  }

  private static GenericKubernetesResource object(CelCase given, ObjectNode spec) {
    return new GenericKubernetesResourceBuilder()
        .withApiVersion("twin-operator.io/v1alpha1")
        .withKind(given.kind())
        .withNewMetadata()
        .withGenerateName("case-")
        .withNamespace(NAMESPACE)
        .endMetadata()
        .addToAdditionalProperties("spec", spec)
        .build();
  }
}
