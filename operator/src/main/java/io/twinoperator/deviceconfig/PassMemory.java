package io.twinoperator.deviceconfig;

import io.javaoperatorsdk.operator.processing.event.ResourceID;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What is remembered of an object between passes for the sake of pace alone. A restart forgets it,
 * and nothing is lost.
 */
final class PassMemory {

  private static final Entry EMPTY = new Entry(0, Instant.EPOCH, Optional.empty());

  private final Map<ResourceID, Entry> entries = new ConcurrentHashMap<>();

  private record Entry(int failures, Instant firstFailure, Optional<Instant> lastWrite) {}

  /** Passes in a row that could not do what they wanted. */
  Failing failing(ResourceID id, Instant now) {
    Entry entry = entry(id);
    return entry.failures() == 0
        ? Failing.NOT
        : new Failing(entry.failures(), Duration.between(entry.firstFailure(), now));
  }

  /** When we last wrote to the device's twin, as far as this process knows. */
  Optional<Instant> lastWrite(ResourceID id) {
    return entry(id).lastWrite();
  }

  /** Takes note of a pass that must be tried again. */
  void failed(ResourceID id, Instant now) {
    Entry entry = entry(id);
    Instant first = entry.failures() == 0 ? now : entry.firstFailure();
    entries.put(id, new Entry(entry.failures() + 1, first, entry.lastWrite()));
  }

  /** Takes note of a pass that did what it wanted. */
  void succeeded(ResourceID id, DeviceOutcome outcome, Instant now) {
    Optional<Instant> write =
        outcome.fold(
            unwritten -> entry(id).lastWrite(),
            patched -> Optional.of(now),
            failure -> entry(id).lastWrite());
    entries.put(id, new Entry(0, Instant.EPOCH, write));
  }

  /** Forgets a deleted object. */
  void forget(ResourceID id) {
    entries.remove(id);
  }

  private Entry entry(ResourceID id) {
    return entries.getOrDefault(id, EMPTY);
  }
}
