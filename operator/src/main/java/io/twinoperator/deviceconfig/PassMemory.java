package io.twinoperator.deviceconfig;

import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.twinoperator.api.v1alpha1.DeviceConfig;
import io.twinoperator.iothub.Sighting;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;

/**
 * What is remembered of an object between passes, to spare the hub. A restart forgets it: then
 * status says what was seen last, and nothing is lost but a few reads. Safe for threads.
 */
final class PassMemory {

  private static final Entry EMPTY =
      new Entry(0, Instant.EPOCH, Optional.empty(), Optional.empty(), false);

  private final Map<ResourceID, Entry> entries = new ConcurrentHashMap<>();

  private record Entry(
      int failures,
      Instant firstFailure,
      Optional<Instant> lastWrite,
      Optional<Sighting> seen,
      boolean mustLook) {

    Entry failed(Instant now) {
      Instant first = failures == 0 ? now : firstFailure;
      return new Entry(failures + 1, first, lastWrite, seen, mustLook);
    }

    Entry succeeded() {
      return new Entry(0, Instant.EPOCH, lastWrite, seen, mustLook);
    }

    Entry withLastWrite(Instant write) {
      return new Entry(failures, firstFailure, Optional.of(write), seen, mustLook);
    }

    Entry withSeen(Sighting sighting) {
      return new Entry(failures, firstFailure, lastWrite, Optional.of(sighting), mustLook);
    }

    Entry looking(boolean must) {
      return new Entry(failures, firstFailure, lastWrite, seen, must);
    }
  }

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

  /** Whether the next pass is to read the twin although nothing else calls for it. */
  boolean mustLook(ResourceID id) {
    return entry(id).mustLook();
  }

  /** The next pass is to read the twin. */
  void lookAt(ResourceID id) {
    change(id, entry -> entry.looking(true));
  }

  /** A pass begins that reads the twin; who is told of a change from now on looks again. */
  void looking(ResourceID id) {
    change(id, entry -> entry.looking(false));
  }

  /** Takes note of the device as a pass saw or left it. */
  void saw(ResourceID id, Sighting sighting) {
    change(id, entry -> entry.withSeen(sighting));
  }

  /** Takes note of a pass that must be tried again. */
  void failed(ResourceID id, Instant now) {
    change(id, entry -> entry.failed(now));
  }

  /** Takes note of a pass that did what it wanted. */
  void succeeded(ResourceID id, DeviceOutcome outcome, Instant now) {
    change(
        id,
        entry ->
            outcome.fold(
                unwritten -> entry.succeeded(),
                patched -> entry.succeeded().withLastWrite(now),
                failure -> entry.succeeded()));
  }

  /**
   * Whether a device looks another way than when a pass last saw it. Of a device that no pass has
   * seen nothing is news: a pass is about to look.
   */
  boolean isNews(DeviceConfig config, Sighting sighting) {
    return entry(ResourceID.fromResource(config))
        .seen()
        .or(() -> LastSighting.of(Optional.ofNullable(config.getStatus())))
        .filter(seen -> !seen.equals(sighting))
        .isPresent();
  }

  /** Forgets a deleted object. */
  void forget(ResourceID id) {
    entries.remove(id);
  }

  private Entry entry(ResourceID id) {
    return entries.getOrDefault(id, EMPTY);
  }

  private void change(ResourceID id, UnaryOperator<Entry> change) {
    entries.compute(id, (unused, entry) -> change.apply(entry == null ? EMPTY : entry));
  }
}
