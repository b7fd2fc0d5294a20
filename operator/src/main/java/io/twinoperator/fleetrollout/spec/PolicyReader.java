package io.twinoperator.fleetrollout.spec;

import io.twinoperator.api.v1alpha1.FleetRolloutSpec;
import io.twinoperator.api.v1alpha1.FleetRolloutSpec.Action;
import io.twinoperator.api.v1alpha1.FleetRolloutSpec.FailureState;
import io.twinoperator.api.v1alpha1.RolloutFailurePolicy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads what is done about failures, about a way back and about devices that are offline. */
final class PolicyReader {
  private static final Duration LONGEST_OFFLINE_AFTER = Duration.ofDays(7);

  private final SpecFields fields;

  PolicyReader(SpecFields fields) {
    this.fields = fields;
  }

  FailurePolicy failures(@Nullable RolloutFailurePolicy given) {
    if (given == null) {
      return FailurePolicy.of(
          FailurePolicy.DEFAULT_MAX_FAILURES, FailurePolicy.DEFAULT_MIN_DEVICES);
    }
    String field = "spec.failurePolicy.";
    int minDevices =
        fields.number(
            field + "minDevices",
            given.minDevices(),
            FailurePolicy.DEFAULT_MIN_DEVICES,
            1,
            SpecFields.MOST_DEVICES);
    Action action = Objects.requireNonNullElse(given.action(), Action.Pause);
    Set<FailureState> counted = counted(given.countedStates());
    return new FailurePolicy(
        fields.amount(
            field + "maxFailures", given.maxFailures(), FailurePolicy.DEFAULT_MAX_FAILURES, 0),
        minDevices,
        counted,
        criteria(given.criteria(), counted, minDevices, action),
        action);
  }

  private Set<FailureState> counted(@Nullable List<FailureState> given) {
    if (given == null) {
      return EnumSet.allOf(FailureState.class);
    }
    if (given.isEmpty()) {
      fields.refuse(
          "spec.failurePolicy.countedStates",
          "is empty, so that nothing would ever count as a failure: name at least one, or leave it out");
      return EnumSet.allOf(FailureState.class);
    }
    return EnumSet.copyOf(given);
  }

  private List<Criterion> criteria(
      @Nullable List<RolloutFailurePolicy.Criterion> given,
      Set<FailureState> counted,
      int minDevices,
      Action action) {
    List<Criterion> criteria = new ArrayList<>();
    for (RolloutFailurePolicy.Criterion criterion :
        given == null ? List.<RolloutFailurePolicy.Criterion>of() : given) {
      String field = "spec.failurePolicy.criteria[%d].".formatted(criteria.size());
      if (criterion.state() != null && !counted.contains(criterion.state())) {
        fields.refuse(
            field + "state",
            "'%s' is not in countedStates, so that it would never be breached: add it there"
                .formatted(criterion.state()));
      }
      criteria.add(
          new Criterion(
              Optional.ofNullable(criterion.state()),
              fields.amount(field + "max", criterion.max(), new Amount.Count(0), 0),
              fields.number(
                  field + "minDevices",
                  criterion.minDevices(),
                  minDevices,
                  1,
                  SpecFields.MOST_DEVICES),
              Objects.requireNonNullElse(criterion.action(), action)));
    }
    return criteria;
  }

  RollbackPolicy rollback(FleetRolloutSpec.@Nullable Rollback given) {
    if (given == null) {
      return RollbackPolicy.DEFAULT;
    }
    return new RollbackPolicy(
        Objects.requireNonNullElse(given.scope(), RollbackPolicy.DEFAULT.scope()),
        fields.duration(
            "spec.rollback.bakeTime",
            given.bakeTime(),
            RollbackPolicy.DEFAULT.bakeTime(),
            Duration.ZERO),
        fields.devices("spec.rollback.maxPerMinute", given.maxPerMinute()));
  }

  OfflinePolicy offline(FleetRolloutSpec.@Nullable Offline given) {
    OfflinePolicy otherwise = OfflinePolicy.DEFAULT;
    if (given == null) {
      return otherwise;
    }
    return new OfflinePolicy(
        Objects.requireNonNullElse(given.policy(), otherwise.policy()),
        fields
            .problems()
            .duration(
                "spec.offline.offlineAfter",
                given.offlineAfter(),
                otherwise.offlineAfter(),
                Duration.ZERO,
                LONGEST_OFFLINE_AFTER),
        fields.duration(
            "spec.offline.stragglerDeadline",
            given.stragglerDeadline(),
            otherwise.stragglerDeadline(),
            Duration.ZERO));
  }
}
