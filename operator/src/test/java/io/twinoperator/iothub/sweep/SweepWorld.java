package io.twinoperator.iothub.sweep;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.twinoperator.api.v1alpha1.IoTHub;
import io.twinoperator.api.v1alpha1.IoTHubSpec;
import io.twinoperator.api.v1alpha1.IoTHubStatus;
import io.twinoperator.emulator.hub.ClientId;
import io.twinoperator.emulator.hub.EmulatedHub;
import io.twinoperator.emulator.hub.HubSettings;
import io.twinoperator.emulator.hub.IfMatch;
import io.twinoperator.emulator.time.Agenda;
import io.twinoperator.hub.BudgetPolicy;
import io.twinoperator.hub.BudgetedHub;
import io.twinoperator.hub.Budgets;
import io.twinoperator.hub.Hub;
import io.twinoperator.hub.HubException;
import io.twinoperator.hub.HubHost;
import io.twinoperator.hub.HubLimits;
import io.twinoperator.iothub.DeviceChange;
import io.twinoperator.iothub.DeviceChanges;
import io.twinoperator.iothub.HubDirectory;
import io.twinoperator.iothub.HubKey;
import io.twinoperator.iothub.HubLink;
import io.twinoperator.iothub.HubTiers;
import io.twinoperator.iothub.Sighting;
import io.twinoperator.testing.InProcessHub;
import io.twinoperator.testing.VirtualClock;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.function.Consumer;

/**
 * A hub, its IoTHubs and the devices that somebody watches, in virtual time. Each change that is
 * news makes the watcher read that twin, as a DeviceConfig does.
 */
final class SweepWorld {

  static final HubHost HOST = new HubHost("plant.azure-devices.net");
  static final Instant START = Instant.parse("2026-03-02T08:00:00Z");

  final VirtualClock clock = new VirtualClock(START);
  final Agenda agenda = new Agenda(clock);
  final EmulatedHub core = new EmulatedHub(HOST.name(), HubSettings.defaults(), clock, agenda);
  final DeviceChanges changes = new DeviceChanges();
  final Budgets budgets = new Budgets(clock);
  final Directory directory = new Directory();
  final Set<String> watched = new LinkedHashSet<>();
  final Map<String, Sighting> known = new HashMap<>();

  /** Texts of the queries that were answered, one for each page. */
  final List<String> pages = new ArrayList<>();

  /** Devices whose twins were read by the sweep. */
  final List<String> swept = new ArrayList<>();

  /** Devices that were read because they had moved. */
  final List<String> moved = new ArrayList<>();

  /** Bytes of all rows. */
  long rowBytes;

  boolean allKnown = true;
  Optional<Callable<HubException>> fault = Optional.empty();

  SweepWorld() {
    changes.onChange(this::heard);
  }

  /** One host's sweep by a clock of its own, to be stepped by hand. */
  HubSweep sweep(InstantSource itsClock) {
    return new HubSweep(
        HOST,
        directory,
        host -> Optional.of(Set.copyOf(watched)),
        changes,
        SweepPace.STANDARD,
        itsClock,
        () -> 0);
  }

  HubSweeps start(SweepPace pace) {
    HubSweeps sweeps =
        new HubSweeps(
            directory,
            host -> allKnown ? Optional.of(Set.copyOf(watched)) : Optional.empty(),
            changes,
            pace,
            clock,
            () -> 0,
            (delay, work) -> agenda.schedule(clock.instant().plus(delay), work));
    directory.objects.keySet().forEach(directory::tell);
    return sweeps;
  }

  /** Registers devices that are watched, and as they were seen when they were last read. */
  void fleet(int count) {
    for (int i = 0; i < count; i++) {
      watch("device-%06d".formatted(i));
    }
  }

  void watch(String deviceId) {
    register(deviceId);
    watched.add(deviceId);
    known.put(deviceId, look(deviceId));
  }

  void register(String deviceId) {
    core.identities().create(ClientId.device(deviceId), JsonNodeFactory.instance.objectNode());
  }

  void delete(String deviceId) {
    core.identities().delete(ClientId.device(deviceId), new IfMatch.Any());
  }

  /** Changes what is desired of a device, unannounced. */
  void change(String deviceId, int value) {
    ObjectNode patch = JsonNodeFactory.instance.objectNode();
    patch.putObject("properties").putObject("desired").put("a", value);
    core.twins().patch(ClientId.device(deviceId), patch, new IfMatch.Absent());
  }

  Sighting look(String deviceId) {
    try {
      return Sighting.of(new InProcessHub(core).twin(deviceId));
    } catch (HubException.NotFound e) {
      return new Sighting.Absent();
    } catch (HubException e) {
      throw new AssertionError(e);
    }
  }

  /** Lets time pass; everything that is due happens at its time. */
  void pass(Duration time) {
    Instant end = clock.instant().plus(time);
    while (agenda.nextDue().filter(due -> !due.isAfter(end)).isPresent()) {
      clock.moveTo(agenda.nextDue().orElseThrow());
      agenda.runDue();
    }
    clock.moveTo(end);
  }

  private boolean heard(DeviceChange change) {
    Sighting last = known.get(change.deviceId());
    if (change.seen().equals(last)) {
      return false;
    }
    moved.add(change.deviceId());
    known.put(change.deviceId(), look(change.deviceId()));
    return true;
  }

  /** The hub as the sweep calls it: counted, and out of order when a test says so. */
  private Hub counted() {
    Hub real = new InProcessHub(core);
    return (Hub)
        Proxy.newProxyInstance(
            Hub.class.getClassLoader(),
            new Class<?>[] {Hub.class},
            (self, method, arguments) -> {
              if (fault.isPresent()) {
                throw fault.get().call();
              }
              try {
                Object answer = method.invoke(real, arguments);
                if (answer instanceof Hub.QueryPage page) {
                  pages.add((String) arguments[0]);
                  page.rows().forEach(row -> rowBytes += row.toString().length() + 1);
                } else if (method.getName().equals("twin")) {
                  swept.add((String) arguments[0]);
                }
                return answer;
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }

  /** IoTHubs, all of which lead to the one host. */
  final class Directory implements HubDirectory {
    final Map<HubKey, IoTHub> objects = new TreeMap<>((a, b) -> (a + "").compareTo(b + ""));
    final Map<HubKey, HubLink> links = new HashMap<>();
    private final List<Consumer<HubKey>> listeners = new ArrayList<>();

    HubKey put(String name, String spec) {
      HubKey key = new HubKey("plant", name);
      IoTHub hub = new IoTHub();
      hub.setMetadata(new ObjectMetaBuilder().withNamespace("plant").withName(name).build());
      String yaml =
          "{hostName: %s, credentials: {secretRef: {name: key}}, %s"
              .formatted(HOST, spec.substring(1));
      hub.setSpec(Serialization.unmarshal("---\n" + yaml, IoTHubSpec.class));
      objects.put(key, hub);
      IoTHubSpec parsed = hub.getSpec();
      BudgetPolicy policy =
          BudgetPolicy.enforced(
              HubLimits.of(
                  HubTiers.of(parsed), parsed.unitsOrDefault(), parsed.sharePercentOrDefault()));
      links.put(
          key,
          new HubLink.Connected(
              HOST,
              new BudgetedHub(SweepWorld.this.counted(), HOST, budgets.declare(HOST, name, policy)),
              policy));
      tell(key);
      return key;
    }

    /** The number of devices on the hub as its IoTHub shows it. */
    void counted(HubKey key, long devices) {
      objects
          .get(key)
          .setStatus(
              Serialization.unmarshal("---\n{deviceCount: " + devices + "}", IoTHubStatus.class));
    }

    void remove(HubKey key) {
      objects.remove(key);
      links.remove(key);
      tell(key);
    }

    void tell(HubKey key) {
      listeners.forEach(listener -> listener.accept(key));
    }

    @Override
    public HubLink resolve(String namespace, String hubName) {
      return links.get(new HubKey(namespace, hubName));
    }

    @Override
    public Optional<IoTHub> find(HubKey hub) {
      return Optional.ofNullable(objects.get(hub));
    }

    @Override
    public Optional<HubHost> hostOf(HubKey hub) {
      return find(hub).map(found -> HOST);
    }

    @Override
    public Set<HubKey> hubsOf(HubHost host) {
      return Set.copyOf(objects.keySet());
    }

    @Override
    public void onChange(Consumer<HubKey> listener) {
      listeners.add(listener);
    }
  }
}
