package io.twinoperator.event;

import static io.twinoperator.status.Conditions.DRIFTED;
import static io.twinoperator.status.Conditions.READY;
import static io.twinoperator.status.Conditions.STALLED;

import io.fabric8.kubernetes.api.model.Condition;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * What of a kind's conditions is worth an event when it changes; pure. A condition that stays as it
 * was tells nothing, whatever its message does: an event marks a transition.
 *
 * @param ordinary reasons of {@code Ready} that every object of the kind goes through; they are
 *     told only where they end something worse
 * @param troubles reasons of {@code Ready} that warn although the operator goes on trying
 * @param unsaid reasons that another object tells for all, such as a hub that does not answer
 */
public record Telling(Set<String> ordinary, Set<String> troubles, Set<String> unsaid) {

  /** The reason of {@code Drifted} after a correction. */
  private static final String CORRECTED = "Corrected";

  /** Copies the sets. */
  public Telling {
    ordinary = Set.copyOf(ordinary);
    troubles = Set.copyOf(troubles);
    unsaid = Set.copyOf(unsaid);
  }

  /** What has become of an object between two statuses, in the order in which it is to be told. */
  public List<Transition> between(List<Condition> before, List<Condition> after) {
    List<Transition> told = new ArrayList<>();
    ready(before, after).ifPresent(told::add);
    drifted(before, after).ifPresent(told::add);
    return List.copyOf(told);
  }

  private Optional<Transition> ready(List<Condition> before, List<Condition> after) {
    Optional<Condition> now = find(after, READY);
    boolean same =
        reason(before, READY).equals(reason(after, READY))
            && isTrue(before, READY) == isTrue(after, READY)
            && isTrue(before, STALLED) == isTrue(after, STALLED);
    if (now.isEmpty() || same || unsaid.contains(now.get().getReason())) {
      return Optional.empty();
    }
    Transition.Type type = type(after);
    boolean ends = type(before) == Transition.Type.Warning;
    if (type == Transition.Type.Normal && ordinary.contains(now.get().getReason()) && !ends) {
      return Optional.empty();
    }
    return Optional.of(transition(type, now.get()));
  }

  private Transition.Type type(List<Condition> conditions) {
    boolean warns = reason(conditions, READY).filter(troubles::contains).isPresent();
    return isTrue(conditions, STALLED) || warns ? Transition.Type.Warning : Transition.Type.Normal;
  }

  private static Optional<Transition> drifted(List<Condition> before, List<Condition> after) {
    Optional<Condition> now = find(after, DRIFTED);
    if (now.isEmpty()) {
      return Optional.empty();
    }
    boolean begins = isTrue(after, DRIFTED) && !isTrue(before, DRIFTED);
    boolean wasCorrected =
        !isTrue(after, DRIFTED)
            && now.get().getReason().equals(CORRECTED)
            && !Objects.equals(
                find(before, DRIFTED).map(Condition::getMessage).orElse(null),
                now.get().getMessage());
    if (begins) {
      return Optional.of(transition(Transition.Type.Warning, now.get()));
    }
    return wasCorrected
        ? Optional.of(transition(Transition.Type.Normal, now.get()))
        : Optional.empty();
  }

  private static Transition transition(Transition.Type type, Condition condition) {
    return new Transition(type, condition.getReason(), condition.getMessage());
  }

  private static Optional<Condition> find(List<Condition> conditions, String type) {
    return conditions.stream().filter(condition -> type.equals(condition.getType())).findFirst();
  }

  private static Optional<String> reason(List<Condition> conditions, String type) {
    return find(conditions, type).map(Condition::getReason);
  }

  private static boolean isTrue(List<Condition> conditions, String type) {
    return find(conditions, type).filter(found -> "True".equals(found.getStatus())).isPresent();
  }
}
