package io.twinoperator.fleetrollout.plan;

import com.fasterxml.jackson.databind.JsonNode;
import io.twinoperator.fleetrollout.ledger.RolloutPlan.Forecast;
import io.twinoperator.fleetrollout.ledger.RolloutPlan.Member;
import io.twinoperator.fleetrollout.spec.Change;
import io.twinoperator.fleetrollout.spec.RolloutSpec;
import io.twinoperator.fleetrollout.spec.WaveSpec;
import io.twinoperator.hub.DailyMessages;
import io.twinoperator.hub.HubLimits;
import io.twinoperator.twin.LeafPath;
import io.twinoperator.twin.Section;
import java.time.Duration;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What a plan costs: operations, messages of the daily quota, and time when every device answers at
 * once and nothing fails.
 */
final class Forecasting {

  /** Reads of a device that answers at once: one before the write, one after it. */
  private static final int READS_PER_DEVICE = 2;

  /**
   * Bytes of a twin as a read answers it, metadata included. What a twin holds besides the change
   * is not asked for; up to twice this is one message of a paid hub.
   */
  private static final int TWIN_BYTES = 2048;

  /** Bytes of a marker with its path. */
  private static final int MARKER_BYTES = 96;

  /** Bytes by which a device's acknowledgement of a leaf is longer than the leaf. */
  private static final int ACKNOWLEDGEMENT_BYTES = 64;

  /** Bytes of the braces and names around a change. */
  private static final int FRAME_BYTES = 48;

  private final RolloutSpec spec;
  private final List<Member> members;
  private final List<FoundDevice> devices;
  private final List<ClassKind> kinds;
  private final Set<Integer> claimed;
  private final HubLimits limits;
  private final DailyMessages quota;

  Forecasting(
      RolloutSpec spec,
      List<Member> members,
      List<FoundDevice> devices,
      List<ClassKind> kinds,
      Set<Integer> claimed,
      HubLimits limits,
      DailyMessages quota) {
    this.spec = spec;
    this.members = members;
    this.devices = devices;
    this.kinds = kinds;
    this.claimed = claimed;
    this.limits = limits;
    this.quota = quota;
  }

  Forecast forecast(Scanned scanned) {
    int equal = 0;
    int overwrites = 0;
    int offline = 0;
    int writes = 0;
    int connected = 0;
    BitSet equals = new BitSet();
    BitSet written = new BitSet();
    for (int index = 0; index < members.size(); index++) {
      Member member = members.get(index);
      FoundDevice device = devices.get(index);
      ClassKind kind = kinds.get(member.valueClass());
      offline += device.connected() ? 0 : 1;
      if (claimed.contains(index) || !device.enabled()) {
        continue;
      }
      if (kind.equal()) {
        equal++;
        equals.set(index);
        continue;
      }
      overwrites += kind.overwritten() ? 1 : 0;
      connected += device.connected() ? 1 : 0;
      writes++;
      written.set(index);
    }
    List<WaveLoad> loads = loads(equals, written);
    Pace pace = new Pace(spec, limits, groupSizes());
    return new Forecast(
        equal,
        overwrites,
        claimed.size(),
        offline,
        jobs(pace, loads),
        writes,
        READS_PER_DEVICE * writes + equal,
        scanned.pageBytes().size(),
        scanned.messages(quota) + messages(writes, equal, connected),
        pace.writing(loads),
        soaks(loads));
  }

  /** What each wave has to do when its devices that can show nothing have been replaced. */
  private List<WaveLoad> loads(BitSet equal, BitSet written) {
    List<WaveSpec> waves = spec.strategy().waves();
    List<WaveLoad> loads = waves.stream().map(wave -> new WaveLoad()).toList();
    int[] wave = new StandIns(waves, members, equal, written).waves();
    for (int index = 0; index < wave.length; index++) {
      loads.get(wave[index]).addDevice();
      if (written.get(index)) {
        loads.get(wave[index]).addWrite(members.get(index).group());
      }
    }
    return loads;
  }

  private int[] groupSizes() {
    int[] sizes = new int[members.stream().mapToInt(Member::group).max().orElse(0) + 1];
    members.forEach(member -> sizes[member.group()]++);
    return sizes;
  }

  private int jobs(Pace pace, List<WaveLoad> loads) {
    int jobs = 0;
    for (int wave = 0; wave < loads.size(); wave++) {
      jobs += pace.jobs(spec.strategy().waves().get(wave), loads.get(wave));
    }
    return jobs;
  }

  /**
   * Twins that are read and written, devices that are notified of new desired properties, and their
   * answers, all count by their size (Microsoft's documentation on pricing, August 2025).
   */
  private long messages(int writes, int equal, int connected) {
    long read = quota.messages(TWIN_BYTES);
    int bytes = changeBytes(spec.change());
    long write = quota.messages(bytes + MARKER_BYTES);
    boolean desired = spec.change().paths().anyMatch(path -> path.section() == Section.DESIRED);
    long notice = desired ? quota.messages(bytes) : 0;
    long answer =
        desired && spec.convergence().awaitReport()
            ? quota.messages(bytes + ACKNOWLEDGEMENT_BYTES * spec.change().paths().count())
            : 0;
    return read * equal + (read * READS_PER_DEVICE + write + answer) * writes + notice * connected;
  }

  private static int changeBytes(Change change) {
    int bytes = FRAME_BYTES;
    for (Map.Entry<LeafPath, JsonNode> leaf : change.set().entrySet()) {
      bytes += leaf.getKey().toString().length() + leaf.getValue().toString().length();
    }
    for (LeafPath path : change.remove()) {
      bytes += path.toString().length() + "null".length();
    }
    return bytes;
  }

  private Duration soaks(List<WaveLoad> loads) {
    Duration soaks = spec.rollback().bakeTime();
    List<WaveSpec> waves = spec.strategy().waves();
    for (int wave = 0; wave < waves.size(); wave++) {
      soaks = soaks.plus(loads.get(wave).writes() > 0 ? waves.get(wave).soak() : Duration.ZERO);
    }
    return soaks;
  }
}
