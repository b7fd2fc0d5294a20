package io.twinoperator.event;

import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.javaoperatorsdk.operator.processing.event.source.ResourceEventAware;
import io.javaoperatorsdk.operator.processing.event.source.inbound.SimpleInboundEventSource;
import java.util.List;
import java.util.function.Function;

/**
 * Tells of every transition that an object's status makes, as the controller's own watch shows it.
 * It wakes nobody. What was told before a restart is not told again, because a watch begins with
 * objects and not with changes.
 */
public final class TransitionEvents<R extends HasMetadata> extends SimpleInboundEventSource<R>
    implements ResourceEventAware<R> {

  private final Function<R, List<Condition>> conditions;
  private final Telling telling;
  private final EventRecorder recorder;

  /**
   * Events of one kind.
   *
   * @param conditions of an object; empty while it has no status
   */
  public TransitionEvents(
      Function<R, List<Condition>> conditions, Telling telling, EventRecorder recorder) {
    super("transition-events");
    this.conditions = conditions;
    this.telling = telling;
    this.recorder = recorder;
  }

  @Override
  public void onResourceUpdated(R after, R before) {
    telling
        .between(conditions.apply(before), conditions.apply(after))
        .forEach(transition -> recorder.record(after, transition));
  }
}
