package io.twinoperator.emulator.hub;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.twinoperator.emulator.jobs.Fleet;
import io.twinoperator.emulator.jobs.JobSettings;
import io.twinoperator.emulator.jobs.Jobs;
import io.twinoperator.emulator.query.Evaluator;
import io.twinoperator.emulator.query.Expression;
import io.twinoperator.emulator.twin.TwinChange;
import io.twinoperator.emulator.twin.TwinState;
import java.util.List;
import java.util.Optional;

/** The jobs of one hub as the service API shows them; they run when the agenda is run. */
public final class HubJobs {
  private final HubCore core;
  private final Twins twins;
  private final Jobs jobs;

  HubJobs(HubCore core, Twins twins) {
    this.core = core;
    this.twins = twins;
    HubSettings settings = core.settings();
    JobSettings jobSettings =
        new JobSettings(
            settings.tier().activeJobs(),
            settings.tier().jobDeviceOperationsPerSecond(settings.units()),
            settings.switches().scheduledJobs(),
            settings.switches().unfinishedEndTime());
    this.jobs = new Jobs(jobSettings, core.clock(), core.agenda(), new JobFleet(), core::lockedRun);
  }

  /** Creates a job; answers its id, type and status. */
  public ObjectNode create(String jobId, ObjectNode request) {
    return core.locked(() -> jobs.create(jobId, request));
  }

  /** One job; an unknown id has type and status unknown. */
  public ObjectNode get(String jobId) {
    return core.locked(() -> jobs.get(jobId));
  }

  /** Cancels a job that has not started. */
  public ObjectNode cancel(String jobId) {
    return core.locked(() -> jobs.cancel(jobId));
  }

  /** The jobs themselves, guarded by the hub's lock. */
  Jobs rows() {
    return jobs;
  }

  private final class JobFleet implements Fleet {
    @Override
    public List<String> select(Expression condition) {
      return core.registry()
          .candidates(Optional.of(condition), Optional.empty())
          .filter(device -> Evaluator.isTrue(condition, new TwinRow(device)))
          .map(device -> device.id().deviceId())
          .toList();
    }

    @Override
    public void check(ObjectNode patch) {
      TwinState.created().patch(TwinChange.of(patch), core.twinRules(), core.now());
    }

    @Override
    public Optional<DeviceFailure> update(String deviceId, ObjectNode patch) {
      try {
        twins.patch(ClientId.device(deviceId), patch, new IfMatch.Any());
        return Optional.empty();
      } catch (HubError refused) {
        return Optional.of(new DeviceFailure(refused.name(), refused.getMessage()));
      }
    }
  }
}
