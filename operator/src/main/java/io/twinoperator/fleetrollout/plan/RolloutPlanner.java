package io.twinoperator.fleetrollout.plan;

import io.twinoperator.api.v1alpha1.FleetRolloutSpec;
import io.twinoperator.fleetrollout.ledger.LedgerStore.RolloutKey;
import io.twinoperator.fleetrollout.ledger.RolloutPlan;
import io.twinoperator.fleetrollout.ledger.RolloutPlan.Forecast;
import io.twinoperator.fleetrollout.ledger.RolloutPlan.Gate;
import io.twinoperator.fleetrollout.ledger.RolloutPlan.Member;
import io.twinoperator.fleetrollout.ledger.RolloutPlan.PlannedWave;
import io.twinoperator.fleetrollout.ledger.RolloutPlan.Tolerance;
import io.twinoperator.fleetrollout.spec.RolloutSpec;
import io.twinoperator.fleetrollout.spec.WaveSpec;
import io.twinoperator.hub.DailyMessages;
import io.twinoperator.hub.HubHost;
import io.twinoperator.hub.HubLimits;
import io.twinoperator.ownership.DeviceClaims;
import io.twinoperator.time.GoDuration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/**
 * Freezes who gets a change, in which order and in which waves, with what each had before, and says
 * what that costs. Pure.
 */
public final class RolloutPlanner {
  private final Input input;
  private final RolloutSpec spec;
  private final WaveFill fill;
  private final List<FoundDevice> ordered;
  private final ValueClasses classes = new ValueClasses();
  private final Map<String, Integer> groups = new HashMap<>();
  private final List<String> groupNames = new ArrayList<>();

  private RolloutPlanner(Input input) {
    this.input = input;
    this.spec = input.spec();
    Set<String> excluded = spec.selection().excluded();
    this.fill =
        new WaveFill(
            spec,
            input.scanned().devices().stream()
                .filter(device -> !excluded.contains(device.deviceId()))
                .toList(),
            input.scanned().waveMatches());
    this.ordered = fill.waves().stream().flatMap(List::stream).toList();
  }

  /**
   * What a plan is made from.
   *
   * @param rolloutUid of the object that the plan is made for
   * @param createdAt when that object was created
   * @param claims of a device; those of rollouts are left out, since {@code others} names them
   * @param others rollouts on the same hub
   * @param known rollouts of which there is a ledger or a tombstone
   * @param limits the operator's share of the hub's limits
   */
  public record Input(
      RolloutKey key,
      String rolloutUid,
      Instant createdAt,
      HubHost host,
      RolloutSpec spec,
      Scanned scanned,
      Function<String, DeviceClaims> claims,
      List<OtherRollout> others,
      Set<RolloutKey> known,
      HubLimits limits,
      DailyMessages quota,
      Instant now) {

    /** Copies the collections. */
    public Input {
      others = List.copyOf(others);
      known = Set.copyOf(known);
    }
  }

  /** Makes the plan. */
  public static PlannedRollout plan(Input input) {
    return new RolloutPlanner(input).plan();
  }

  private PlannedRollout plan() {
    List<Member> members = members();
    int[] sizes = fill.waves().stream().mapToInt(List::size).toArray();
    String revision = PlanDigest.revision(input.host(), spec);
    Conflicts conflicts =
        Conflicts.of(
            spec,
            new Conflicts.Self(input.key(), input.createdAt()),
            members.stream().map(Member::deviceId).toList(),
            input.claims(),
            input.others(),
            input.scanned().configurations());
    List<ClassKind> kinds =
        classes.images().stream().map(image -> ClassKind.of(spec.change(), image)).toList();
    Forecasting forecasting =
        new Forecasting(
            spec,
            members,
            ordered,
            kinds,
            conflicts.claimed().keySet(),
            input.limits(),
            input.quota());
    RolloutPlan plan =
        new RolloutPlan(
            input.rolloutUid(),
            input.host().name(),
            revision,
            PlanDigest.basis(spec),
            PlanDigest.digest(spec, members, sizes, classes.images()),
            input.now(),
            waves(sizes),
            members,
            classes.images(),
            groupNames,
            forecasting.forecast(input.scanned()),
            List.of());
    return new PlannedRollout(
        plan, conflicts, traces(revision, members, conflicts, kinds), notes(plan.forecast()));
  }

  private List<Member> members() {
    List<Member> members = new ArrayList<>(ordered.size());
    for (int wave = 0; wave < fill.waves().size(); wave++) {
      for (FoundDevice device : fill.waves().get(wave)) {
        members.add(
            new Member(
                device.deviceId(),
                wave,
                fill.fits(device.deviceId()),
                classes.indexOf(device.before()),
                groupOf(device),
                device.desiredVersion()));
      }
    }
    return members;
  }

  private int groupOf(FoundDevice device) {
    return groups.computeIfAbsent(
        device.group(),
        name -> {
          groupNames.add(name);
          return groupNames.size() - 1;
        });
  }

  private List<PlannedWave> waves(int[] sizes) {
    List<PlannedWave> waves = new ArrayList<>();
    for (WaveSpec wave : spec.strategy().waves().subList(0, begun(sizes))) {
      waves.add(planned(wave, sizes[waves.size()]));
    }
    return waves;
  }

  /** Waves up to the last one that has a device; what no wave leaves forms no wave. */
  private static int begun(int[] sizes) {
    int waves = sizes.length;
    while (waves > 1 && sizes[waves - 1] == 0) {
      waves--;
    }
    return waves;
  }

  private static PlannedWave planned(WaveSpec wave, int devices) {
    return new PlannedWave(
        wave.name(),
        devices,
        wave.soak(),
        wave.successThreshold().percent(),
        Math.min(wave.minConverged(), devices),
        wave.gate() == FleetRolloutSpec.Gate.Manual ? Gate.MANUAL : Gate.AUTO,
        switch (wave.tolerance()) {
          case POLICY -> Tolerance.POLICY;
          case ZERO -> Tolerance.NONE;
        });
  }

  private Traces traces(
      String revision, List<Member> members, Conflicts conflicts, List<ClassKind> kinds) {
    Set<String> toBeWritten = new HashSet<>();
    for (int index = 0; index < members.size(); index++) {
      Member member = members.get(index);
      if (ordered.get(index).enabled()
          && !conflicts.claimed().containsKey(index)
          && !kinds.get(member.valueClass()).equal()) {
        toBeWritten.add(member.deviceId());
      }
    }
    return Traces.of(input.key(), revision, input.known(), ordered, toBeWritten::contains);
  }

  private List<String> notes(Forecast forecast) {
    List<String> notes = new ArrayList<>(fill.notes());
    long disabled = ordered.stream().filter(device -> !device.enabled()).count();
    if (disabled > 0) {
      notes.add("disabled, never written, and counted as Gone: " + Counted.devices(disabled));
    }
    if (forecast.jobs() > 0) {
      String window = GoDuration.format(Pace.jobWindow(spec, input.limits()));
      notes.add(
          "jobs write by force: what somebody else writes to a leaf of the patch between the read of a device and its turn in a job, %s at most, is lost"
              .formatted(window));
    }
    return notes;
  }
}
