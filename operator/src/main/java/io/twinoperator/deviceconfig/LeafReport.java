package io.twinoperator.deviceconfig;

import com.fasterxml.jackson.databind.JsonNode;
import io.twinoperator.api.v1alpha1.DeviceConfigStatus.LeafConvergence;
import io.twinoperator.api.v1alpha1.DeviceConfigStatus.LeafState;
import io.twinoperator.status.Excerpt;
import io.twinoperator.twin.ConnectionState;
import io.twinoperator.twin.Convergence;
import io.twinoperator.twin.LeafPath;
import io.twinoperator.twin.LeafVerdict;
import io.twinoperator.twin.Section;
import io.twinoperator.twin.Twin;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Says of each desired leaf how far the device has come, for status and in words; pure. */
final class LeafReport {

  private static final int MAX_VALUE_CHARS = 100;

  private LeafReport() {}

  /** One entry for each desired leaf, in order; tags are not for a device to confirm. */
  static List<LeafConvergence> of(Twin twin, Map<LeafPath, JsonNode> held) {
    return held.entrySet().stream()
        .filter(entry -> entry.getKey().section() == Section.DESIRED)
        .map(entry -> of(twin, entry.getKey(), entry.getValue()))
        .toList();
  }

  /** A leaf in a sentence: its path, both values, and the device's own code and words. */
  static String sentence(LeafConvergence leaf) {
    String expected = text(leaf.expected());
    String path = leaf.path();
    return switch (leaf.state()) {
      case Converged -> "%s is %s".formatted(path, expected);
      case Pending -> "%s should be %s, %s".formatted(path, expected, reports(leaf));
      case Applying -> "%s should become %s, the device works on it".formatted(path, expected);
      case Offline -> "%s waits for the device, which is offline".formatted(path);
      case Rejected ->
          "%s should be %s, %s, and the device answered %d%s"
              .formatted(
                  path,
                  expected,
                  reports(leaf),
                  leaf.code(),
                  leaf.message() == null ? "" : ": " + leaf.message());
    };
  }

  /** A value for a sentence, as it was written, cut where it is long. */
  static String text(@Nullable JsonNode value) {
    return value == null ? "nothing" : Excerpt.of(value.toString(), MAX_VALUE_CHARS);
  }

  private static String reports(LeafConvergence leaf) {
    return "the device reports " + text(leaf.observed());
  }

  private static LeafConvergence of(Twin twin, LeafPath path, JsonNode expected) {
    LeafVerdict verdict = Convergence.judge(twin, path, expected, twin.lastUpdatedVersion(path));
    return verdict.fold(
        new LeafVerdict.Cases<>(
            converged -> leaf(path, LeafState.Converged, expected, Optional.of(expected)),
            applying ->
                new LeafConvergence(
                    path.toString(),
                    LeafState.Applying,
                    expected,
                    null,
                    null,
                    applying.text().orElse(null)),
            rejected ->
                new LeafConvergence(
                    path.toString(),
                    LeafState.Rejected,
                    expected,
                    rejected.observed().orElse(null),
                    rejected.code(),
                    rejected.text().orElse(null)),
            unconfirmed -> leaf(path, waiting(twin), expected, unconfirmed.observed())));
  }

  private static LeafConvergence leaf(
      LeafPath path, LeafState state, JsonNode expected, Optional<JsonNode> observed) {
    return new LeafConvergence(path.toString(), state, expected, observed.orElse(null), null, null);
  }

  private static LeafState waiting(Twin twin) {
    return twin.connectionState() == ConnectionState.CONNECTED
        ? LeafState.Pending
        : LeafState.Offline;
  }
}
