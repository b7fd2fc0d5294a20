package io.twinoperator.iothub;

import io.javaoperatorsdk.operator.api.config.informer.Informer;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.ControllerConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.javaoperatorsdk.operator.processing.event.source.inbound.SimpleInboundEventSource;
import io.javaoperatorsdk.operator.processing.retry.GradualRetry;
import io.twinoperator.api.v1alpha1.IoTHub;
import io.twinoperator.api.v1alpha1.IoTHubStatus;
import io.twinoperator.hub.Budgets;
import io.twinoperator.hub.HubHost;
import io.twinoperator.hub.Priority;
import io.twinoperator.hub.Turn;
import io.twinoperator.reconcile.MeaningfulChange;
import io.twinoperator.reconcile.PrunedStore;
import io.twinoperator.reconcile.StatusWriter;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.DoubleSupplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Says of each IoTHub whether it can be reached with its credentials, how many devices it has, and
 * which configurations of automatic device management write beside the operator. It writes nothing
 * to the hub, and a deletion needs nothing of it.
 */
@GradualRetry(maxAttempts = -1, initialInterval = 2_000, maxInterval = 300_000)
@ControllerConfiguration(
    name = "iothub",
    generationAwareEventProcessing = false,
    informer = @Informer(onUpdateFilter = MeaningfulChange.class, itemStore = PrunedStore.class))
public final class IoTHubReconciler implements Reconciler<IoTHub> {

  /** A hub whose link has not changed is asked for its size at most this often. */
  static final Duration ASK_AT_MOST_EVERY = Duration.ofMinutes(1);

  private static final Duration LOOK_AGAIN = Duration.ofSeconds(1);

  private final HubDirectory directory;
  private final HubConfigurations configurations;
  private final HubSurvey survey;
  private final Budgets budgets;
  private final HubSweeping sweeping;
  private final List<EventSource<?, IoTHub>> onlookers;
  private final InstantSource clock;
  private final DoubleSupplier random;
  private final Map<HubKey, Asked> asked = new ConcurrentHashMap<>();
  private final UnknownHubs unknowns = new UnknownHubs();

  /**
   * A reconciler.
   *
   * @param configurations takes in those of each hub
   * @param budgets tell when what is said of them has changed
   * @param sweeping how hubs are swept
   * @param onlookers told of every change of an object
   * @param random 0 to 1, to spread what is tried again
   */
  public IoTHubReconciler(
      HubDirectory directory,
      HubConfigurations configurations,
      Budgets budgets,
      HubSweeping sweeping,
      List<EventSource<?, IoTHub>> onlookers,
      InstantSource clock,
      DoubleSupplier random) {
    this.directory = directory;
    this.configurations = configurations;
    this.survey = new HubSurvey(configurations);
    this.budgets = budgets;
    this.sweeping = sweeping;
    this.onlookers = List.copyOf(onlookers);
    this.clock = clock;
    this.random = random;
  }

  /**
   * When a hub was last asked over which link, and what it answered.
   *
   * @param failures in a row
   * @param failingSince when the first of them was; the same as {@code at} if there are none
   */
  private record Asked(
      HubLink link,
      @Nullable String request,
      Instant at,
      IoTHubReport.Answer answer,
      int failures,
      Instant failingSince) {

    /** Whether nothing is to be said of a failure yet: to be blind for a moment is not news. */
    boolean isBorne() {
      return answer
          .failure()
          .filter(
              failure -> failure.patience().bears(failures - 1, Duration.between(failingSince, at)))
          .isPresent();
    }
  }

  @Override
  public List<EventSource<?, IoTHub>> prepareEventSources(EventSourceContext<IoTHub> context) {
    var linkChanges = new SimpleInboundEventSource<IoTHub>("hub-links");
    directory.onChange(
        key -> {
          if (directory.hostOf(key).isEmpty()) {
            asked.remove(key);
            unknowns.forget(key);
            configurations.retain(host -> !directory.hubsOf(host).isEmpty());
          }
          linkChanges.propagateEvent(new ResourceID(key.name(), key.namespace()));
        });
    Consumer<HubHost> wake =
        host ->
            directory
                .hubsOf(host)
                .forEach(
                    key -> linkChanges.propagateEvent(new ResourceID(key.name(), key.namespace())));
    budgets.onChange(wake);
    sweeping.onStanding(wake);
    return Stream.concat(Stream.of(linkChanges), onlookers.stream()).toList();
  }

  @Override
  public UpdateControl<IoTHub> reconcile(IoTHub hub, Context<IoTHub> context) {
    HubKey key = HubKey.of(hub);
    HubLink link = directory.resolve(key.namespace(), key.name());
    if (!unknowns.mayBeTold(key, link, clock.instant())) {
      return UpdateControl.<IoTHub>noUpdate().rescheduleAfter(LOOK_AGAIN);
    }
    String request = MeaningfulChange.reconcileRequest(hub);
    Optional<Asked> last =
        link.fold(connected -> Optional.of(ask(key, connected, request)), gone -> forget(key));
    Instant now = clock.instant();
    if (isReported(hub) && last.filter(Asked::isBorne).isPresent()) {
      return UpdateControl.<IoTHub>noUpdate().rescheduleAfter(next(last, now));
    }
    IoTHubStatus status =
        IoTHubReport.status(
            new IoTHubReport.Observation(
                hub.getMetadata().getGeneration(),
                request,
                Optional.ofNullable(hub.getStatus()),
                link,
                link.fold(
                    connected -> Optional.of(BudgetReport.Seen.of(connected)),
                    gone -> Optional.empty()),
                last.map(Asked::answer),
                directory.hostOf(key).flatMap(configurations::of),
                directory
                    .hostOf(key)
                    .map(sweeping::standing)
                    .orElseGet(SweepStanding.Undecided::new),
                now));
    if (!status.equals(hub.getStatus())) {
      StatusWriter.write(hub, status, context);
    }
    return UpdateControl.<IoTHub>noUpdate().rescheduleAfter(next(last, now));
  }

  private Asked ask(HubKey key, HubLink.Connected link, @Nullable String request) {
    Instant now = clock.instant();
    // There is one pass at a time for an object, and nobody may wait at the map for a slow hub.
    Optional<Asked> last =
        Optional.ofNullable(asked.get(key)).filter(before -> before.link().equals(link));
    Optional<Asked> fresh =
        last.filter(before -> Objects.equals(before.request(), request))
            .filter(before -> before.failures() == 0)
            .filter(before -> !now.isBefore(before.at()))
            .filter(before -> now.isBefore(before.at().plus(ASK_AT_MOST_EVERY)));
    if (fresh.isPresent()) {
      return fresh.get();
    }
    Asked answered = askNow(key, link, request, now, last);
    asked.put(key, answered);
    return answered;
  }

  private Asked askNow(
      HubKey key,
      HubLink.Connected link,
      @Nullable String request,
      Instant now,
      Optional<Asked> last) {
    IoTHubReport.Answer answer = survey.ask(link, new Turn(Priority.CHECK, "IoTHub " + key));
    int before = last.map(Asked::failures).orElse(0);
    return answer.failure().isEmpty()
        ? new Asked(link, request, now, answer, 0, now)
        : new Asked(
            link,
            request,
            now,
            answer,
            before + 1,
            last.filter(failed -> before > 0).map(Asked::failingSince).orElse(now));
  }

  /** Whether status speaks of this very spec already, and of more than the way to the hub. */
  private static boolean isReported(IoTHub hub) {
    return hub.getStatus() != null
        && Objects.equals(hub.getStatus().observedGeneration(), hub.getMetadata().getGeneration())
        && hub.getStatus().conditions().stream()
            .noneMatch(condition -> HubLink.Reason.isWord(condition.getReason()));
  }

  private Optional<Asked> forget(HubKey key) {
    asked.remove(key);
    return Optional.empty();
  }

  /**
   * A hub that cannot be called is woken by the directory, so it is only looked at now and then.
   */
  private Duration next(Optional<Asked> last, Instant now) {
    return last.flatMap(
            found ->
                found
                    .answer()
                    .failure()
                    .map(
                        failure ->
                            failure.retry().delay(now, found.failures() - 1, random.getAsDouble())))
        .orElse(IoTHubReport.RECOUNT);
  }
}
