package io.twinoperator.deviceconfig;

import io.twinoperator.api.v1alpha1.DeviceConfigSpec.TakeOver;
import io.twinoperator.api.v1alpha1.DeviceConfigStatus.ConflictReason;
import io.twinoperator.api.v1alpha1.DeviceConfigStatus.LeafConflict;
import io.twinoperator.twin.Cause;
import io.twinoperator.twin.Diff;
import io.twinoperator.twin.LeafChange.SetLeaf;
import io.twinoperator.twin.Twin;
import java.util.List;

/**
 * What {@code takeOver} keeps from being written: leaves that are not managed yet and have another
 * value. A leaf that the twin lacks has none to lose. Pure.
 */
final class TakeOvers {

  private TakeOvers() {}

  /** The leaves to leave alone, each with both values. */
  static List<LeafConflict> refused(TakeOver policy, Diff diff, Twin twin) {
    return switch (policy) {
      case Always -> List.of();
      case IfEqual ->
          Comparison.sets(diff)
              .filter(set -> set.cause() == Cause.FIRST_SIGHT)
              .filter(set -> twin.value(set.path()).isPresent())
              .map(set -> refusal(set, twin))
              .toList();
    };
  }

  private static LeafConflict refusal(SetLeaf set, Twin twin) {
    return new LeafConflict(
        set.path().toString(),
        ConflictReason.TakeOverRefused,
        "the twin has %s, the spec asks for %s, and spec.takeOver is IfEqual; make both equal, or set takeOver to Always"
            .formatted(
                ShownValue.text(twin.value(set.path()).orElse(null)),
                ShownValue.text(set.value())));
  }
}
