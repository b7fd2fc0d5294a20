package io.twinoperator.emulator;

import io.twinoperator.emulator.auth.Authorizer;
import io.twinoperator.emulator.auth.BearerTokens;
import io.twinoperator.emulator.auth.DevelopmentKey;
import io.twinoperator.emulator.auth.PolicyKeys;
import io.twinoperator.emulator.auth.SharedAccessPolicy;
import io.twinoperator.emulator.fault.DeviceFaults;
import io.twinoperator.emulator.fault.FaultKind;
import io.twinoperator.emulator.fault.FaultRule;
import io.twinoperator.emulator.fault.Faults;
import io.twinoperator.emulator.fault.PlacedFault;
import io.twinoperator.emulator.http.HubDirectory;
import io.twinoperator.emulator.http.HubServer;
import io.twinoperator.emulator.http.RecentRequests;
import io.twinoperator.emulator.http.ServiceApi;
import io.twinoperator.emulator.hub.ClientId;
import io.twinoperator.emulator.hub.EmulatedHub;
import io.twinoperator.emulator.hub.HubSettings;
import io.twinoperator.emulator.mqtt.MqttServer;
import io.twinoperator.emulator.mqtt.MqttSettings;
import io.twinoperator.emulator.page.EmulatorSite;
import io.twinoperator.emulator.snapshot.SnapshotFile;
import io.twinoperator.emulator.time.Agenda;
import io.twinoperator.emulator.tls.CertificateAuthority;
import io.twinoperator.emulator.tls.CertificateStore;
import io.twinoperator.emulator.tls.ServerIdentity;
import java.nio.file.Path;
import java.security.PublicKey;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Pattern;

/**
 * One or more IoT Hubs in this process, behind one HTTPS and one MQTT port on localhost.
 *
 * <pre>{@code
 * try (HubEmulator emulator = HubEmulator.builder().start()) { ... }
 * }</pre>
 */
public final class HubEmulator implements AutoCloseable {

  private final HubDirectory hubs;
  private final MqttServer devices;
  private final Faults faults;
  private final HubServer server;
  private final Optional<RealTimeDriver> driver;
  private final Agenda agenda;
  private final InstantSource clock;
  private final CertificateAuthority authority;
  private final PolicyKeys policyKeys = new PolicyKeys();
  private final Optional<SnapshotFile> snapshot;
  private final AtomicBoolean closed = new AtomicBoolean();

  private HubEmulator(Builder builder) {
    this.clock = builder.clock.orElse(InstantSource.system());
    this.agenda = builder.agenda.orElseGet(() -> new Agenda(clock));
    this.hubs =
        new HubDirectory(
            builder.hosts.stream()
                .map(host -> new EmulatedHub(host, builder.settings, clock, agenda))
                .toList());
    this.snapshot = builder.snapshot.map(SnapshotFile::new);
    snapshot.ifPresent(file -> file.load(hubs.all()));
    this.faults = new Faults(builder.faultSeed, ServiceApi.faultable());
    hubs.all().forEach(hub -> hub.disturbedBy(new DeviceFaults(faults, hub.hostName())));
    faults.onRemoved(fault -> current(fault, builder.settings.queryLag()));
    builder.faults.forEach(faults::add);
    // Certificates and signatures are judged by the wall clock of the clients, whatever the hub's
    // is.
    InstantSource wallClock = InstantSource.system();
    Instant now = wallClock.instant();
    this.authority =
        builder
            .directory
            .map(directory -> new CertificateStore(directory).loadOrCreate(now))
            .orElseGet(() -> CertificateAuthority.create(now));
    ServerIdentity identity = authority.issue(builder.hosts, now);
    this.devices =
        MqttServer.start(
            builder.bindAddress, builder.mqttPort, identity, hubs, builder.mqtt, wallClock);
    this.server = startHttps(builder, identity, api(builder, wallClock), devices);
    this.driver =
        builder.clock.isPresent()
            ? Optional.empty()
            : Optional.of(RealTimeDriver.start(agenda, clock));
  }

  /** Queries see the hubs as the other rules have it, without any as before. */
  private void current(PlacedFault gone, Duration lag) {
    if (gone.rule().kind() instanceof FaultKind.StaleQueries && gone.fired() > 0) {
      hubs.all().forEach(hub -> hub.queryLag(faults.queryLag(hub.hostName()).orElse(lag)));
    }
  }

  private static HubServer startHttps(
      Builder builder, ServerIdentity identity, ServiceApi api, MqttServer devices) {
    try {
      return HubServer.start(
          builder.bindAddress, builder.httpsPort, identity, api, devices::accept);
    } catch (IllegalStateException e) {
      devices.close();
      throw e;
    }
  }

  private ServiceApi api(Builder builder, InstantSource wallClock) {
    var bearers = builder.entraSigner.map(signer -> new BearerTokens(signer, wallClock));
    Authorizer services = new Authorizer(wallClock, policyKeys, bearers);
    RecentRequests recent = new RecentRequests();
    EmulatorSite site = new EmulatorSite(hubs, recent, clock, wallClock);
    return new ServiceApi(hubs, services, wallClock, faults, agenda, recent, site);
  }

  /** Describes an emulator; as it stands it is one hub, {@code localhost}, on a free port. */
  public static Builder builder() {
    return new Builder();
  }

  /** The port of the service API, and of devices over HTTPS and WebSocket. */
  public int httpsPort() {
    return server.port();
  }

  /** The port that devices reach with MQTT over TLS. */
  public int mqttPort() {
    return devices.port();
  }

  /** How many devices are connected by TLS or WebSocket, said CONNECT or not. */
  public int mqttConnections() {
    return devices.connectionCount();
  }

  /** Where to reach it. */
  public Endpoint endpoint() {
    return new Endpoint("localhost", httpsPort());
  }

  /** The certificate that clients have to trust, as PEM. */
  public String caPem() {
    return authority.certificatePem();
  }

  /** Each hub's host name, in order. */
  public List<String> hostNames() {
    return hubs.all().stream().map(EmulatedHub::hostName).toList();
  }

  /**
   * The connection string of a hub with the policy {@code iothubowner}. It names no port, as those
   * of Azure do; the port is {@link #httpsPort()}.
   *
   * @param hostName a hub's host name; {@code localhost} is good for the first hub
   * @throws IllegalArgumentException if there is no such hub
   */
  public String connectionString(String hostName) {
    hub(hostName);
    return DevelopmentKey.connectionString(hostName, SharedAccessPolicy.IOTHUB_OWNER);
  }

  /**
   * The connection string of a device of the first hub, with its primary key. As Azure's do, it
   * names no port: that of MQTT is {@link #mqttPort()}.
   *
   * @throws IllegalArgumentException if there is no such device, or it has no key
   */
  public String deviceConnectionString(String deviceId) {
    String key =
        hub()
            .identities()
            .primaryKey(ClientId.device(deviceId))
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "No device with a key is called '" + deviceId + "'"));
    return "HostName=" + hub().hostName() + ";DeviceId=" + deviceId + ";SharedAccessKey=" + key;
  }

  /**
   * A hub in process, without the socket.
   *
   * @param hostName a hub's host name; {@code localhost} is the first hub
   * @throws IllegalArgumentException if there is no such hub
   */
  public EmulatedHub hub(String hostName) {
    return hubs.named(hostName)
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "No hub is called '" + hostName + "', there are " + hostNames()));
  }

  /** The first hub in process. */
  public EmulatedHub hub() {
    return hub("localhost");
  }

  /** What goes wrong on demand, in all hubs; rules can be added and taken away at any time. */
  public Faults faults() {
    return faults;
  }

  /** The keys of the shared access policies, which can be renewed while clients call. */
  public PolicyKeys policyKeys() {
    return policyKeys;
  }

  /** What is due later; with a virtual clock the test runs it. */
  public Agenda agenda() {
    return agenda;
  }

  /** The time of the hubs. */
  public InstantSource clock() {
    return clock;
  }

  /**
   * Stops the hubs' time, closes the ports and writes the snapshot, if there is to be one. Closing
   * again does nothing.
   *
   * @throws io.twinoperator.emulator.snapshot.SnapshotException if the snapshot cannot be written
   */
  @Override
  public void close() {
    if (closed.getAndSet(true)) {
      return;
    }
    driver.ifPresent(RealTimeDriver::close);
    server.close();
    devices.close();
    snapshot.ifPresent(file -> file.save(hubs.all()));
  }

  /** Describes an emulator. */
  public static final class Builder {
    // The vendor's clients refuse any other character in a connection string.
    private static final Pattern HOST_NAME = Pattern.compile("[a-zA-Z0-9_\\-.]+");

    private int httpsPort;
    private int mqttPort;
    private MqttSettings mqtt = MqttSettings.defaults();
    private String bindAddress = "127.0.0.1";
    private List<String> hosts = List.of("localhost");
    private HubSettings settings = HubSettings.defaults();
    private final List<FaultRule> faults = new ArrayList<>();
    private long faultSeed;
    private Optional<InstantSource> clock = Optional.empty();
    private Optional<Agenda> agenda = Optional.empty();
    private Optional<Path> directory = Optional.empty();
    private Optional<PublicKey> entraSigner = Optional.empty();
    private Optional<Path> snapshot = Optional.empty();

    private Builder() {}

    /** The port of HTTPS, 0 (as it stands) for any free one. */
    public Builder httpsPort(int port) {
      this.httpsPort = checked(port);
      return this;
    }

    /**
     * The port of MQTT, 0 (as it stands) for any free one. Most of the vendor's clients know only
     * 8883.
     */
    public Builder mqttPort(int port) {
      this.mqttPort = checked(port);
      return this;
    }

    /** How devices are served over MQTT. */
    public Builder mqtt(MqttSettings mqttSettings) {
      this.mqtt = mqttSettings;
      return this;
    }

    /**
     * The address to listen on, {@code 127.0.0.1} as it stands. The key is public: whoever reaches
     * another address owns the hubs.
     */
    public Builder bindAddress(String address) {
      this.bindAddress = address;
      return this;
    }

    /**
     * The hubs' host names, {@code localhost} as it stands. {@code localhost} always reaches the
     * first one.
     *
     * @throws IllegalArgumentException if there is none, or one holds a character other than
     *     letters, digits, {@code - . _}
     */
    public Builder hosts(List<String> hostNames) {
      if (hostNames.isEmpty()) {
        throw new IllegalArgumentException("An emulator needs at least one host name");
      }
      hostNames.forEach(Builder::check);
      this.hosts = List.copyOf(hostNames);
      return this;
    }

    /** The hubs' host names. */
    public Builder hosts(String... hostNames) {
      return hosts(List.of(hostNames));
    }

    /** Tier, units and switches of every hub. */
    public Builder settings(HubSettings hubSettings) {
      this.settings = hubSettings;
      return this;
    }

    /** One thing more that goes wrong on demand from the start. */
    public Builder fault(FaultRule rule) {
      this.faults.add(rule);
      return this;
    }

    /** What the faults' random sequences are made of, 0 as it stands. */
    public Builder faultSeed(long seed) {
      this.faultSeed = seed;
      return this;
    }

    /**
     * A virtual clock for the hubs. Nothing happens by itself then: the caller runs {@link
     * HubEmulator#agenda()}.
     */
    public Builder clock(InstantSource virtualClock) {
      this.clock = Optional.of(virtualClock);
      return this;
    }

    /** A virtual clock and an agenda over it that is shared with others. */
    public Builder clock(InstantSource virtualClock, Agenda sharedAgenda) {
      this.agenda = Optional.of(sharedAgenda);
      return clock(virtualClock);
    }

    /** Whose tokens of Entra ID the hubs take from services; as it stands, nobody's. */
    public Builder entraSigner(PublicKey signer) {
      this.entraSigner = Optional.of(signer);
      return this;
    }

    /**
     * Where the certificate authority is kept, so that clients need to trust it only once. As it
     * stands, each emulator has a new one.
     */
    public Builder directory(Path dir) {
      this.directory = Optional.of(dir);
      return this;
    }

    /**
     * Where the hubs' state is kept from one run to the next: read at the start if the file exists,
     * written by {@link HubEmulator#close()}. As it stands, state is in memory only.
     */
    public Builder snapshot(Path file) {
      this.snapshot = Optional.of(file);
      return this;
    }

    /**
     * Starts it.
     *
     * @throws IllegalStateException if the port cannot be opened
     * @throws IllegalArgumentException if a fault can never happen
     * @throws io.twinoperator.emulator.tls.TlsException if the stored authority cannot be used
     * @throws io.twinoperator.emulator.snapshot.SnapshotException if the snapshot is there and
     *     cannot be used
     */
    public HubEmulator start() {
      return new HubEmulator(this);
    }

    private static int checked(int port) {
      if (port < 0 || port > 65535) {
        throw new IllegalArgumentException("The port is " + port + ": use 0 to 65535");
      }
      return port;
    }

    private static void check(String hostName) {
      if (!HOST_NAME.matcher(hostName).matches()) {
        throw new IllegalArgumentException(
            "'" + hostName + "' is no host name: use letters, digits, - . _ and no port");
      }
    }
  }
}
