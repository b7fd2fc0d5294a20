package io.twinoperator.deviceconfig;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import io.twinoperator.api.v1alpha1.DeviceConfigStatus;
import io.twinoperator.api.v1alpha1.DeviceConfigStatus.LeafDrift;
import io.twinoperator.twin.JsonValues;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What status remembers of drift: since when, of whom, and how often each leaf was corrected, so
 * that a restart forgets no count. A correction is noted before it is made; one whose answer was
 * lost is recognised by that. Pure.
 */
final class DriftLog {

  /** Leaves that are remembered; those that stand and those seen last come first. */
  static final int MAX_ENTRIES = 32;

  /** How long corrections are counted together, from the first of them. */
  static final Duration WINDOW = Duration.ofHours(1);

  private final SortedMap<String, LeafDrift> entries;

  private DriftLog(SortedMap<String, LeafDrift> entries) {
    this.entries = entries;
  }

  /**
   * What is remembered at the begin of a pass. A spec that was changed, or a reconciliation that is
   * asked for, begins the counts anew.
   */
  static DriftLog of(DeviceObservation seen) {
    SortedMap<String, LeafDrift> entries = new TreeMap<>();
    List<LeafDrift> stored =
        Objects.requireNonNullElse(
            seen.previous().map(DeviceConfigStatus::drift).orElse(null), List.of());
    boolean anew = !seen.isGenerationReported() || !seen.isRequestHandled();
    stored.forEach(entry -> entries.put(entry.path(), anew ? uncounted(entry) : entry));
    return new DriftLog(entries);
  }

  /** Whether a leaf has been corrected as often as it may be, and not just now to no known end. */
  boolean isExhausted(DriftedLeaf leaf, int max, Instant now) {
    LeafDrift entry = entries.get(leaf.path().toString());
    return entry != null
        && isCounting(entry, now)
        && entry.corrections() >= max
        && !isSameAttempt(entry, leaf);
  }

  /** When a leaf that has been corrected too often may be corrected again. */
  Optional<Instant> resumesAt(DriftedLeaf leaf) {
    return Optional.ofNullable(entries.get(leaf.path().toString()))
        .map(LeafDrift::countedSince)
        .map(since -> Instant.parse(since).plus(WINDOW));
  }

  /** The log with drift that is left as it is. */
  DriftLog withStanding(Collection<DriftedLeaf> leaves, Instant now) {
    return with(leaves, leaf -> standing(leaf, now));
  }

  /**
   * The log with corrections that are about to be made. An attempt at the same change that is not
   * known to have succeeded counts once.
   */
  DriftLog withCorrections(Collection<DriftedLeaf> leaves, Instant now) {
    return with(leaves, leaf -> correcting(leaf, now));
  }

  /**
   * The log after the twin has been compared.
   *
   * @param standing drift that is there still
   */
  DriftLog settled(Collection<DriftedLeaf> standing, Instant now) {
    SortedMap<String, LeafDrift> settled = new TreeMap<>();
    entries.forEach(
        (path, entry) -> {
          boolean stands = standing.stream().anyMatch(leaf -> leaf.path().toString().equals(path));
          if (stands) {
            settled.put(path, entry);
          } else if (entry.corrections() > 0 && (standing.isEmpty() || isCounting(entry, now))) {
            settled.put(path, entry.correctedAt() == null ? corrected(entry, now) : entry);
          }
        });
    return new DriftLog(settled).withStanding(standing, now);
  }

  /** The leaves that were set back, in words; empty if none was. */
  Optional<String> corrections() {
    List<String> sentences =
        entries.values().stream()
            .filter(entry -> entry.correctedAt() != null)
            .map(
                entry ->
                    "%s had become %s and was set back to %s"
                        .formatted(
                            entry.path(),
                            ShownValue.text(entry.observed()),
                            ShownValue.text(entry.expected())))
            .toList();
    return sentences.isEmpty() ? Optional.empty() : Optional.of(String.join("; ", sentences));
  }

  /** For status; null if nothing is remembered. */
  @Nullable List<LeafDrift> toStatus() {
    if (entries.isEmpty()) {
      return null;
    }
    if (entries.size() <= MAX_ENTRIES) {
      return List.copyOf(entries.values());
    }
    return entries.values().stream()
        .sorted(Comparator.comparing(DriftLog::lastSeen).reversed())
        .limit(MAX_ENTRIES)
        .sorted(Comparator.comparing(LeafDrift::path))
        .toList();
  }

  private interface Change {
    LeafDrift of(DriftedLeaf leaf);
  }

  private DriftLog with(Collection<DriftedLeaf> leaves, Change change) {
    SortedMap<String, LeafDrift> changed = new TreeMap<>(entries);
    leaves.forEach(leaf -> changed.put(leaf.path().toString(), change.of(leaf)));
    return new DriftLog(changed);
  }

  private LeafDrift standing(DriftedLeaf leaf, Instant now) {
    LeafDrift before = entries.get(leaf.path().toString());
    return before == null
        ? entry(leaf, text(now), 0, null, null)
        : entry(
            leaf,
            before.firstSeenAt(),
            before.corrections(),
            before.countedSince(),
            before.correctedAt());
  }

  private LeafDrift correcting(DriftedLeaf leaf, Instant now) {
    LeafDrift before = entries.get(leaf.path().toString());
    if (before == null) {
      return entry(leaf, text(now), 1, text(now), null);
    }
    if (!isCounting(before, now)) {
      // A correction of long ago has ended that drift; one that only stood so is still the same.
      String first = before.corrections() > 0 ? text(now) : before.firstSeenAt();
      return entry(leaf, first, 1, text(now), null);
    }
    int count = before.corrections() + (isSameAttempt(before, leaf) ? 0 : 1);
    return entry(leaf, before.firstSeenAt(), count, before.countedSince(), null);
  }

  private static boolean isCounting(LeafDrift entry, Instant now) {
    return entry.countedSince() != null
        && now.isBefore(Instant.parse(entry.countedSince()).plus(WINDOW));
  }

  private static boolean isSameAttempt(LeafDrift entry, DriftedLeaf leaf) {
    return entry.corrections() > 0
        && entry.correctedAt() == null
        && Objects.equals(entry.changedAt(), leaf.changedAt().map(Instant::toString).orElse(null))
        && JsonValues.equal(
            orNull(entry.observed()), orNull(ShownValue.of(leaf.observed().orElse(null))));
  }

  private static JsonNode orNull(@Nullable JsonNode value) {
    return value == null ? NullNode.getInstance() : value;
  }

  private static LeafDrift entry(
      DriftedLeaf leaf,
      String firstSeenAt,
      int corrections,
      @Nullable String countedSince,
      @Nullable String correctedAt) {
    return new LeafDrift(
        leaf.path().toString(),
        ShownValue.of(leaf.expected()),
        ShownValue.of(leaf.observed().orElse(null)),
        firstSeenAt,
        leaf.changedAt().map(Instant::toString).orElse(null),
        leaf.writer().orElse(null),
        corrections,
        countedSince,
        correctedAt);
  }

  private static LeafDrift corrected(LeafDrift entry, Instant now) {
    return new LeafDrift(
        entry.path(),
        entry.expected(),
        entry.observed(),
        entry.firstSeenAt(),
        entry.changedAt(),
        entry.suspectedWriter(),
        entry.corrections(),
        entry.countedSince(),
        text(now));
  }

  private static LeafDrift uncounted(LeafDrift entry) {
    return new LeafDrift(
        entry.path(),
        entry.expected(),
        entry.observed(),
        entry.firstSeenAt(),
        entry.changedAt(),
        entry.suspectedWriter(),
        0,
        null,
        null);
  }

  private static String lastSeen(LeafDrift entry) {
    return Optional.ofNullable(entry.correctedAt()).orElse("9999");
  }

  private static String text(Instant time) {
    return time.truncatedTo(ChronoUnit.SECONDS).toString();
  }
}
