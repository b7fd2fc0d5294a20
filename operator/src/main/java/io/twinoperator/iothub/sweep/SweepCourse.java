package io.twinoperator.iothub.sweep;

import com.fasterxml.jackson.databind.JsonNode;
import io.twinoperator.api.v1alpha1.IoTHubStatus.SweepMode;
import io.twinoperator.hub.Hub;
import io.twinoperator.hub.HubException;
import io.twinoperator.iothub.Sighting;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;

/**
 * One sweep under way: what is still to be asked. A step makes one call; one that failed has
 * changed nothing and can be made again.
 */
interface SweepCourse {

  /**
   * A sweep from its beginning.
   *
   * @param devices to be looked for
   * @param seen told each of these devices once, as it was seen
   */
  static SweepCourse begin(
      SweepMode mode, Collection<String> devices, BiConsumer<String, Sighting> seen) {
    return switch (mode) {
      case Full -> new Pages(List.of(new Part(VersionQuery.ALL, new HashSet<>(devices))), seen);
      case Listed ->
          new Pages(
              VersionQuery.chunks(devices).stream()
                  .map(chunk -> new Part(VersionQuery.of(chunk), new HashSet<>(chunk)))
                  .toList(),
              seen);
      case Each -> new Reads(devices, seen);
    };
  }

  /** Makes the next call. */
  void step(Hub hub) throws HubException;

  /** Whether there is nothing left to ask. */
  boolean isDone();

  /**
   * One query.
   *
   * @param missing devices that none of its rows has shown yet
   */
  record Part(String sql, Set<String> missing) {}

  /** Queries, page by page. A device that no page has shown is told of as absent at the end. */
  final class Pages implements SweepCourse {
    private final Deque<Part> parts;
    private final BiConsumer<String, Sighting> seen;
    private Optional<String> continuation = Optional.empty();

    Pages(List<Part> parts, BiConsumer<String, Sighting> seen) {
      this.parts = new ArrayDeque<>(parts);
      this.seen = seen;
    }

    @Override
    public void step(Hub hub) throws HubException {
      Part part = parts.element();
      Hub.QueryPage page = hub.query(part.sql(), Hub.QueryPage.MAX_ROWS, continuation);
      for (JsonNode json : page.rows()) {
        Map.Entry<String, Sighting> row = VersionQuery.row(json);
        if (part.missing().remove(row.getKey())) {
          seen.accept(row.getKey(), row.getValue());
        }
      }
      continuation = page.continuation();
      if (continuation.isEmpty()) {
        part.missing().forEach(deviceId -> seen.accept(deviceId, new Sighting.Absent()));
        parts.remove();
      }
    }

    @Override
    public boolean isDone() {
      return parts.isEmpty();
    }
  }

  /** Reads, device by device. */
  final class Reads implements SweepCourse {
    private final Deque<String> devices;
    private final BiConsumer<String, Sighting> seen;

    Reads(Collection<String> devices, BiConsumer<String, Sighting> seen) {
      this.devices = new ArrayDeque<>(devices);
      this.seen = seen;
    }

    @Override
    public void step(Hub hub) throws HubException {
      String deviceId = devices.element();
      seen.accept(deviceId, look(hub, deviceId));
      devices.remove();
    }

    private static Sighting look(Hub hub, String deviceId) throws HubException {
      try {
        return Sighting.of(hub.twin(deviceId));
      } catch (HubException.NotFound e) {
        return new Sighting.Absent();
      }
    }

    @Override
    public boolean isDone() {
      return devices.isEmpty();
    }
  }
}
