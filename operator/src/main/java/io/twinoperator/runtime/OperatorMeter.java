package io.twinoperator.runtime;

/**
 * Every meter of the operator's own; those of the framework and of the JVM come beside them. None
 * has a label per object: ten thousand devices must not become ten thousand series.
 */
enum OperatorMeter {
  HUB_CALLS(
      "twin_operator.hub.calls",
      "Calls made to hubs, and how long they took.",
      Kind.TIMER,
      "hub, operation, outcome"),
  BUDGET_GRANTED(
      "twin_operator.hub.budget.granted",
      "Calls that the operator's budget let through.",
      Kind.COUNTER,
      "hub, operations"),
  BUDGET_WAIT(
      "twin_operator.hub.budget.wait.seconds",
      "Time that callers waited for calls that were then let through, summed over callers.",
      Kind.COUNTER,
      "hub, operations"),
  BUDGET_THROTTLED(
      "twin_operator.hub.budget.throttled",
      "Calls that the hub refused with 429.",
      Kind.COUNTER,
      "hub, operations"),
  BUDGET_RATE(
      "twin_operator.hub.budget.rate",
      "Calls that may be made per second at this moment; 0 during a pause.",
      Kind.GAUGE,
      "hub, operations"),
  BUDGET_WAITING(
      "twin_operator.hub.budget.waiting",
      "Calls that callers wait for at this moment.",
      Kind.GAUGE,
      "hub, operations"),
  SWEEP_AGE(
      "twin_operator.sweep.age.seconds",
      "Time since the last whole sweep of a hub ended; counted from the start until the first has.",
      Kind.GAUGE,
      "hub"),
  SWEEP_CALLS(
      "twin_operator.sweep.calls",
      "Calls that sweeps made: pages, or reads where each device is read.",
      Kind.COUNTER,
      "hub"),
  SWEEP_MOVED(
      "twin_operator.sweep.moved", "Devices that a sweep found changed.", Kind.COUNTER, "hub"),
  OBJECTS(
      "twin_operator.objects",
      "Objects of a kind by the reason of their Ready condition.",
      Kind.GAUGE,
      "kind, reason"),
  EVENTS_LOST(
      "twin_operator.events.lost",
      "Kubernetes Events that were not written, because too many came at once or the API server refused them.",
      Kind.COUNTER,
      "");

  /** What kind of meter it is, in Micrometer's words. */
  enum Kind {
    TIMER,
    COUNTER,
    GAUGE
  }

  private final String meterName;
  private final String description;
  private final Kind kind;
  private final String tags;

  OperatorMeter(String meterName, String description, Kind kind, String tags) {
    this.meterName = meterName;
    this.description = description;
    this.kind = kind;
    this.tags = tags;
  }

  /** Its name in Micrometer; Prometheus writes underscores for dots and adds a suffix. */
  String meterName() {
    return meterName;
  }

  /** What it counts. */
  String description() {
    return description;
  }

  Kind kind() {
    return kind;
  }

  /** Its labels, with commas between; empty if it has none. */
  String tags() {
    return tags;
  }
}
