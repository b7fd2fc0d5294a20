package io.twinoperator.fleetrollout.simulation;

import io.twinoperator.emulator.twin.TwinState;
import io.twinoperator.hub.Hub;
import io.twinoperator.hub.HubConfiguration;
import io.twinoperator.hub.HubException;
import io.twinoperator.hub.HubJob;
import io.twinoperator.hub.JobRequest;
import io.twinoperator.twin.MergePatch;
import io.twinoperator.twin.Twin;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The hub as the operator calls it: each call takes its time, may fail, and may be the operator's
 * last. Every write is shown to the invariants at the moment it is made.
 */
final class WatchingHub implements Hub {
  private static final Duration SLOWEST_CALL = Duration.ofMillis(60);

  private final Hub hub;
  private final VirtualTime time;
  private final Truth truth;
  private final Dice dice;
  private final HubTroubles troubles;
  private final Crashes crashes;
  private final Invariants invariants;
  private final World world;

  /** Twins as they were read: a pass reads many that have not changed since the one before. */
  private final Map<String, Known> known = new HashMap<>();

  /** All in this world that a reading can tell: nobody disables a device here. */
  private record Known(TwinState state, boolean isConnected, Twin twin) {}

  WatchingHub(
      Hub hub,
      World world,
      Dice dice,
      HubTroubles troubles,
      Crashes crashes,
      Invariants invariants) {
    this.hub = hub;
    this.world = world;
    this.time = world.time();
    this.truth = world.truth();
    this.dice = dice;
    this.troubles = troubles;
    this.crashes = crashes;
    this.invariants = invariants;
  }

  private interface Call<T> {
    T make() throws HubException;
  }

  private <T> T call(Call<T> call) throws HubException {
    invariants.called();
    crashes.point();
    time.moveTo(time.now().plus(dice.within(SLOWEST_CALL)));
    troubles.before();
    T answer = call.make();
    crashes.point();
    troubles.after();
    return answer;
  }

  @Override
  public Twin twin(String deviceId) throws HubException {
    return call(
        () -> {
          Twin twin = twinOf(deviceId);
          invariants.read(deviceId);
          return twin;
        });
  }

  @SuppressWarnings("ReferenceEquality") // A twin that has changed is another.
  private Twin twinOf(String deviceId) throws HubException {
    Optional<DeviceTruth> device = truth.of(deviceId).filter(found -> found.registered);
    if (device.isEmpty()) {
      return hub.twin(deviceId);
    }
    TwinState state = device.get().twin;
    boolean isConnected = world.isConnected(deviceId);
    Known before = known.get(deviceId);
    if (before != null && before.state() == state && before.isConnected() == isConnected) {
      return before.twin();
    }
    Twin twin = hub.twin(deviceId);
    known.put(deviceId, new Known(state, isConnected, twin));
    return twin;
  }

  @Override
  public Twin patch(String deviceId, MergePatch patch, String etag) throws HubException {
    return call(
        () -> {
          invariants.patching(deviceId, patch);
          return truth.as(Truth.Author.OPERATOR, () -> hub.patch(deviceId, patch, etag));
        });
  }

  @Override
  public QueryPage query(String sql, int pageSize, Optional<String> continuation)
      throws HubException {
    return call(() -> hub.query(sql, pageSize, continuation));
  }

  @Override
  public HubJob createJob(JobRequest request) throws HubException {
    return call(
        () -> {
          invariants.creatingJob(request);
          HubJob created = hub.createJob(request);
          invariants.createdJob(request);
          return created;
        });
  }

  @Override
  public Optional<HubJob> job(String jobId) throws HubException {
    return call(() -> hub.job(jobId));
  }

  @Override
  public HubJob cancelJob(String jobId) throws HubException {
    return call(() -> hub.cancelJob(jobId));
  }

  @Override
  public long deviceCount() throws HubException {
    return call(hub::deviceCount);
  }

  @Override
  public List<HubConfiguration> configurations() throws HubException {
    return call(hub::configurations);
  }
}
