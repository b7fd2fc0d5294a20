package io.twinoperator.emulator.hub;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.twinoperator.emulator.jobs.Fleet;
import io.twinoperator.emulator.jobs.JobSettings;
import io.twinoperator.emulator.jobs.Jobs;
import io.twinoperator.emulator.query.Evaluator;
import io.twinoperator.emulator.query.Expression;
import io.twinoperator.emulator.query.Projection;
import io.twinoperator.emulator.time.Agenda;
import io.twinoperator.emulator.twin.TwinChange;
import io.twinoperator.emulator.twin.TwinRules;
import io.twinoperator.emulator.twin.TwinState;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * One IoT Hub: a state machine over a clock and an agenda, without sockets or threads of its own.
 * Thread-safe by one lock. Bodies are those of the service REST API; every refusal is a {@link
 * HubError}.
 */
public final class EmulatedHub {
  /** The most rows of a page, whatever the client asks (Azure documents, query language). */
  public static final int MAX_PAGE_SIZE = 100;

  private final String hostName;
  private final HubSettings settings;
  private final InstantSource clock;
  private final ReentrantLock lock = new ReentrantLock();
  private final DeviceRegistry devices = new DeviceRegistry();
  private final Outbox outbox = new Outbox();
  private final Jobs jobs;
  private final Queries queries;

  /** An empty hub; jobs run when {@code agenda} is run. */
  public EmulatedHub(String hostName, HubSettings settings, InstantSource clock, Agenda agenda) {
    this.hostName = hostName;
    this.settings = settings;
    this.clock = clock;
    Switches switches = settings.switches();
    JobSettings jobSettings =
        new JobSettings(
            settings.tier().activeJobs(),
            settings.tier().jobDeviceOperationsPerSecond(settings.units()),
            switches.scheduledJobs(),
            switches.unfinishedEndTime());
    this.jobs = new Jobs(jobSettings, clock, agenda, new JobFleet(), this::lockedRun);
    this.queries =
        new Queries(
            devices, jobs, new Projection(switches.projectionKey(), switches.builtInFieldCase()));
  }

  /** The name clients know it by, for example {@code x.azure-devices.net}. */
  public String hostName() {
    return hostName;
  }

  /** Registers a device; throws DeviceAlreadyExists. Keys not given are made. */
  public ObjectNode createDevice(String deviceId, ObjectNode device) {
    return locked(() -> devices.create(deviceId, device, now()).identityJson());
  }

  /** One identity; throws DeviceNotFound. */
  public ObjectNode getDevice(String deviceId) {
    return locked(() -> devices.get(deviceId).identityJson());
  }

  /** Replaces what can be changed of an identity; disabling drops the device's link. */
  public ObjectNode updateDevice(String deviceId, ObjectNode device, IfMatch ifMatch) {
    return locked(
        () -> {
          Device updated = devices.update(deviceId, device, precondition(ifMatch), now());
          if (updated.identity().status() == Identity.Status.DISABLED) {
            drop(updated);
          }
          return updated.identityJson();
        });
  }

  /** Removes a device with its twin and drops its link. */
  public void deleteDevice(String deviceId, IfMatch ifMatch) {
    locked(
        () -> {
          drop(devices.delete(deviceId, precondition(ifMatch)));
          return deviceId;
        });
  }

  /** The first {@code top} identities in the order of their ids; at most 1000. */
  public List<ObjectNode> listDevices(int top) {
    if (top < 1 || top > 1000) {
      throw new HubError(ErrorCode.ARGUMENT_INVALID, "top is " + top + ": use 1 to 1000");
    }
    return locked(() -> devices.all().stream().limit(top).map(Device::identityJson).toList());
  }

  /** {@code totalDeviceCount}, {@code enabledDeviceCount}, {@code disabledDeviceCount}. */
  public ObjectNode deviceStatistics() {
    return locked(devices::statistics);
  }

  /** The primary key of a device that has one; for the check of its signatures. */
  public Optional<String> deviceKey(String deviceId) {
    return locked(
        () -> devices.find(deviceId).flatMap(d -> d.identity().authentication().primaryKey()));
  }

  /** The secondary key of a device that has one. */
  public Optional<String> secondaryDeviceKey(String deviceId) {
    return locked(
        () -> devices.find(deviceId).flatMap(d -> d.identity().authentication().secondaryKey()));
  }

  /** One twin; throws DeviceNotFound. */
  public ObjectNode getTwin(String deviceId) {
    return locked(() -> devices.get(deviceId).twinJson());
  }

  /** Merges tags and desired properties; answers the twin afterwards. */
  public ObjectNode patchTwin(String deviceId, ObjectNode patch, IfMatch ifMatch) {
    return locked(
        () -> {
          Device device = writableTwin(deviceId, ifMatch);
          return write(device, device.twin().patch(TwinChange.of(patch), twinRules(), now()));
        });
  }

  /** Replaces the sections that are given; answers the twin afterwards. */
  public ObjectNode replaceTwin(String deviceId, ObjectNode twin, IfMatch ifMatch) {
    return locked(
        () -> {
          Device device = writableTwin(deviceId, ifMatch);
          return write(device, device.twin().replace(TwinChange.of(twin), now()));
        });
  }

  /** One page of a query on devices or devices.jobs. */
  public QueryPage query(String text, int maxItems, Optional<String> continuation) {
    return locked(() -> queries.run(text, maxItems, continuation));
  }

  /** Creates a job; answers its id, type and status. */
  public ObjectNode createJob(String jobId, ObjectNode request) {
    return locked(() -> jobs.create(jobId, request));
  }

  /** One job; an unknown id has type and status unknown. */
  public ObjectNode getJob(String jobId) {
    return locked(() -> jobs.get(jobId));
  }

  /** Cancels a job that has not started. */
  public ObjectNode cancelJob(String jobId) {
    return locked(() -> jobs.cancel(jobId));
  }

  /** One page of jobs, oldest first. */
  public QueryPage queryJobs(
      Optional<String> type, Optional<String> status, int maxItems, Optional<String> continuation) {
    return locked(() -> queries.listJobs(type, status, maxItems, continuation));
  }

  /**
   * Connects a device. A link it already has is dropped. Throws DeviceNotFound, or DeviceDisabled.
   */
  public DeviceLink connect(String deviceId, DesiredListener listener) {
    return locked(
        () -> {
          Device device = devices.get(deviceId);
          if (device.identity().status() == Identity.Status.DISABLED) {
            throw new HubError(
                ErrorCode.DEVICE_DISABLED,
                "Device " + deviceId + " is disabled",
                ErrorShape.DEVICE);
          }
          drop(device);
          LiveLink link = new LiveLink(this, deviceId, listener);
          device.connected(link, now());
          return link;
        });
  }

  ObjectNode twinFor(LiveLink link) {
    return locked(
        () -> {
          TwinState twin = linked(link).twin();
          ObjectNode json = JsonNodeFactory.instance.objectNode();
          json.set("desired", twin.desired().deviceDocument());
          json.set("reported", twin.reported().deviceDocument());
          return json;
        });
  }

  long report(LiveLink link, ObjectNode patch, OptionalLong ifVersion) {
    try {
      return locked(
          () -> {
            Device device = linked(link);
            device.twin(device.twin().report(patch, ifVersion, twinRules(), now()));
            device.active(now());
            return device.twin().reported().version();
          });
    } catch (HubError refused) {
      throw refused.toDevice();
    }
  }

  void close(LiveLink link) {
    locked(
        () -> {
          devices
              .find(link.deviceId())
              .filter(device -> isLinked(device, link))
              .ifPresent(device -> device.disconnected(now()));
          return link;
        });
  }

  private Device linked(LiveLink link) {
    return devices
        .find(link.deviceId())
        .filter(device -> isLinked(device, link))
        .orElseThrow(
            () ->
                new HubError(
                    ErrorCode.DEVICE_NOT_ONLINE,
                    "The link of device " + link.deviceId() + " has ended: connect again",
                    ErrorShape.DEVICE));
  }

  private static boolean isLinked(Device device, LiveLink link) {
    return device.link().filter(present -> present.equals(link)).isPresent();
  }

  private void drop(Device device) {
    device
        .link()
        .ifPresent(
            link -> {
              device.disconnected(now());
              outbox.add(link.listener()::dropped);
            });
  }

  private Device writableTwin(String deviceId, IfMatch ifMatch) {
    Device device = devices.get(deviceId);
    precondition(ifMatch).check(device.twinEtag(), "Device " + deviceId);
    return device;
  }

  private ObjectNode write(Device device, TwinState.Written written) {
    device.twin(written.twin());
    written
        .desiredNotice()
        .ifPresent(
            notice ->
                device
                    .link()
                    .ifPresent(link -> outbox.add(() -> link.listener().onDesired(notice))));
    return device.twinJson();
  }

  private Precondition precondition(IfMatch ifMatch) {
    return new Precondition(ifMatch, settings.switches().unquotedEtag());
  }

  private TwinRules twinRules() {
    return settings.switches().twinRules();
  }

  private Instant now() {
    return clock.instant();
  }

  private <T> T locked(Supplier<T> work) {
    lock.lock();
    try {
      return Translation.translated(work);
    } finally {
      lock.unlock();
      if (!lock.isHeldByCurrentThread()) {
        outbox.deliver();
      }
    }
  }

  private void lockedRun(Runnable work) {
    locked(
        () -> {
          work.run();
          return work;
        });
  }

  private final class JobFleet implements Fleet {
    @Override
    public List<String> select(Expression condition) {
      return devices
          .candidates(Optional.of(condition), Optional.empty())
          .filter(device -> Evaluator.isTrue(condition, new TwinRow(device)))
          .map(Device::id)
          .toList();
    }

    @Override
    public void check(ObjectNode patch) {
      TwinState.created().patch(TwinChange.of(patch), twinRules(), now());
    }

    @Override
    public Optional<DeviceFailure> update(String deviceId, ObjectNode patch) {
      try {
        patchTwin(deviceId, patch, new IfMatch.Any());
        return Optional.empty();
      } catch (HubError refused) {
        return Optional.of(new DeviceFailure(refused.name(), refused.getMessage()));
      }
    }
  }
}
