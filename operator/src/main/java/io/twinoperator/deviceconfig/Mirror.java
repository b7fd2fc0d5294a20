package io.twinoperator.deviceconfig;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.twinoperator.api.v1alpha1.DeviceConfigStatus.ReportedMirror;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/** A bounded copy of the reported properties; pure. */
final class Mirror {

  /** Bytes of JSON that a mirror may have. */
  static final int MAX_BYTES = 8 * 1024;

  private Mirror() {}

  /** Copies what fits, leaving out the largest top-level properties first, and names these. */
  static ReportedMirror of(ObjectNode reported, Instant now) {
    ObjectNode copy = reported.deepCopy();
    List<String> omitted = new ArrayList<>();
    if (size(copy) > MAX_BYTES) {
      List<String> largestFirst =
          copy.properties().stream()
              .sorted(
                  Comparator.<Map.Entry<String, JsonNode>>comparingInt(p -> -size(p.getValue()))
                      .thenComparing(Map.Entry::getKey))
              .map(Map.Entry::getKey)
              .toList();
      for (String name : largestFirst) {
        if (size(copy) <= MAX_BYTES) {
          break;
        }
        copy.remove(name);
        omitted.add(name);
      }
    }
    return new ReportedMirror(
        copy,
        omitted.isEmpty() ? null : List.copyOf(omitted),
        now.truncatedTo(ChronoUnit.SECONDS).toString());
  }

  private static int size(JsonNode node) {
    return node.toString().getBytes(StandardCharsets.UTF_8).length;
  }
}
