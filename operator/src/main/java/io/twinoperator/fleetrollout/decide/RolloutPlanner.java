package io.twinoperator.fleetrollout.decide;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.twinoperator.fleetrollout.ledger.RolloutPlan;
import io.twinoperator.fleetrollout.ledger.RolloutPlan.Forecast;
import io.twinoperator.fleetrollout.ledger.RolloutPlan.Member;
import io.twinoperator.fleetrollout.ledger.RolloutPlan.PlannedWave;
import io.twinoperator.fleetrollout.spec.RolloutSpec;
import io.twinoperator.fleetrollout.spec.WaveSpec;
import io.twinoperator.hub.HubHost;
import io.twinoperator.hub.HubLimits;
import io.twinoperator.twin.JsonValues;
import io.twinoperator.twin.Sha256;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Freezes who gets the change, in which order and in which waves, and says what that costs. Pure.
 */
public final class RolloutPlanner {
  private static final int ROWS_PER_PAGE = 100;

  /** Reads of a device that answers at once: one before the write, one after it. */
  private static final int READS_PER_DEVICE = 2;

  /** A job is noticed to have ended, and its devices to have answered, within this. */
  private static final Duration OVERHEAD_PER_JOB = Duration.ofSeconds(6);

  private RolloutPlanner() {}

  /**
   * A device that the selector found.
   *
   * @param alreadyEqual whether its twin has every leaf already
   */
  public record Candidate(String deviceId, boolean online, boolean claimed, boolean alreadyEqual) {}

  /** What is rolled out, in short: 12 hexadecimal characters over hub, patch and selector. */
  public static String revision(HubHost host, RolloutSpec spec) {
    ObjectNode what = JsonNodeFactory.instance.objectNode();
    what.put("hub", host.name());
    what.put("query", spec.query());
    putPatch(what, spec);
    return hash(what).substring(0, 12);
  }

  /** Makes the plan. */
  public static RolloutPlan plan(
      String rolloutUid,
      HubHost host,
      RolloutSpec spec,
      List<Candidate> candidates,
      HubLimits limits,
      Instant now) {
    List<Candidate> ordered = order(candidates, spec.salt());
    int[] sizes = sizes(spec.waves(), ordered.size());
    List<PlannedWave> waves = new ArrayList<>();
    List<Member> members = new ArrayList<>();
    for (int wave = 0; wave < sizes.length; wave++) {
      waves.add(planned(spec.waves().get(wave), sizes[wave]));
      for (int n = 0; n < sizes[wave]; n++) {
        members.add(new Member(ordered.get(members.size()).deviceId(), wave));
      }
    }
    return new RolloutPlan(
        rolloutUid,
        revision(host, spec),
        digest(members, waves, spec),
        now,
        waves,
        members,
        forecast(ordered, waves, spec, limits));
  }

  /**
   * By SHA-256 of salt, a zero byte and the device id: stable, and spread over sites and models.
   */
  private static List<Candidate> order(List<Candidate> candidates, String salt) {
    Map<String, Candidate> byHash = new TreeMap<>();
    for (Candidate candidate : candidates) {
      byHash.put(sha256(salt + '\0' + candidate.deviceId()), candidate);
    }
    return List.copyOf(byHash.values());
  }

  /**
   * The last wave takes what the others leave; a wave larger than what is there takes what is
   * there.
   */
  private static int[] sizes(List<WaveSpec> waves, int devices) {
    int[] sizes = new int[waves.size()];
    int left = devices;
    for (int wave = 0; wave < sizes.length; wave++) {
      sizes[wave] =
          wave == sizes.length - 1 ? left : Math.min(left, waves.get(wave).size().sizeOf(left));
      left -= sizes[wave];
    }
    return sizes;
  }

  private static PlannedWave planned(WaveSpec wave, int devices) {
    return new PlannedWave(
        wave.name(),
        devices,
        wave.soak(),
        wave.successPercent(),
        Math.min(wave.minConverged(), Math.max(1, devices)));
  }

  private static Forecast forecast(
      List<Candidate> ordered, List<PlannedWave> waves, RolloutSpec spec, HubLimits limits) {
    int claimed = count(ordered.stream().filter(Candidate::claimed).toList());
    int equal = count(ordered.stream().filter(c -> c.alreadyEqual() && !c.claimed()).toList());
    int offline = count(ordered.stream().filter(c -> !c.online()).toList());
    int writes = ordered.size() - claimed - equal;
    int jobs = 0;
    Duration soaks = Duration.ZERO;
    for (PlannedWave wave : waves) {
      jobs += (wave.devices() + spec.maxDevicesPerJob() - 1) / spec.maxDevicesPerJob();
      soaks = soaks.plus(wave.devices() > 0 ? wave.soak() : Duration.ZERO);
    }
    Duration writing = Duration.ofMillis((long) (writes * 1000.0 / limits.jobDeviceOperations()));
    return new Forecast(
        equal,
        claimed,
        offline,
        jobs,
        writes,
        READS_PER_DEVICE * ordered.size(),
        Math.max(1, (ordered.size() + ROWS_PER_PAGE - 1) / ROWS_PER_PAGE),
        soaks.plus(writing).plus(OVERHEAD_PER_JOB.multipliedBy(jobs)));
  }

  private static int count(List<?> list) {
    return list.size();
  }

  private static String digest(List<Member> members, List<PlannedWave> waves, RolloutSpec spec) {
    ObjectNode plan = JsonNodeFactory.instance.objectNode();
    members.forEach(m -> plan.withArray("members").add(m.deviceId()).add(m.wave()));
    waves.forEach(
        w ->
            plan.withArray("waves")
                .add(w.name())
                .add(w.devices())
                .add(w.soak().toString())
                .add(w.successPercent())
                .add(w.minConverged()));
    putPatch(plan, spec);
    plan.put("progressDeadline", spec.progressDeadline().toString());
    plan.put("maxFailures", spec.maxFailures().toString());
    plan.put("minDevices", spec.minDevices());
    plan.put("maxDevicesPerJob", spec.maxDevicesPerJob());
    return "sha256:" + hash(plan);
  }

  private static void putPatch(ObjectNode target, RolloutSpec spec) {
    spec.set().forEach((path, value) -> target.withObject("/set").set(path.toString(), value));
    spec.remove().stream()
        .sorted(Comparator.naturalOrder())
        .forEach(path -> target.withArray("remove").add(path.toString()));
  }

  private static String hash(JsonNode node) {
    return sha256(JsonValues.canonical(node));
  }

  private static String sha256(String text) {
    return Sha256.hex(text.getBytes(StandardCharsets.UTF_8));
  }
}
