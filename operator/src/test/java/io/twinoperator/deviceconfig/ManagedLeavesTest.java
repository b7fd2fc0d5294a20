package io.twinoperator.deviceconfig;

import static org.assertj.core.api.Assertions.assertThat;

import io.twinoperator.api.v1alpha1.DeviceConfigStatus;
import io.twinoperator.api.v1alpha1.DeviceConfigStatus.ManagedLeaf;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ManagedLeavesTest {

  @Test
  void whatIsNoPathIsLeftOut() {
    var status =
        DeviceConfigStatus.builder()
            .managed(
                List.of(
                    new ManagedLeaf("nonsense", "0", 1, null),
                    new ManagedLeaf("desired.", "0", 1, null),
                    new ManagedLeaf("desired.a", "0", 1, null)))
            .build();

    assertThat(ManagedLeaves.of(Optional.of(status)))
        .singleElement()
        .satisfies(leaf -> assertThat(leaf.path()).hasToString("desired.a"));
  }
}
