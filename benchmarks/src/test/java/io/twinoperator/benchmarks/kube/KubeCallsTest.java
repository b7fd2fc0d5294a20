package io.twinoperator.benchmarks.kube;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import org.junit.jupiter.api.Test;

class KubeCallsTest {
  private static final String CONFIGS =
      "https://h/apis/twin-operator.io/v1alpha1/namespaces/plant/deviceconfigs";

  @Test
  void callsHaveTheApiServersOwnVerbs() {
    assertThat(name("GET", CONFIGS)).isEqualTo("list deviceconfigs");
    assertThat(name("GET", CONFIGS + "?watch=true&x=y")).isEqualTo("watch deviceconfigs");
    assertThat(name("GET", CONFIGS + "/a")).isEqualTo("get deviceconfigs");
    assertThat(name("PUT", CONFIGS + "/a/status")).isEqualTo("update deviceconfigs/status");
    assertThat(name("PATCH", CONFIGS + "/a")).isEqualTo("patch deviceconfigs");
    assertThat(name("POST", "https://h/api/v1/namespaces/plant/events")).isEqualTo("create events");
  }

  @Test
  void namespacesThemselvesAreAKind() {
    assertThat(name("GET", "https://h/api/v1/namespaces/plant")).isEqualTo("get namespaces");
    assertThat(name("GET", "https://h/apis/twin-operator.io/v1alpha1/iothubs"))
        .isEqualTo("list iothubs");
  }

  private static String name(String method, String uri) {
    return KubeCalls.name(method, URI.create(uri));
  }
}
