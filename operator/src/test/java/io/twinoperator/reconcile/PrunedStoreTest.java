package io.twinoperator.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.client.utils.Serialization;
import io.twinoperator.api.v1alpha1.DeviceConfig;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PrunedStoreTest {

  private static final String YAML =
      """
      apiVersion: twin-operator.io/v1alpha1
      kind: DeviceConfig
      metadata:
        name: %s
        namespace: plant
        annotations: {kubectl.kubernetes.io/last-applied-configuration: '{}', mine: kept}
        managedFields: [{manager: kubectl, operation: Update, apiVersion: v1}]
      spec: {hubRef: {name: hub}, desired: {a: 1}}
      status:
        conditions:
        - {type: Ready, status: 'True', reason: Converged, message: all of it, lastTransitionTime: '2026-03-01T12:00:00Z'}
        connectionState: Connected
        managed: [{path: desired.a, hash: abc, desiredVersion: 7, formerHash: abd}]
        convergence: [{path: desired.a, state: Applying, expected: 1, observed: 2, code: 202, message: soon, awaitedSince: '2026-03-01T12:00:00Z'}]
      """;

  private final PrunedStore<DeviceConfig> store = new PrunedStore<>();

  @Test
  void whatNobodyReadsIsDropped() {
    DeviceConfig stored = put("one");

    assertThat(stored.getMetadata().getManagedFields()).isEmpty();
    assertThat(stored.getMetadata().getAnnotations()).isEqualTo(Map.of("mine", "kept"));
  }

  @Test
  void nothingElseIsChanged() {
    DeviceConfig stored = put("one");

    DeviceConfig fresh = read("one");
    assertThat(stored.getSpec()).isEqualTo(fresh.getSpec());
    assertThat(stored.getStatus()).isEqualTo(fresh.getStatus());
    assertThat(stored.getApiVersion()).isEqualTo(fresh.getApiVersion());
    assertThat(stored.getMetadata().getNamespace()).isEqualTo("plant");
  }

  @Test
  void anObjectWithoutStatusIsTaken() {
    DeviceConfig bare = read("bare");
    bare.setStatus(null);

    store.put("plant/bare", bare);

    assertThat(store.get("plant/bare")).isSameAs(bare);
  }

  @Test
  void whatTwoObjectsSayAlikeIsKeptOnce() {
    DeviceConfig one = put("one");
    DeviceConfig two = put("two");

    assertThat(one.getMetadata().getNamespace()).isSameAs(two.getMetadata().getNamespace());
    assertThat(one.getStatus().managed().get(0).path())
        .isSameAs(two.getStatus().managed().get(0).path())
        .isSameAs(one.getStatus().convergence().get(0).path());
    assertThat(one.getStatus().conditions().get(0).getMessage())
        .isSameAs(two.getStatus().conditions().get(0).getMessage());
    assertThat(one.getStatus().connectionState()).isSameAs(two.getStatus().connectionState());
  }

  private DeviceConfig put(String name) {
    store.put("plant/" + name, read(name));
    return store.get("plant/" + name);
  }

  private static DeviceConfig read(String name) {
    return Serialization.unmarshal(YAML.formatted(name), DeviceConfig.class);
  }
}
