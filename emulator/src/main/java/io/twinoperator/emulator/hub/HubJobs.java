package io.twinoperator.emulator.hub;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.twinoperator.emulator.jobs.DeviceFailure;
import io.twinoperator.emulator.jobs.Fleet;
import io.twinoperator.emulator.jobs.JobSettings;
import io.twinoperator.emulator.jobs.Jobs;
import io.twinoperator.emulator.jobs.Outcome;
import io.twinoperator.emulator.jobs.Target;
import io.twinoperator.emulator.method.MethodRequest;
import io.twinoperator.emulator.twin.TwinChange;
import io.twinoperator.emulator.twin.TwinState;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** The jobs of one hub as the service API shows them; they run when the agenda is run. */
public final class HubJobs {
  private final HubCore core;
  private final Twins twins;
  private final Methods methods;
  private final Jobs jobs;

  HubJobs(HubCore core, Twins twins, Methods methods) {
    this.core = core;
    this.twins = twins;
    this.methods = methods;
    HubSettings settings = core.settings();
    JobSettings jobSettings =
        new JobSettings(
            settings.tier().activeJobs(),
            settings.tier().jobDeviceOperationsPerSecond(settings.units()),
            settings.switches().jobRules());
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
    public List<Target> select(String condition) {
      return core.queryStore().select(condition).stream()
          .map(id -> new Target(id.deviceId(), id.moduleId()))
          .toList();
    }

    @Override
    public void check(ObjectNode patch) {
      TwinState.created().patch(TwinChange.of(patch), core.twinRules(), core.now());
    }

    @Override
    public Outcome update(Target target, ObjectNode patch) {
      try {
        core.throttles().enterAsJob();
        twins.patch(client(target), patch, new IfMatch.Any());
        core.throttles().meter(() -> JsonSize.bytes(patch));
        return new Outcome.Updated();
      } catch (HubError refused) {
        return failed(refused);
      }
    }

    @Override
    public Optional<Waiting> waitFor(Target target, Runnable reachable) {
      return core.reachability().waitFor(client(target), reachable);
    }

    @Override
    public void invoke(Target target, MethodRequest request, Consumer<Outcome> ended) {
      Optional<Registration> known = core.registry().find(client(target));
      if (known.isEmpty()) {
        ended.accept(failed(core.registry().unknown(client(target))));
        return;
      }
      known
          .flatMap(Registration::link)
          .filter(LiveLink::takesMethods)
          .ifPresentOrElse(
              link -> send(link, request, ended), () -> ended.accept(new Outcome.Unreachable()));
    }

    private void send(LiveLink link, MethodRequest request, Consumer<Outcome> ended) {
      try {
        core.throttles().checkQuota();
      } catch (HubError refused) {
        ended.accept(failed(refused));
        return;
      }
      core.throttles().meter(() -> JsonSize.bytes(request.payload()));
      methods.send(link, request, result -> ended.accept(outcome(result)));
    }

    private Outcome outcome(MethodResult result) {
      return result.fold(Outcome.Answered::new, JobFleet::failed);
    }

    private static Outcome failed(HubError why) {
      return new Outcome.Failed(new DeviceFailure(why.name(), why.getMessage()));
    }

    private static ClientId client(Target target) {
      return new ClientId(target.deviceId(), target.moduleId());
    }
  }
}
