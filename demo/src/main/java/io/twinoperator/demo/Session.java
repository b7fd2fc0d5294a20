package io.twinoperator.demo;

import io.twinoperator.demo.check.Finding;
import io.twinoperator.demo.device.DevicePrograms;
import io.twinoperator.demo.event.EventKind;
import io.twinoperator.demo.event.EventLog;
import io.twinoperator.demo.story.HubWrites;
import io.twinoperator.demo.story.StatusWatch;
import io.twinoperator.demo.story.Story;
import io.twinoperator.demo.story.TwinWatch;
import io.twinoperator.demo.world.Cluster;
import io.twinoperator.demo.world.World;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** One run of the demo: a world, those who watch it, and the story that is played in it. */
final class Session implements AutoCloseable {

  /** How long a story is waited for, on the slowest machine. */
  private static final Duration PATIENCE = Duration.ofMinutes(4);

  private final World world;
  private final StatusWatch statuses;
  private final TwinWatch twins;
  private final HubWrites writes;
  private final EventLog log;

  private Session(Cluster cluster, DevicePrograms programs, EventLog log)
      throws InterruptedException {
    this.log = log;
    this.writes = new HubWrites(log);
    this.world = World.start(cluster, programs, writes);
    log.add(
        EventKind.STORY,
        World.HOST,
        "at %s, %d devices, %d online; %s"
            .formatted(
                world.endpoint(),
                world.fleet().deviceIds().size(),
                world.fleet().online(),
                world.clusterDescription()));
    this.statuses = new StatusWatch(world.client(), world.hub(), log);
    this.twins = new TwinWatch(world.hub(), world.fleet().deviceIds(), log);
  }

  /**
   * Starts everything.
   *
   * @param cluster closed with the session
   * @param programs what the landmark runs is chosen from them
   * @throws InterruptedException if interrupted meanwhile
   */
  static Session start(Cluster cluster, DevicePrograms programs, EventLog log)
      throws InterruptedException {
    return new Session(cluster, programs, log);
  }

  World world() {
    return world;
  }

  /**
   * Plays the scenario and judges it row by row.
   *
   * @param examples the folder of that name
   * @throws InterruptedException if interrupted meanwhile
   */
  List<Finding> play(Path examples) throws InterruptedException {
    List<Finding> findings =
        new Story(world, examples, statuses, writes, log, PATIENCE).play().judge();
    findings.forEach(
        finding ->
            log.add(
                EventKind.CHECK, "row " + finding.row(), finding.verdict() + " " + finding.seen()));
    return findings;
  }

  @Override
  public void close() {
    twins.close();
    statuses.close();
    world.close();
  }
}
