package io.twinoperator.fleetrollout.plan;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.twinoperator.fleetrollout.spec.Amount;
import io.twinoperator.fleetrollout.spec.Change;
import io.twinoperator.fleetrollout.spec.DisruptionBudget;
import io.twinoperator.fleetrollout.spec.Rate;
import io.twinoperator.fleetrollout.spec.RolloutSpec;
import io.twinoperator.fleetrollout.spec.Tolerance;
import io.twinoperator.fleetrollout.spec.WaveSpec;
import io.twinoperator.hub.HubLimits;
import io.twinoperator.twin.JobCharacters;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * How long a rollout writes when every device answers at once and nothing fails: for each wave the
 * slowest of what the hub allows its lanes, the rate of the spec, {@code maxConcurrency} and the
 * disruption budget, and the time until the last device is seen to have confirmed.
 */
final class Pace {

  /** A device that answers at once is seen to have by the first read after its write. */
  private static final double CONFIRMED_AFTER_SECONDS = 2;

  /** From its write until a device that answers at once makes room for the next one. */
  private static final double TURN_SECONDS = 3;

  /** From the end of a job's work to the start of the next one in its slot. */
  private static final double BETWEEN_JOBS_SECONDS = 1.5;

  /** From the plan to the first write, and from the last wave to the end. */
  private static final double AROUND_SECONDS = 2;

  /** So much of a rate has gathered when a wave begins, and is spent at once. */
  private static final double GATHERED_SECONDS = 1;

  /** Reads of each device: one before the write, one after it. */
  private static final double READS_PER_DEVICE = 2;

  private static final double SECONDS_PER_MINUTE = 60;
  private static final double MILLIS_PER_SECOND = 1000;

  private final RolloutSpec spec;
  private final HubLimits limits;
  private final int[] groupSizes;
  private final boolean jobsCarryIt;

  Pace(RolloutSpec spec, HubLimits limits, int[] groupSizes) {
    this.spec = spec;
    this.limits = limits;
    this.groupSizes = groupSizes;
    this.jobsCarryIt = jobsCarry(spec.change());
  }

  /** By what a wave is written. */
  private enum Lanes {
    JOB,
    TWIN_PATCH,
    BOTH
  }

  /** The time of all waves, without their soaks. */
  Duration writing(List<WaveLoad> loads) {
    double seconds = loads.stream().anyMatch(load -> load.writes() > 0) ? AROUND_SECONDS : 0;
    int converged = 0;
    for (int wave = 0; wave < loads.size(); wave++) {
      WaveLoad load = loads.get(wave);
      if (load.writes() > 0) {
        seconds += seconds(spec.strategy().waves().get(wave), load, converged);
        converged += load.writes();
      }
    }
    return Duration.ofMillis(Math.round(seconds * MILLIS_PER_SECOND));
  }

  /** Jobs that a wave takes at the least. */
  int jobs(WaveSpec wave, WaveLoad load) {
    double share =
        switch (lanes(wave, load)) {
          case TWIN_PATCH -> 0;
          case JOB -> 1;
          case BOTH -> jobRate() / (jobRate() + limits.writes());
        };
    return (int) Math.ceil(load.writes() * share / devicesPerJob());
  }

  /**
   * How long after the read before it a job may still write a device, when all slots are taken and
   * share the hub's pace.
   */
  static Duration jobWindow(RolloutSpec spec, HubLimits limits) {
    double devices = (double) devicesPerJob(spec) * limits.activeJobs();
    return Duration.ofSeconds(
        (long) Math.ceil(devices / limits.jobDeviceOperations() + BETWEEN_JOBS_SECONDS));
  }

  private double seconds(WaveSpec wave, WaveLoad load, int converged) {
    Lanes lanes = lanes(wave, load);
    double limited =
        Math.max(
            Math.max(byHub(lanes, load.writes()), byRate(load.writes(), converged)),
            (rounds(load) - 1) * TURN_SECONDS);
    return limited + CONFIRMED_AFTER_SECONDS;
  }

  private Lanes lanes(WaveSpec wave, WaveLoad load) {
    return switch (spec.writing().mode()) {
      case TwinPatch -> Lanes.TWIN_PATCH;
      case Job -> Lanes.JOB;
      case Auto -> {
        boolean both =
            jobsCarryIt
                && wave.tolerance() == Tolerance.POLICY
                && load.devices() > spec.writing().maxDevicesPerJob();
        yield both ? Lanes.BOTH : Lanes.TWIN_PATCH;
      }
    };
  }

  private double byHub(Lanes lanes, int writes) {
    double reads = limits.reads() / READS_PER_DEVICE;
    return switch (lanes) {
      case JOB -> Math.max(byJobs(writes), writes / reads);
      case TWIN_PATCH -> writes / Math.min(limits.writes(), reads) - GATHERED_SECONDS;
      case BOTH -> writes / Math.min(limits.writes() + jobRate(), reads) - GATHERED_SECONDS;
    };
  }

  /** Jobs share the hub's pace, and those in one slot follow each other. */
  private double byJobs(int writes) {
    int inOneSlot = ceil(ceil(writes, devicesPerJob()), limits.activeJobs());
    return writes / limits.jobDeviceOperations() + (inOneSlot - 1) * BETWEEN_JOBS_SECONDS;
  }

  /** Devices per second by one job after the other. */
  private double jobRate() {
    double work = devicesPerJob() / limits.jobDeviceOperations();
    return devicesPerJob() / (work + BETWEEN_JOBS_SECONDS / limits.activeJobs());
  }

  private int devicesPerJob() {
    return devicesPerJob(spec);
  }

  private static int devicesPerJob(RolloutSpec spec) {
    return Math.min(spec.writing().maxDevicesPerJob(), spec.strategy().maxConcurrency());
  }

  private double byRate(int writes, int convergedBefore) {
    Optional<Rate> rate = spec.strategy().rate();
    if (rate.isEmpty()) {
      return 0;
    }
    double seconds = 0;
    int step = rate.get().increaseAfterConverged();
    int converged = convergedBefore;
    int left = writes;
    while (left > 0) {
      int some = Math.min(left, step - converged % step);
      seconds += some * SECONDS_PER_MINUTE / rate.get().perMinute(converged);
      converged += some;
      left -= some;
    }
    return seconds;
  }

  /** How often devices must have answered before the last ones may be written. */
  private int rounds(WaveLoad load) {
    int rounds = ceil(load.writes(), spec.strategy().maxConcurrency());
    Optional<Amount> unavailable =
        spec.strategy().disruptionBudget().map(DisruptionBudget::maxUnavailable);
    if (unavailable.isPresent()) {
      for (var group : load.byGroup().entrySet()) {
        int allowed = Math.max(1, unavailable.get().sizeOf(groupSizes[group.getKey()]));
        rounds = Math.max(rounds, ceil(group.getValue(), allowed));
      }
    }
    return rounds;
  }

  private static int ceil(int number, int part) {
    return (number + part - 1) / part;
  }

  /** A job may carry fewer characters than a patch. */
  private static boolean jobsCarry(Change change) {
    return change.paths().allMatch(path -> JobCharacters.check(path).isEmpty())
        && change.set().values().stream()
            .allMatch(value -> JobCharacters.check(null, wrapped(value)).isEmpty());
  }

  private static ObjectNode wrapped(JsonNode value) {
    ObjectNode object = JsonNodeFactory.instance.objectNode();
    object.set("value", value);
    return object;
  }
}
