package io.twinoperator.deviceconfig;

import com.fasterxml.jackson.databind.JsonNode;
import io.twinoperator.api.v1alpha1.DeviceConfigStatus.LeafConvergence;
import io.twinoperator.api.v1alpha1.DeviceConfigStatus.LeafState;
import io.twinoperator.status.Excerpt;
import io.twinoperator.twin.Confirmation;
import io.twinoperator.twin.ConnectionState;
import io.twinoperator.twin.Convergence;
import io.twinoperator.twin.LeafPath;
import io.twinoperator.twin.LeafVerdict;
import io.twinoperator.twin.Section;
import io.twinoperator.twin.Twin;
import java.util.Collections;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Says of each desired leaf how far the device has come, for status and in words; pure. */
final class LeafReport {

  /** Leaves that status lists beside those that were removed. */
  static final int MAX_SHOWN = 100;

  private static final int MAX_VALUE_CHARS = 100;

  private final Twin twin;
  private final Confirmation confirmation;
  private final Waits waits;

  private LeafReport(Twin twin, Confirmation confirmation, Waits waits) {
    this.twin = twin;
    this.confirmation = confirmation;
    this.waits = waits;
  }

  /**
   * One entry for each desired leaf, in order; tags are not for a device to confirm, and where
   * nothing is awaited there are none.
   */
  static List<LeafConvergence> of(
      Twin twin, Map<LeafPath, JsonNode> held, ConvergencePolicy policy, Waits waits) {
    return policy
        .confirmation()
        .map(confirmation -> new LeafReport(twin, confirmation, waits).all(held))
        .orElseGet(List::of);
  }

  /** What status lists, in order: of very many leaves those that are furthest from done. */
  static @Nullable List<LeafConvergence> shown(
      List<LeafConvergence> leaves, List<LeafConvergence> removed) {
    Set<LeafConvergence> first =
        leaves.stream()
            .sorted(Comparator.comparing(LeafConvergence::state, Readiness.WORST_FIRST))
            .limit(MAX_SHOWN)
            .collect(
                Collectors.toCollection(() -> Collections.newSetFromMap(new IdentityHashMap<>())));
    List<LeafConvergence> shown =
        Stream.concat(leaves.stream().filter(first::contains), removed.stream()).toList();
    return shown.isEmpty() ? null : shown;
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
      case Unverifiable ->
          "%s should be %s, %s, and although it is online it has not confirmed since %s"
              .formatted(path, expected, reports(leaf), leaf.awaitedSince());
      case Unconfirmed -> "%s is removed, which no device can confirm".formatted(path);
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
    return value == null
        ? "nothing"
        : Excerpt.of(StorableJson.line(value.toString()), MAX_VALUE_CHARS);
  }

  private static String reports(LeafConvergence leaf) {
    return "the device reports " + text(leaf.observed());
  }

  private List<LeafConvergence> all(Map<LeafPath, JsonNode> held) {
    return held.entrySet().stream()
        .filter(entry -> entry.getKey().section() == Section.DESIRED)
        .map(entry -> of(entry.getKey(), entry.getValue()))
        .toList();
  }

  private LeafConvergence of(LeafPath path, JsonNode expected) {
    long version = twin.lastUpdatedVersion(path);
    return Convergence.judge(twin, path, expected, version, confirmation)
        .fold(
            new LeafVerdict.Cases<>(
                converged -> leaf(path, LeafState.Converged, expected, Optional.of(expected)),
                applying ->
                    new LeafConvergence(
                        path.toString(),
                        LeafState.Applying,
                        ShownValue.of(expected),
                        null,
                        null,
                        words(applying.text()),
                        null),
                rejected ->
                    new LeafConvergence(
                        path.toString(),
                        LeafState.Rejected,
                        ShownValue.of(expected),
                        ShownValue.of(rejected.observed().orElse(null)),
                        rejected.code(),
                        words(rejected.text()),
                        null),
                unconfirmed -> waiting(path, expected, version, unconfirmed.observed())));
  }

  private LeafConvergence waiting(
      LeafPath path, JsonNode expected, long version, Optional<JsonNode> observed) {
    if (twin.connectionState() != ConnectionState.CONNECTED) {
      return leaf(path, LeafState.Offline, expected, observed);
    }
    Waits.Waiting waiting = waits.unconfirmed(path, expected, version);
    return new LeafConvergence(
        path.toString(),
        waiting.state(),
        ShownValue.of(expected),
        ShownValue.of(observed.orElse(null)),
        null,
        null,
        waiting.since().toString());
  }

  private static LeafConvergence leaf(
      LeafPath path, LeafState state, JsonNode expected, Optional<JsonNode> observed) {
    return new LeafConvergence(
        path.toString(),
        state,
        ShownValue.of(expected),
        ShownValue.of(observed.orElse(null)),
        null,
        null,
        null);
  }

  private static @Nullable String words(Optional<String> text) {
    return text.map(StorableJson::line).orElse(null);
  }
}
