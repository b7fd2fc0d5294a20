package io.twinoperator.fleetrollout.decide;

import static org.assertj.core.api.Assertions.assertThat;

import io.twinoperator.api.v1alpha1.DeviceState;
import io.twinoperator.api.v1alpha1.RolloutCounts;
import io.twinoperator.fleetrollout.ledger.MemberState;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ProgressViewTest {
  @Test
  void eachStateHasAWordOfItsOwnInStatus() {
    assertThat(Arrays.stream(MemberState.values()).map(ProgressView::shown))
        .doesNotHaveDuplicates()
        .contains(DeviceState.WrittenOffline, DeviceState.TimedOut, DeviceState.Gone);
  }

  @Test
  void eachStateIsCountedForItself() {
    Map<DeviceState, Integer> devices = new EnumMap<>(DeviceState.class);
    for (DeviceState state : DeviceState.values()) {
      devices.put(state, 1 << devices.size());
    }

    RolloutCounts counts = RolloutCounts.of(devices);

    assertThat(devices)
        .allSatisfy((state, number) -> assertThat(counts.of(state)).isEqualTo(number));
    assertThat(counts.total()).isEqualTo((1 << DeviceState.values().length) - 1);
    assertThat(counts.sum()).isEqualTo(counts.total());
    assertThat(RolloutCounts.of(Map.of(DeviceState.Gone, 2)).gone()).isEqualTo(2);
  }
}
