package io.twinoperator.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.client.utils.Serialization;
import io.twinoperator.api.v1alpha1.DeviceConfigStatus;
import io.twinoperator.api.v1alpha1.FleetRolloutStatus;
import io.twinoperator.api.v1alpha1.IoTHubStatus;
import org.junit.jupiter.api.Test;

/** A new object as the API server gives it: its status is the schema's default and nothing more. */
class StatusDefaultTest {
  private static final String DEFAULT = "{\"observedGeneration\": -1}";

  @Test
  void aStatusWithoutConditionsHasNone() {
    assertThat(Serialization.unmarshal(DEFAULT, IoTHubStatus.class).conditions()).isEmpty();
    assertThat(Serialization.unmarshal(DEFAULT, DeviceConfigStatus.class).conditions()).isEmpty();
    assertThat(Serialization.unmarshal(DEFAULT, FleetRolloutStatus.class).conditions()).isEmpty();
  }
}
