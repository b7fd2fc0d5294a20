package io.twinoperator.fleetrollout.ledger;

import io.twinoperator.fleetrollout.ledger.LedgerCodec.Encoded;
import io.twinoperator.fleetrollout.ledger.RolloutPlan.Member;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A plan as it is stored: its value classes, groups and members one behind the other, cut into as
 * many parts as it takes. The first part holds all else, too.
 */
final class PlanParts {

  private PlanParts() {}

  /**
   * The first part.
   *
   * @param header the plan without value classes, groups and members
   * @param parts of the plan, this one included
   */
  record Head(RolloutPlan header, int parts, Slice slice) {}

  /** What one part holds of what is cut. */
  record Slice(List<BeforeImage> valueClasses, List<String> groups, Columns members) {}

  /** Members, a column for each of their components. */
  record Columns(
      List<String> ids,
      List<Integer> waves,
      List<Integer> fits,
      List<Integer> classes,
      List<Integer> groups,
      List<Long> versions) {

    static Columns of(List<Member> members) {
      return new Columns(
          members.stream().map(Member::deviceId).toList(),
          members.stream().map(Member::wave).toList(),
          members.stream().map(Member::fits).toList(),
          members.stream().map(Member::valueClass).toList(),
          members.stream().map(Member::group).toList(),
          members.stream().map(Member::desiredVersion).toList());
    }

    private List<Member> members() {
      return IntStream.range(0, ids.size())
          .mapToObj(
              row ->
                  new Member(
                      ids.get(row),
                      waves.get(row),
                      fits.get(row),
                      classes.get(row),
                      groups.get(row),
                      versions.get(row)))
          .toList();
    }
  }

  /** The parts in order, each within the limit of a shard. */
  static List<Encoded> cut(RolloutPlan plan) {
    int classes = plan.valueClasses().size();
    int named = classes + plan.groups().size();
    List<Slice> slices =
        Cut.fitting(
            named + plan.members().size(),
            (from, to) ->
                new Slice(
                    Cut.part(plan.valueClasses(), 0, from, to),
                    Cut.part(plan.groups(), classes, from, to),
                    Columns.of(Cut.part(plan.members(), named, from, to))));
    List<Encoded> parts = new ArrayList<>();
    parts.add(LedgerCodec.encode(new Head(header(plan), slices.size(), slices.get(0))));
    slices.stream().skip(1).map(LedgerCodec::encode).forEach(parts::add);
    return parts;
  }

  /** Names a plan among others of the same rollout. */
  static String id(RolloutPlan plan) {
    return LedgerCodec.encode(header(plan)).sha256().substring(0, 16);
  }

  /** The plan of which these are the parts, in order. */
  static RolloutPlan join(RolloutPlan header, List<Slice> slices) {
    return with(
        header,
        slices.stream().flatMap(slice -> slice.members().members().stream()).toList(),
        slices.stream().flatMap(slice -> slice.valueClasses().stream()).toList(),
        slices.stream().flatMap(slice -> slice.groups().stream()).toList());
  }

  private static RolloutPlan header(RolloutPlan plan) {
    return with(plan, List.of(), List.of(), List.of());
  }

  private static RolloutPlan with(
      RolloutPlan plan, List<Member> members, List<BeforeImage> classes, List<String> groups) {
    return new RolloutPlan(
        plan.rolloutUid(),
        plan.host(),
        plan.revision(),
        plan.basis(),
        plan.digest(),
        plan.computedAt(),
        plan.waves(),
        members,
        classes,
        groups,
        plan.forecast(),
        plan.notes());
  }
}
