package io.twinoperator.emulator.hub;

import io.twinoperator.emulator.time.Agenda;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * One IoT Hub: a state machine over a clock and an agenda, without sockets or threads of its own.
 * Thread-safe by one lock. It has one face for each subject of the service API and one for devices;
 * every refusal is a {@link HubError}.
 */
public final class EmulatedHub {
  /** The most rows of a page, whatever the client asks (Azure documents, query language). */
  public static final int MAX_PAGE_SIZE = 100;

  private final String hostName;
  private final HubCore core;
  private final Identities identities;
  private final Twins twins;
  private final Methods methods;
  private final HubJobs jobs;
  private final HubConfigurations configurations;
  private final DigitalTwins digitalTwins;
  private final RegistryJobs registryJobs = new RegistryJobs();
  private final Links links;
  private final Telemetry telemetry;
  private final CloudToDevice cloudToDevice;
  private final Queries queries;
  private final Inventory inventory;
  private final HubState state;

  /** An empty hub; what it does later it does when {@code agenda} is run. */
  public EmulatedHub(String hostName, HubSettings settings, InstantSource clock, Agenda agenda) {
    this.hostName = hostName;
    this.core = new HubCore(settings, clock, agenda);
    this.twins = new Twins(core);
    this.digitalTwins = new DigitalTwins(core, twins);
    this.identities = new Identities(core, twins);
    this.methods = new Methods(core);
    this.jobs = new HubJobs(core, twins, methods);
    this.links = new Links(core);
    this.telemetry = new Telemetry(core);
    this.cloudToDevice = new CloudToDevice(core);
    this.queries = new Queries(core, jobs.rows());
    this.configurations = new HubConfigurations(core, twins, queries);
    this.inventory = new Inventory(core);
    this.state =
        new HubState(
            core,
            List.of(
                new SavedIdentities(core),
                new SavedConfigurations(core, configurations.all()),
                new SavedJobs(jobs.rows())));
  }

  /** What this hub makes of what is not known of real ones. */
  public Switches switches() {
    return core.settings().switches();
  }

  /** The name clients know it by, for example {@code x.azure-devices.net}. */
  public String hostName() {
    return hostName;
  }

  /** Tier, units and switches. */
  public HubSettings settings() {
    return core.settings();
  }

  /** The devices as a person looks through them. */
  public Inventory inventory() {
    return inventory;
  }

  /** What of this hub outlives the process. */
  public HubState state() {
    return state;
  }

  /** Devices and modules: who may connect. */
  public Identities identities() {
    return identities;
  }

  /** Tags, desired and reported properties. */
  public Twins twins() {
    return twins;
  }

  /** Calls that connected devices answer. */
  public Methods methods() {
    return methods;
  }

  /** Bulk changes, scheduled and paced. */
  public HubJobs jobs() {
    return jobs;
  }

  /** What devices have sent. */
  public Telemetry telemetry() {
    return telemetry;
  }

  /** Messages to devices. */
  public CloudToDevice cloudToDevice() {
    return cloudToDevice;
  }

  /** How fast, and how much a day, requests and devices are served. */
  public HubThrottles throttles() {
    return core.throttles();
  }

  /** Automatic device management. */
  public HubConfigurations configurations() {
    return configurations;
  }

  /** Device twins in the shape of digital twins. */
  public DigitalTwins digitalTwins() {
    return digitalTwins;
  }

  /** Import and export of identities. */
  public RegistryJobs registryJobs() {
    return registryJobs;
  }

  /** One page of a query on devices, devices.modules or devices.jobs. */
  public QueryPage query(String text, int maxItems, Optional<String> continuation) {
    return Translation.translated(() -> queries.run(text, maxItems, continuation));
  }

  /**
   * From now on queries, jobs and configurations see a change when it is this old; also a change
   * they have not seen yet. Throws IllegalArgumentException where it is negative.
   */
  public void queryLag(Duration lag) {
    core.queryStore().lag(lag);
  }

  /** One page of jobs, oldest first. */
  public QueryPage queryJobs(
      Optional<String> type, Optional<String> status, int maxItems, Optional<String> continuation) {
    return core.locked(() -> queries.listJobs(type, status, maxItems, continuation));
  }

  /**
   * Connects a device or a module. A link it already has is dropped. Throws DeviceNotFound,
   * ModuleNotFound or DeviceDisabled.
   */
  public DeviceLink connect(ClientId id, DeviceListener listener) {
    return links.connect(id, listener);
  }

  /** The same link, used as a device far away uses it: throttled, metered, and open to faults. */
  public PacedLink paced(ClientId id, DeviceLink link) {
    return new PacedLink(core, id, link);
  }

  /** Drops the connections of devices and modules with these ids; answers how many there were. */
  public int drop(Predicate<ClientId> ids) {
    return links.drop(ids);
  }

  /** From now on this is told of every version of every twin. */
  public void watchedBy(TwinWatch watch) {
    core.lockedRun(() -> core.registry().watchedBy(watch));
  }

  /** From now on this decides what goes wrong between the hub and its devices. */
  public void disturbedBy(Interference interference) {
    core.interference(interference);
  }
}
