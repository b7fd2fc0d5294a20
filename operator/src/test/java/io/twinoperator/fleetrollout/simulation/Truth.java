package io.twinoperator.fleetrollout.simulation;

import com.fasterxml.jackson.databind.JsonNode;
import io.twinoperator.emulator.hub.ClientId;
import io.twinoperator.emulator.hub.TwinWatch;
import io.twinoperator.emulator.twin.TwinState;
import io.twinoperator.twin.JsonValues;
import io.twinoperator.twin.LeafPath;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What truly happens, as the hub sees it: each version of each twin as it becomes. It never asks
 * the operator.
 */
final class Truth implements TwinWatch {
  private static final int WORKING_ON_IT = 202;

  /** Who writes at the moment. */
  enum Author {
    /** The operator, by a patch. */
    OPERATOR,
    /** A job that was created before. */
    JOB,
    /** Anybody else. */
    OTHERS
  }

  /** Told of what the operator's patches and jobs have done. */
  interface Listener {
    /** A device has another twin since. */
    void applied(DeviceTruth device, TwinState before, TwinState after, Author author);
  }

  private final Change change;
  private final VirtualTime time;
  private final Map<String, DeviceTruth> devices = new HashMap<>();
  private Listener listener = (device, before, after, author) -> {};
  private Author author = Author.OTHERS;

  Truth(Change change, VirtualTime time) {
    this.change = change;
    this.time = time;
  }

  void heardBy(Listener other) {
    listener = other;
  }

  /** Does something as somebody; what happens outside of this is done by jobs. */
  <T, E extends Exception> T as(Author somebody, Action<T, E> action) throws E {
    Author before = author;
    author = somebody;
    try {
      return action.run();
    } finally {
      author = before;
    }
  }

  /** The world has been made: from now on what nobody does is done by jobs. */
  void begins() {
    author = Author.JOB;
  }

  /** Something that is done as somebody. */
  interface Action<T, E extends Exception> {
    /** Does it. */
    T run() throws E;
  }

  /** What is true of a device; empty if the hub never knew it. */
  Optional<DeviceTruth> of(String deviceId) {
    return Optional.ofNullable(devices.get(deviceId));
  }

  Collection<DeviceTruth> all() {
    return devices.values();
  }

  void deleted(String deviceId) {
    devices.get(deviceId).registered = false;
  }

  @Override
  public void changed(ClientId id, TwinState twin) {
    DeviceTruth device = devices.get(id.deviceId());
    if (device == null) {
      devices.put(id.deviceId(), new DeviceTruth(id.deviceId(), twin));
      return;
    }
    if (!device.registered) {
      device.begin(twin, time.now());
      return;
    }
    TwinState before = device.twin;
    device.twin = twin;
    if (before.version() != twin.version()) {
      changedByBackEnd(device, before, twin);
    }
    if (before.reported().version() != twin.reported().version()) {
      reported(device, before);
    }
  }

  private void changedByBackEnd(DeviceTruth device, TwinState before, TwinState after) {
    if (author != Author.OTHERS && !isForeignJob(before, after)) {
      listener.applied(device, before, after, author);
      return;
    }
    device.changedByOthers |= time.now().isAfter(VirtualTime.START);
    for (LeafPath path : change.paths()) {
      JsonNode now = Change.value(after, path);
      if (!now.equals(Change.value(before, path))) {
        device.note(path, now);
        device.touchedByOthers |= time.now().isAfter(VirtualTime.START);
        device.touchedAt = time.now();
      }
    }
  }

  /** Jobs of others write what no rollout here does. */
  private boolean isForeignJob(TwinState before, TwinState after) {
    return author == Author.JOB
        && !before
            .tags()
            .path(Disturber.FOREIGN_TAG)
            .equals(after.tags().path(Disturber.FOREIGN_TAG));
  }

  @SuppressWarnings("ReferenceEquality") // A report that says the same again is a new node.
  private void reported(DeviceTruth device, TwinState before) {
    if (device.written.isEmpty()) {
      return;
    }
    for (LeafPath path : change.reported()) {
      JsonNode said = Change.at(device.twin.reported().values(), path);
      if (said != Change.at(before.reported().values(), path)) {
        answered(device, path, said);
      }
    }
  }

  private void answered(DeviceTruth device, LeafPath path, JsonNode said) {
    Instant now = time.now();
    JsonNode wanted = change.wanted(path);
    if (!said.has("ac")) {
      if (JsonValues.equal(said, wanted)) {
        device.confirmed.add(path);
        device.answered = Optional.of(now);
      }
      return;
    }
    int code = said.path("ac").asInt();
    if (said.path("av").asLong() < device.writtenVersion || code == WORKING_ON_IT) {
      return;
    }
    boolean takes = code / 100 == 2 && JsonValues.equal(said.path("value"), wanted);
    (takes ? device.confirmed : device.denied).add(path);
    device.answered = Optional.of(now);
  }
}
