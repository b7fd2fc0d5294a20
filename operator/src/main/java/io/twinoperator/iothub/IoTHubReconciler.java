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
import io.twinoperator.hub.HubException;
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
import java.util.function.DoubleSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Says of each IoTHub whether it can be reached with its credentials, and how many devices it has.
 * It writes nothing to the hub, and a deletion needs nothing of it.
 */
@GradualRetry(maxAttempts = -1, initialInterval = 2_000, maxInterval = 300_000)
@ControllerConfiguration(
    name = "iothub",
    generationAwareEventProcessing = false,
    informer = @Informer(onUpdateFilter = MeaningfulChange.class, itemStore = PrunedStore.class))
public final class IoTHubReconciler implements Reconciler<IoTHub> {

  /** A hub whose link has not changed is asked for its size at most this often. */
  static final Duration ASK_AT_MOST_EVERY = Duration.ofMinutes(1);

  /** How long the directory may be behind before that is reported. */
  static final Duration UNKNOWN_AT_MOST = Duration.ofSeconds(5);

  private static final Duration LOOK_AGAIN = Duration.ofSeconds(1);

  private final HubDirectory directory;
  private final HubSweeping sweeping;
  private final InstantSource clock;
  private final DoubleSupplier random;
  private final Map<HubKey, Asked> asked = new ConcurrentHashMap<>();
  private final Map<HubKey, Instant> unknownSince = new ConcurrentHashMap<>();

  /**
   * A reconciler.
   *
   * @param sweeping how hubs are swept
   * @param random 0 to 1, to spread what is tried again
   */
  public IoTHubReconciler(
      HubDirectory directory, HubSweeping sweeping, InstantSource clock, DoubleSupplier random) {
    this.directory = directory;
    this.sweeping = sweeping;
    this.clock = clock;
    this.random = random;
  }

  /** When a hub was last asked over which link, what it answered, and failures in a row. */
  private record Asked(
      HubLink link,
      @Nullable String request,
      Instant at,
      IoTHubReport.Answer answer,
      int failures) {}

  @Override
  public List<EventSource<?, IoTHub>> prepareEventSources(EventSourceContext<IoTHub> context) {
    var linkChanges = new SimpleInboundEventSource<IoTHub>("hub-links");
    directory.onChange(
        key -> {
          if (directory.hostOf(key).isEmpty()) {
            asked.remove(key);
            unknownSince.remove(key);
          }
          linkChanges.propagateEvent(new ResourceID(key.name(), key.namespace()));
        });
    sweeping.onStanding(
        host ->
            directory
                .hubsOf(host)
                .forEach(
                    key ->
                        linkChanges.propagateEvent(new ResourceID(key.name(), key.namespace()))));
    return List.of(linkChanges);
  }

  @Override
  public UpdateControl<IoTHub> reconcile(IoTHub hub, Context<IoTHub> context) {
    HubKey key = HubKey.of(hub);
    HubLink link = directory.resolve(key.namespace(), key.name());
    if (!mayBeTold(key, link)) {
      return UpdateControl.<IoTHub>noUpdate().rescheduleAfter(LOOK_AGAIN);
    }
    String request = MeaningfulChange.reconcileRequest(hub);
    Optional<Asked> last =
        link.fold(connected -> Optional.of(ask(key, connected, request)), gone -> forget(key));
    Instant now = clock.instant();
    IoTHubStatus status =
        IoTHubReport.status(
            new IoTHubReport.Observation(
                hub.getMetadata().getGeneration(),
                request,
                Optional.ofNullable(hub.getStatus()),
                link,
                last.map(Asked::answer),
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

  /**
   * The directory watches on its own and may be a moment behind this controller: what it does not
   * know yet is not reported unless it stays unknown, as a Secret does that may not be read.
   */
  private boolean mayBeTold(HubKey key, HubLink link) {
    boolean unknown =
        link.fold(
            connected -> false,
            gone ->
                gone.reason() == HubLink.Reason.HUB_NOT_FOUND
                    || gone.reason() == HubLink.Reason.SECRET_NOT_READ);
    if (!unknown) {
      unknownSince.remove(key);
      return true;
    }
    Instant since = unknownSince.computeIfAbsent(key, unused -> clock.instant());
    return !clock.instant().isBefore(since.plus(UNKNOWN_AT_MOST));
  }

  private Asked ask(HubKey key, HubLink.Connected link, @Nullable String request) {
    Instant now = clock.instant();
    // There is one pass at a time for an object, and nobody may wait at the map for a slow hub.
    Optional<Asked> last =
        Optional.ofNullable(asked.get(key)).filter(before -> before.link().equals(link));
    Optional<Asked> fresh =
        last.filter(before -> Objects.equals(before.request(), request))
            .filter(before -> before.failures() == 0)
            .filter(before -> now.isBefore(before.at().plus(ASK_AT_MOST_EVERY)));
    if (fresh.isPresent()) {
      return fresh.get();
    }
    Asked answered = askNow(link, request, now, last.map(Asked::failures).orElse(0));
    asked.put(key, answered);
    return answered;
  }

  private static Asked askNow(
      HubLink.Connected link, @Nullable String request, Instant now, int failures) {
    try {
      long count = link.hub().deviceCount();
      var answer = new IoTHubReport.Answer(Optional.of(count), Optional.empty());
      return new Asked(link, request, now, answer, 0);
    } catch (HubException e) {
      var answer = new IoTHubReport.Answer(Optional.empty(), Optional.of(HubFailure.of(e)));
      return new Asked(link, request, now, answer, failures + 1);
    }
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
