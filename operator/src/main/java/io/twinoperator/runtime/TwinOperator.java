package io.twinoperator.runtime;

import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.javaoperatorsdk.operator.Operator;
import io.javaoperatorsdk.operator.api.config.ConfigurationServiceOverrider;
import io.javaoperatorsdk.operator.api.config.ControllerConfigurationOverrider;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.monitoring.micrometer.MicrometerMetrics;
import io.micrometer.core.instrument.MeterRegistry;
import io.twinoperator.api.v1alpha1.DeviceConfig;
import io.twinoperator.api.v1alpha1.FleetRollout;
import io.twinoperator.api.v1alpha1.FleetRolloutLedger;
import io.twinoperator.api.v1alpha1.IoTHub;
import io.twinoperator.deviceconfig.Claimants;
import io.twinoperator.deviceconfig.DeviceConfigClaims;
import io.twinoperator.deviceconfig.DeviceConfigReconciler;
import io.twinoperator.fleetrollout.FleetRolloutReconciler;
import io.twinoperator.fleetrollout.LedgerUpkeep;
import io.twinoperator.fleetrollout.Parallel;
import io.twinoperator.fleetrollout.RolloutHolds;
import io.twinoperator.fleetrollout.RolloutPass;
import io.twinoperator.fleetrollout.ledger.KubernetesLedgerStore;
import io.twinoperator.fleetrollout.ledger.LedgerStore;
import io.twinoperator.hub.Budgets;
import io.twinoperator.iothub.DeviceChanges;
import io.twinoperator.iothub.HubConfigurations;
import io.twinoperator.iothub.HubConnections;
import io.twinoperator.iothub.HubConnector;
import io.twinoperator.iothub.IoTHubReconciler;
import io.twinoperator.iothub.KubernetesHubDirectory;
import io.twinoperator.iothub.SweepReading;
import io.twinoperator.iothub.sweep.HubSweeps;
import io.twinoperator.ownership.ClaimSource;
import io.twinoperator.ownership.JoinedClaims;
import io.twinoperator.reconcile.RecordCloner;
import io.twinoperator.schema.DesiredSchemas;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The operator as one thing: everything it is made of, put together, started and stopped. */
public final class TwinOperator implements AutoCloseable {
  private static final List<Class<? extends HasMetadata>> KINDS =
      List.of(IoTHub.class, DeviceConfig.class, FleetRollout.class, FleetRolloutLedger.class);

  private final KubernetesHubDirectory directory;
  private final List<DesiredSchemas> schemas;
  private final Operator operator;
  private final Settings settings;
  private final OperatorMetrics metrics;
  private final OperatorMetrics.Sources sources;
  private final Onlookers onlookers;

  /** Calls of rollouts to hubs that are under way at once. */
  private static final int ROLLOUT_CALLS = 16;

  private final Background background = new Background();
  private final ExecutorService calls =
      Executors.newFixedThreadPool(ROLLOUT_CALLS, TwinOperator::named);
  private final HubSweeps sweeps;
  private final List<String> controllers = new ArrayList<>();

  /**
   * Puts an operator together; nothing runs before {@link #start()}.
   *
   * @param client stays open when the operator is closed
   * @param connector opens connections to hubs
   */
  public TwinOperator(
      KubernetesClient client,
      HubConnector connector,
      Settings settings,
      MeterRegistry registry,
      InstantSource clock) {
    // Else each event of a watch is made a generic object first, and that ours.
    KINDS.forEach(client.getKubernetesSerialization()::registerKubernetesResource);
    this.settings = settings;
    this.metrics = new OperatorMetrics(registry, clock);
    this.onlookers = new Onlookers(client, clock);
    Budgets budgets = new Budgets(clock);
    directory =
        new KubernetesHubDirectory(
            client,
            settings.namespaces(),
            new HubConnections(metrics.measured(connector), budgets));
    operator = new Operator(overrider -> configure(overrider, client, registry));
    DeviceConfigClaims claims = new DeviceConfigClaims(directory);
    RolloutHolds holds = new RolloutHolds(directory::hostOf);
    DesiredSchemas ofConfigs = new DesiredSchemas(client, "/spec/desired");
    DesiredSchemas ofRollouts = new DesiredSchemas(client, "/spec/patch/desired");
    schemas = List.of(ofConfigs, ofRollouts);
    LedgerStore ledgers = new KubernetesLedgerStore(client, settings.namespaces());
    ClaimSource all = new JoinedClaims(List.of(claims, holds));
    HubConfigurations configurations = new HubConfigurations();
    DeviceChanges changes = new DeviceChanges();
    sweeps =
        new HubSweeps(
            directory, claims, changes, settings.sweep(), clock, Math::random, background);
    register(
        new IoTHubReconciler(
            directory,
            configurations,
            budgets,
            sweeps,
            onlookers.of("IoTHub", TwinOperator::conditions, Onlookers.OF_FEW),
            clock,
            Math::random));
    register(
        new DeviceConfigReconciler(
            directory,
            new Claimants(claims, all, configurations),
            changes,
            ofConfigs,
            onlookers.of("DeviceConfig", TwinOperator::conditions, Onlookers.OF_DEVICE_CONFIGS),
            settings.pace(),
            clock,
            Math::random));
    register(
        new FleetRolloutReconciler(
            directory,
            ledgers,
            holds,
            ofRollouts,
            new RolloutPass(ledgers, all, holds, Parallel.on(calls), clock),
            new LedgerUpkeep(ledgers, background, clock),
            onlookers.of("FleetRollout", TwinOperator::conditions, Onlookers.OF_FEW),
            onlookers.recorder(),
            clock,
            Math::random));
    sources =
        new OperatorMetrics.Sources(
            budgets::all, sweeps::readings, onlookers.states(), onlookers::eventsLost);
  }

  private static Thread named(Runnable work) {
    Thread thread = new Thread(work, "rollout-call");
    thread.setDaemon(true);
    return thread;
  }

  private static List<Condition> conditions(IoTHub hub) {
    return hub.getStatus() == null ? List.of() : hub.getStatus().conditions();
  }

  private static List<Condition> conditions(DeviceConfig config) {
    return config.getStatus() == null ? List.of() : config.getStatus().conditions();
  }

  private static List<Condition> conditions(FleetRollout rollout) {
    return rollout.getStatus() == null ? List.of() : rollout.getStatus().conditions();
  }

  private void configure(
      ConfigurationServiceOverrider overrider, KubernetesClient client, MeterRegistry registry) {
    overrider
        .withKubernetesClient(client)
        .withCloseClientOnStop(false)
        .withResourceCloner(new RecordCloner(client))
        .withUseSSAToPatchPrimaryResource(false)
        .withConcurrentReconciliationThreads(settings.threads())
        .withReconciliationTerminationTimeout(Settings.STOP_PATIENCE)
        .withMetrics(MicrometerMetrics.withoutPerResourceMetrics(registry));
  }

  private <R extends HasMetadata> void register(Reconciler<R> reconciler) {
    controllers.add(operator.register(reconciler, this::inNamespaces).getConfiguration().getName());
  }

  private <R extends HasMetadata> void inNamespaces(ControllerConfigurationOverrider<R> overrider) {
    if (settings.namespaces().isEmpty()) {
      overrider.watchingAllNamespaces();
    } else {
      overrider.settingNamespaces(settings.namespaces());
    }
  }

  /**
   * Starts to watch and to reconcile; hubs are known before the first pass.
   *
   * @throws InterruptedException if the thread is interrupted while it waits for the caches
   */
  public void start() throws InterruptedException {
    directory.start(Settings.START_PATIENCE);
    operator.start();
  }

  /** Whether the operator has been started and all its caches have been read. */
  public boolean isReady() {
    return operator.getRuntimeInfo().isStarted();
  }

  /**
   * What no longer works and a new start may mend: controllers whose watches on the API server are
   * broken, and sweeps that hang; empty while all is well.
   */
  public Set<String> unhealthy() {
    Stream<String> hanging = sweeps.hanging().stream().map(host -> "sweep of " + host);
    return Stream.concat(brokenWatches(), hanging).collect(Collectors.toUnmodifiableSet());
  }

  private Stream<String> brokenWatches() {
    // The framework names every controller, those without a broken watch too.
    return operator.getRuntimeInfo().unhealthyEventSources().entrySet().stream()
        .filter(controller -> !controller.getValue().isEmpty())
        .map(controller -> "watch of " + controller.getKey());
  }

  /** How far the sweeping of each hub is. */
  public List<SweepReading> sweeps() {
    return sweeps.readings();
  }

  /** Brings the meters up to date; to be called before each reading. */
  public void refreshMetrics() {
    metrics.refresh(sources);
  }

  /** Names of the controllers. */
  public List<String> controllers() {
    return List.copyOf(controllers);
  }

  /** Lets passes under way end, and stops. */
  @Override
  public void close() {
    background.close();
    calls.shutdownNow();
    operator.stop();
    onlookers.close();
    schemas.forEach(DesiredSchemas::close);
    directory.close();
  }
}
