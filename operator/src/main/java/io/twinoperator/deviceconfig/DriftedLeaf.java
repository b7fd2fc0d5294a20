package io.twinoperator.deviceconfig;

import com.fasterxml.jackson.databind.JsonNode;
import io.twinoperator.deviceconfig.DeviceObservation.Seen;
import io.twinoperator.twin.LeafPath;
import io.twinoperator.twin.Twin;
import java.time.Instant;
import java.util.Optional;

/**
 * A managed leaf that somebody else has changed.
 *
 * @param expected the value last applied
 * @param observed the value in the twin, if any
 * @param changedAt when it was changed, by the hub's clock, as far as the hub says
 * @param writer who may have done it, if there is anybody to suspect
 */
record DriftedLeaf(
    LeafPath path,
    JsonNode expected,
    Optional<JsonNode> observed,
    Optional<Instant> changedAt,
    Optional<String> writer) {

  static DriftedLeaf of(LeafPath path, JsonNode expected, Seen seen) {
    Twin twin = seen.twin();
    return new DriftedLeaf(
        path,
        expected,
        twin.value(path),
        twin.desiredUpdatedAt(path),
        seen.configurations().suspect(path));
  }

  /** How it stands, in a sentence. */
  String standing() {
    return "%s is %s in the twin, not %s as last applied%s"
        .formatted(
            path,
            ShownValue.text(observed.orElse(null)),
            ShownValue.text(expected),
            writer.map(" (suspected: %s)"::formatted).orElse(""));
  }
}
