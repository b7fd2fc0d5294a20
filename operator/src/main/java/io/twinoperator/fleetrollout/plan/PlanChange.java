package io.twinoperator.fleetrollout.plan;

import io.twinoperator.fleetrollout.ledger.RolloutPlan;
import io.twinoperator.fleetrollout.ledger.RolloutPlan.Member;
import io.twinoperator.fleetrollout.ledger.RolloutPlan.PlannedWave;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What is otherwise in a plan that was made anew. */
public final class PlanChange {
  private PlanChange() {}

  /**
   * In a sentence, such as {@code members +3 -1, foreign values 2, waves early 10 -> 12}; foreign
   * values are those of members of both plans that had another before-image.
   */
  public static String between(RolloutPlan old, RolloutPlan now) {
    if (old.digest().equals(now.digest())) {
      return "nothing has changed";
    }
    List<String> changes = new ArrayList<>();
    Map<String, Integer> before = indexes(old);
    Map<String, Integer> after = indexes(now);
    int added = without(after.keySet(), before.keySet());
    int removed = without(before.keySet(), after.keySet());
    if (added > 0 || removed > 0) {
      changes.add("members +%d -%d".formatted(added, removed));
    }
    int foreign = foreign(old, now, after);
    if (foreign > 0) {
      changes.add("foreign values " + foreign);
    }
    List<String> waves = waves(old.waves(), now.waves());
    if (!waves.isEmpty()) {
      changes.add("waves " + String.join(", ", waves));
    }
    return changes.isEmpty() ? "order or strategy" : String.join(", ", changes);
  }

  private static int foreign(RolloutPlan old, RolloutPlan now, Map<String, Integer> after) {
    int foreign = 0;
    for (int was = 0; was < old.members().size(); was++) {
      Integer is = after.get(old.members().get(was).deviceId());
      foreign += is != null && !old.before(was).isCoveredBy(now.before(is)) ? 1 : 0;
    }
    return foreign;
  }

  private static int without(Set<String> some, Set<String> others) {
    Set<String> left = new HashSet<>(some);
    left.removeAll(others);
    return left.size();
  }

  private static Map<String, Integer> indexes(RolloutPlan plan) {
    Map<String, Integer> indexes = new HashMap<>();
    for (Member member : plan.members()) {
      indexes.put(member.deviceId(), indexes.size());
    }
    return indexes;
  }

  private static List<String> waves(List<PlannedWave> old, List<PlannedWave> now) {
    Map<String, Integer> sizes = new HashMap<>();
    old.forEach(wave -> sizes.put(wave.name(), wave.devices()));
    List<String> changes = new ArrayList<>();
    for (PlannedWave wave : now) {
      Integer was = sizes.remove(wave.name());
      if (was == null) {
        changes.add("%s new with %d".formatted(wave.name(), wave.devices()));
      } else if (was != wave.devices()) {
        changes.add("%s %d -> %d".formatted(wave.name(), was, wave.devices()));
      }
    }
    sizes.keySet().stream().sorted().forEach(name -> changes.add(name + " gone"));
    return changes;
  }
}
