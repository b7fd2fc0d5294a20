package io.twinoperator.deviceconfig;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.ConditionBuilder;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.twinoperator.api.v1alpha1.DeviceConfig;
import io.twinoperator.api.v1alpha1.DeviceConfigStatus;
import io.twinoperator.hub.Priority;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How urgent a pass is, by what status says of the object. */
class DeviceTurnTest {

  @ParameterizedTest(name = "generation {0}, reported {1}, etag {2}, Synced {3}: {4}")
  @CsvSource({
    "1, ,   ,    ,               FIRST",
    "1, -1, ,    ,               FIRST",
    "7, -1, ,    ,               FIRST",
    "2, 1,  AAA, Applied,        EDIT",
    "9, 3,  AAA, Throttled,      EDIT",
    "2, 1,  ,    DeviceNotFound, EDIT",
    "2, 2,  AAA, Applied,        CHECK",
    "1, 1,  ,    DeviceNotFound, CHECK",
    "1, 1,  ,    InvalidSpec,    CHECK",
    "2, 2,  AAA, Conflict,       CHECK",
    "1, 1,  ,    Throttled,      FIRST",
    "2, 2,  AAA, Throttled,      EDIT",
    "1, 1,  ,    QuotaExceeded,  FIRST",
    "2, 2,  AAA, QuotaExceeded,  EDIT"
  })
  void priority(
      long generation,
      @Nullable Long reported,
      @Nullable String etag,
      @Nullable String synced,
      Priority expected) {
    List<Condition> conditions =
        synced == null
            ? List.of()
            : List.of(
                new ConditionBuilder()
                    .withType("Synced")
                    .withStatus("False")
                    .withReason(synced)
                    .build());
    DeviceConfig config = config(generation);
    config.setStatus(
        DeviceConfigStatus.builder()
            .observedGeneration(reported)
            .etag(etag)
            .conditions(conditions)
            .build());

    assertThat(DeviceTurn.of(config).priority()).isEqualTo(expected);
  }

  @Test
  void withoutStatusItIsTheFirstAndIsKnownByItsName() {
    assertThat(DeviceTurn.of(config(1)).priority()).isEqualTo(Priority.FIRST);
    assertThat(DeviceTurn.of(config(1)).caller()).isEqualTo("DeviceConfig plant/press");
  }

  private static DeviceConfig config(long generation) {
    DeviceConfig config = new DeviceConfig();
    config.setMetadata(
        new ObjectMetaBuilder()
            .withNamespace("plant")
            .withName("press")
            .withGeneration(generation)
            .build());
    return config;
  }
}
