package io.twinoperator.status;

import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.ConditionBuilder;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The conditions of one object as of one pass, immutable. Follows the Kubernetes API conventions:
 * one condition a type, {@code lastTransitionTime} moves only when the status flips, each condition
 * says which generation it speaks of. {@code Reconciling} and {@code Stalled} are abnormal-true, as
 * kstatus defines them: present only while they are true.
 */
public final class Conditions {

  /** The object is as its spec asks, or has done what it asks. */
  public static final String READY = "Ready";

  /** The hub stores what the spec asks, on every leaf that the object owns. */
  public static final String SYNCED = "Synced";

  /** The device has confirmed what the hub stores. */
  public static final String CONVERGED = "Converged";

  /** Somebody else has changed a managed leaf. */
  public static final String DRIFTED = "Drifted";

  /** The operator is at work on the object; left out when it is not. */
  public static final String RECONCILING = "Reconciling";

  /** The operator has stopped and a person must act; left out when that is not so. */
  public static final String STALLED = "Stalled";

  /** Messages longer than this are cut; the API server takes 32,768 characters. */
  public static final int MAX_MESSAGE = 1024;

  /** The three values that a condition's status has. */
  public enum Status {
    TRUE("True"),
    FALSE("False"),
    UNKNOWN("Unknown");

    private final String word;

    Status(String word) {
      this.word = word;
    }

    /** {@code TRUE} or {@code FALSE}. */
    public static Status of(boolean holds) {
      return holds ? TRUE : FALSE;
    }

    /** The word in the condition: {@code True}, {@code False} or {@code Unknown}. */
    public String word() {
      return word;
    }
  }

  private static final List<String> ORDER =
      List.of(READY, SYNCED, CONVERGED, DRIFTED, RECONCILING, STALLED);

  private static final Comparator<String> BY_ORDER =
      Comparator.<String>comparingInt(
              type -> ORDER.contains(type) ? ORDER.indexOf(type) : ORDER.size())
          .thenComparing(Comparator.naturalOrder());

  private final SortedMap<String, Condition> byType;
  private final long generation;
  private final Instant now;

  private Conditions(SortedMap<String, Condition> byType, long generation, Instant now) {
    this.byType = byType;
    this.generation = generation;
    this.now = now;
  }

  /**
   * The conditions that an object has, before this pass changes any.
   *
   * @param previous as read from status; null where there is none yet
   * @param generation the generation of spec that this pass looks at
   * @param now when this pass runs; kept to the second
   */
  public static Conditions from(@Nullable List<Condition> previous, long generation, Instant now) {
    var byType = new TreeMap<String, Condition>(BY_ORDER);
    if (previous != null) {
      previous.forEach(condition -> byType.put(condition.getType(), condition));
    }
    return new Conditions(byType, generation, now.truncatedTo(ChronoUnit.SECONDS));
  }

  /**
   * These conditions with one set.
   *
   * @param reason one word in CamelCase
   * @param message for people; cut to {@value #MAX_MESSAGE} characters
   */
  public Conditions set(String type, Status status, String reason, String message) {
    var condition =
        new ConditionBuilder()
            .withType(type)
            .withStatus(status.word())
            .withReason(reason)
            .withMessage(Excerpt.of(message, MAX_MESSAGE))
            .withObservedGeneration(generation)
            .withLastTransitionTime(transitionTime(type, status))
            .build();
    var changed = new TreeMap<>(byType);
    changed.put(type, condition);
    return new Conditions(changed, generation, now);
  }

  /** These conditions as they are, said of the generation that this pass looks at. */
  public Conditions observed() {
    var same = new TreeMap<String, Condition>(BY_ORDER);
    byType.forEach(
        (type, condition) ->
            same.put(
                type, new ConditionBuilder(condition).withObservedGeneration(generation).build()));
    return new Conditions(same, generation, now);
  }

  /** These conditions without one. */
  public Conditions clear(String type) {
    var changed = new TreeMap<>(byType);
    changed.remove(type);
    return new Conditions(changed, generation, now);
  }

  /** Ready, and nothing more to do. */
  public Conditions ready(String reason, String message) {
    return set(READY, Status.TRUE, reason, message).clear(RECONCILING).clear(STALLED);
  }

  /** Not ready, and the operator is at work on it. */
  public Conditions reconciling(String reason, String message) {
    return set(READY, Status.FALSE, reason, message)
        .set(RECONCILING, Status.TRUE, reason, message)
        .clear(STALLED);
  }

  /** Not ready, and a person must act; the operator only looks again. */
  public Conditions stalled(String reason, String message) {
    return set(READY, Status.FALSE, reason, message)
        .set(STALLED, Status.TRUE, reason, message)
        .clear(RECONCILING);
  }

  /** The condition of a type, if there is one. */
  public Optional<Condition> find(String type) {
    return Optional.ofNullable(byType.get(type));
  }

  /** The conditions in a fixed order: those named here first, then the others by name. */
  public List<Condition> list() {
    return List.copyOf(byType.values());
  }

  private String transitionTime(String type, Status status) {
    return find(type)
        .filter(previous -> status.word().equals(previous.getStatus()))
        .map(Condition::getLastTransitionTime)
        .orElseGet(now::toString);
  }
}
