package io.twinoperator.fleetrollout.simulation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.twinoperator.emulator.hub.ClientId;
import io.twinoperator.emulator.hub.HubError;
import io.twinoperator.emulator.hub.IfMatch;
import io.twinoperator.twin.Section;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** Does to the hub and its devices what others do while a rollout runs. */
final class Disturber {
  /** The tag that jobs of others write. */
  static final String FOREIGN_TAG = "seenByOthers";

  /** The interval that others want. */
  static final JsonNode FOREIGN_VALUE = JsonNodeFactory.instance.numberNode(77);

  private static final IfMatch ANY = new IfMatch.Any();
  private static final int FOREVER = 4;

  private final World world;
  private final Dice dice;
  private final Duration horizon;
  private final Set<Trouble> happened;
  private int added;

  /**
   * A disturber of one world.
   *
   * @param horizon when the last of it happens, from now on
   */
  Disturber(World world, Dice dice, Duration horizon, Set<Trouble> happened) {
    this.world = world;
    this.dice = dice;
    this.horizon = horizon;
    this.happened = happened;
  }

  private void at(Trouble trouble, Runnable event) {
    world
        .time()
        .in(
            dice.within(horizon),
            () -> {
              happened.add(trouble);
              event.run();
            });
  }

  /** Devices go away for a while, or for good. */
  void offlinePeriods(double share) {
    for (Device device : world.devices()) {
      if (!dice.chance(share)) {
        continue;
      }
      happened.add(Trouble.OFFLINE_PERIODS);
      Duration length = dice.between(Duration.ofSeconds(5), Duration.ofHours(3));
      boolean forEver = dice.between(1, FOREVER) == 1;
      Duration from = dice.chance(0.5) ? Duration.ZERO : dice.within(horizon);
      world.time().in(from, device::disconnect);
      if (!forEver) {
        world.time().in(from.plus(length), device::connect);
      }
    }
  }

  /** Somebody writes a leaf of the change on some devices. */
  void foreignWrites(double share) {
    for (Device device : world.devices()) {
      if (dice.chance(share)) {
        at(Trouble.FOREIGN_WRITERS, () -> foreignWrite(device.id()));
      }
    }
  }

  private void foreignWrite(String deviceId) {
    JsonNodeFactory json = JsonNodeFactory.instance;
    ObjectNode patch = json.objectNode();
    ObjectNode desired = patch.putObject("properties").putObject("desired");
    switch (dice.between(1, 4)) {
      case 1 -> desired.set("interval", FOREIGN_VALUE);
      case 2 -> desired.putNull("interval");
      case 3 -> desired.put("somethingElse", dice.between(1, 9));
      default -> desired.put("legacy", "theirs");
    }
    if (world.change().paths().stream().anyMatch(path -> path.section() == Section.TAGS)
        && dice.chance(0.5)) {
      patch.putObject("tags").put("channel", "theirs");
    }
    world.patch(deviceId, patch);
    world.story().say("-- somebody writes " + patch + " to " + deviceId);
  }

  /** Somebody's job takes a slot, and may write a leaf of the change. */
  void foreignJob(String id) {
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    Duration wait = dice.between(Duration.ofSeconds(30), Duration.ofHours(1));
    boolean writes = dice.chance(0.3);
    List<Device> devices = world.devices();
    String target = devices.get(dice.between(0, devices.size() - 1)).id();
    at(
        Trouble.FOREIGN_JOBS,
        () -> {
          body.put("jobId", id).put("type", "scheduleUpdateTwin");
          body.put("queryCondition", "deviceId = '" + (writes ? target : "nobody") + "'");
          body.put("startTime", world.time().now().plus(wait).toString());
          body.put("maxExecutionTimeInSeconds", 60);
          body.putObject("updateTwin").put("etag", "*").putObject("tags").put(FOREIGN_TAG, id);
          try {
            world.core().jobs().create(id, body);
            world.story().say("-- somebody's job takes a slot for " + wait);
          } catch (HubError taken) {
            world.story().say("-- somebody's job finds no slot");
          }
        });
  }

  /** Some devices are deleted; some of those are created again. */
  void deletions(double share) {
    for (Device device : world.devices()) {
      if (!dice.chance(share)) {
        continue;
      }
      boolean anew = dice.chance(0.5);
      Duration away = dice.between(Duration.ofMillis(1), Duration.ofMinutes(20));
      at(
          Trouble.DEVICES_DELETED,
          () -> {
            world.delete(device);
            if (anew) {
              happened.add(Trouble.DEVICES_CREATED_ANEW);
              world.time().in(away, () -> world.createAnew(device));
            }
          });
    }
  }

  /** Devices are added that the selector selects. */
  void additions(int count) {
    for (int n = 0; n < count; n++) {
      at(Trouble.DEVICES_ADDED, () -> world.add("late-" + added++));
    }
  }

  /** Queries see each change late from now on, and less late at the end. */
  void queryLag() {
    happened.add(Trouble.QUERY_LAG);
    world.core().queryLag(dice.between(Duration.ofSeconds(5), Duration.ofMinutes(30)));
    world.time().in(horizon, () -> world.core().queryLag(Duration.ofSeconds(1)));
  }

  /** Whether a patch of anybody was refused, as when the device is gone. */
  static boolean patch(World world, String deviceId, ObjectNode patch) {
    try {
      world.core().twins().patch(ClientId.device(deviceId), patch, ANY);
      return true;
    } catch (HubError gone) {
      return false;
    }
  }

  static Set<Trouble> none() {
    return EnumSet.noneOf(Trouble.class);
  }
}
