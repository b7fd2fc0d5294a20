package io.twinoperator.fleetrollout.simulation;

import com.fasterxml.jackson.databind.JsonNode;
import io.twinoperator.emulator.twin.TwinState;
import io.twinoperator.twin.LeafPath;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What has truly happened to one device, as the hub itself saw it. */
final class DeviceTruth {
  final String id;

  /** As it is now. */
  TwinState twin;

  /** How often the device was registered under this id. */
  int incarnation = 1;

  /** Whether one of this id that was deleted since had the change from the rollout. */
  boolean followsAWrittenOne;

  /** Since when it is this one, and no other of the same id. */
  Instant since = Instant.MIN;

  /** Whether the hub knows it now. */
  boolean registered = true;

  /** Whether somebody else has changed a leaf that the rollout is about. */
  boolean touchedByOthers;

  /** Whether somebody else has changed anything of it since the world began. */
  boolean changedByOthers;

  /** When somebody else last changed one. */
  Instant touchedAt = Instant.MIN;

  /** As it was right before the change. */
  Optional<TwinState> original = Optional.empty();

  /** When the change was made to it; empty if it never was, in this incarnation. */
  Optional<Instant> written = Optional.empty();

  /** When the change was taken back. */
  Optional<Instant> undone = Optional.empty();

  /** Version of desired that the change made. */
  long writtenVersion;

  /** Leaves that the change made other than they were, with what they were. */
  final Map<LeafPath, JsonNode> before = new HashMap<>();

  /** Leaves that the device has confirmed since, at some time. */
  final Set<LeafPath> confirmed = new HashSet<>();

  /** Leaves of which it has said since that it did not take them. */
  final Set<LeafPath> denied = new HashSet<>();

  /** When it last confirmed or denied one. */
  Optional<Instant> answered = Optional.empty();

  /** When the operator last read the twin. */
  Optional<Instant> read = Optional.empty();

  /** What each leaf had by the hands of others. */
  final Map<LeafPath, List<JsonNode>> ofOthers = new HashMap<>();

  DeviceTruth(String id, TwinState twin) {
    this.id = id;
    this.twin = twin;
  }

  void note(LeafPath path, JsonNode ofOther) {
    ofOthers.computeIfAbsent(path, unused -> new ArrayList<>()).add(ofOther);
  }

  /** The device is made anew under its id: nothing of before is true of it. */
  void begin(TwinState anew, Instant now) {
    followsAWrittenOne |= written.isPresent();
    twin = anew;
    since = now;
    incarnation++;
    registered = true;
    touchedByOthers = true;
    touchedAt = now;
    original = Optional.empty();
    written = Optional.empty();
    undone = Optional.empty();
    before.clear();
    confirmed.clear();
    denied.clear();
  }

  @Override
  public String toString() {
    return id;
  }
}
