package io.twinoperator.emulator.hub;

import io.twinoperator.emulator.throttle.Admission;
import io.twinoperator.emulator.throttle.DailyQuota;
import io.twinoperator.emulator.throttle.DeviceTwinOperations;
import io.twinoperator.emulator.throttle.JobTwinUpdates;
import io.twinoperator.emulator.throttle.RateLimit;
import io.twinoperator.emulator.throttle.Throttle;
import io.twinoperator.emulator.throttle.ThrottleRefusal;
import io.twinoperator.emulator.throttle.ThrottleSettings;
import io.twinoperator.emulator.throttle.ThrottledOperation;
import io.twinoperator.emulator.throttle.Throttling;
import io.twinoperator.emulator.time.Agenda;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.LongSupplier;

/**
 * The throttles and the daily quota of one hub, where its requests and its devices' come in. Waits
 * are entries of the agenda. Thread-safe.
 */
public final class HubThrottles {
  private final ThrottleSettings settings;
  private final InstantSource clock;
  private final Agenda agenda;
  private final Throttle throttle;
  private final DailyQuota quota;
  private volatile Throttling throttling;

  HubThrottles(HubSettings settings, InstantSource clock, Agenda agenda) {
    this.settings = settings.throttles();
    this.clock = clock;
    this.agenda = agenda;
    this.throttle =
        new Throttle(settings.tier().throttles(settings.units()), settings.throttles().shaping());
    this.quota = new DailyQuota(settings.tier().messages(settings.units()));
    this.throttling = settings.throttles().throttling();
  }

  /** Whether anything is throttled now. */
  public Throttling throttling() {
    return throttling;
  }

  /** From now on; who waits already waits on, and what was counted stays counted. */
  public void set(Throttling other) {
    throttling = other;
  }

  /**
   * Waits for a turn. The stage ends when it comes, which may be now, or with a {@link HubError} of
   * status 429.
   *
   * @param cost operations it counts as: 1, or the meters of a direct method
   */
  public CompletionStage<Void> enter(ThrottledOperation operation, long cost) {
    if (throttling == Throttling.OFF) {
      return CompletableFuture.completedFuture(null);
    }
    return throttle
        .admit(operation, cost, clock.instant())
        .fold(
            new Admission.Cases<CompletionStage<Void>>(
                now -> CompletableFuture.completedFuture(null),
                after -> agenda.after(after.delay()),
                refused -> CompletableFuture.failedFuture(error(operation, refused.refusal())),
                expires ->
                    agenda
                        .after(expires.delay())
                        .thenCompose(
                            gone ->
                                CompletableFuture.failedFuture(
                                    error(operation, expires.refusal())))));
  }

  /** As {@link #enter}, for a device: a new connection, or a read or an update of its twin. */
  public CompletionStage<Void> enterAsDevice(ThrottledOperation operation) {
    boolean twin =
        operation == ThrottledOperation.TWIN_READ || operation == ThrottledOperation.TWIN_UPDATE;
    boolean free = settings.deviceTwinOperations() == DeviceTwinOperations.UNTHROTTLED;
    return twin && free ? CompletableFuture.completedFuture(null) : enter(operation, 1);
  }

  /** Refuses with IotHubQuotaExceeded once the messages of the day are used up. */
  public void checkQuota() {
    if (throttling == Throttling.ON) {
      Translation.translated(
          () -> {
            quota.check(clock.instant());
            return quota;
          });
    }
  }

  /** Counts one operation in the quota; {@code bytes} is only asked where it is counted. */
  public void meter(LongSupplier bytes) {
    if (throttling == Throttling.ON) {
      quota.meter(bytes.getAsLong(), clock.instant());
    }
  }

  /** How many messages the day has seen. */
  public long messagesToday() {
    return quota.used(clock.instant());
  }

  /** How many messages a day may see. */
  public long messagesPerDay() {
    return quota.allowance().messagesPerDay();
  }

  /** How many requests of a class wait for their turn. */
  public int waiting(ThrottledOperation operation) {
    return throttle.waiting(operation, clock.instant());
  }

  /** The limit of a class. */
  public RateLimit limit(ThrottledOperation operation) {
    return throttle.table().of(operation);
  }

  /**
   * Before a job's work on one device: checks the quota, and takes a turn of the twin updates if
   * jobs do. The job itself does not wait for the turn, since it has a pace of its own; it fails
   * where the backlog is full.
   */
  void enterAsJob() {
    checkQuota();
    boolean takesTurns =
        settings.jobTwinUpdates() == JobTwinUpdates.TAKE_TURNS_OF_THE_TWIN_THROTTLE;
    if (throttling == Throttling.OFF || !takesTurns) {
      return;
    }
    Admission admission = throttle.admit(ThrottledOperation.TWIN_UPDATE, 1, clock.instant());
    if (admission instanceof Admission.Refused refused) {
      throw error(ThrottledOperation.TWIN_UPDATE, refused.refusal());
    }
  }

  private HubError error(ThrottledOperation operation, ThrottleRefusal refusal) {
    RateLimit limit = limit(operation);
    String text =
        operation
            + ": this hub allows "
            + limit.operations()
            + " in "
            + limit.window().toSeconds()
            + " s; slow down and try again";
    return new HubError(Translation.code(refusal), text);
  }
}
