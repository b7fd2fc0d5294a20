package io.twinoperator.fleetrollout.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.twinoperator.api.v1alpha1.FleetRolloutSpec.OnConflict;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConflictTest {
  @ParameterizedTest
  @CsvSource({
    "DeviceConfig plant/a,DeviceConfig,plant/a",
    "FleetRollout plant/other,FleetRollout,plant/other",
    "configuration fw-2,Configuration,fw-2",
    "'DeviceConfig plant/a, and 3 more',DeviceConfig,'plant/a, and 3 more'",
  })
  void whoItIsHasAKindAndAName(String with, String kind, String name) {
    Conflict conflict =
        new Conflict(with, List.of("desired.a"), 1, OnConflict.Block, Optional.empty());

    assertThat(conflict.kind()).isEqualTo(kind);
    assertThat(conflict.name()).isEqualTo(name);
  }
}
