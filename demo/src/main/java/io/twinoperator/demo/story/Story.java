package io.twinoperator.demo.story;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.twinoperator.api.v1alpha1.Api;
import io.twinoperator.api.v1alpha1.DeviceConfig;
import io.twinoperator.api.v1alpha1.DeviceConfigStatus;
import io.twinoperator.api.v1alpha1.FleetRollout;
import io.twinoperator.api.v1alpha1.FleetRolloutStatus;
import io.twinoperator.api.v1alpha1.FleetRolloutStatus.Phase;
import io.twinoperator.api.v1alpha1.IoTHub;
import io.twinoperator.demo.check.AbsenceRow;
import io.twinoperator.demo.check.DesiredRow;
import io.twinoperator.demo.check.DeviceRow;
import io.twinoperator.demo.check.Evidence;
import io.twinoperator.demo.check.MirrorRow;
import io.twinoperator.demo.check.PracticeRow;
import io.twinoperator.demo.check.QueriesRow.Query;
import io.twinoperator.demo.check.RolloutRow;
import io.twinoperator.demo.check.TagsRow;
import io.twinoperator.demo.event.EventKind;
import io.twinoperator.demo.event.EventLog;
import io.twinoperator.demo.world.Cluster;
import io.twinoperator.demo.world.DemoFleet;
import io.twinoperator.demo.world.Landmark;
import io.twinoperator.demo.world.World;
import io.twinoperator.hub.HubException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The scenario: applies the examples, lets a device be away, asks the hub what it holds; then a
 * rollout that stops itself, and one with a third of the fleet offline. It brings home what was
 * seen. Whatever does not come in time is missing from the evidence.
 */
public final class Story {
  private static final String HUB = "production";
  private static final String ROLLOUT = "floor3-interval";
  private static final String LAST_WAVE = "rest";
  private static final int FLOOR = 3;
  private static final JsonNode MISSING = MissingNode.getInstance();

  private final World world;
  private final KubernetesClient client;
  private final Stage stage;
  private final StatusWatch statuses;
  private final HubWrites writes;
  private final EventLog log;
  private final Patience patience;

  /**
   * A story that has not begun.
   *
   * @param examples the folder of that name
   * @param inAll how long to wait at most, for everything together
   */
  public Story(
      World world,
      Path examples,
      StatusWatch statuses,
      HubWrites writes,
      EventLog log,
      Duration inAll) {
    this.world = world;
    this.client = world.client();
    this.statuses = statuses;
    this.writes = writes;
    this.log = log;
    this.patience = new Patience(InstantSource.system(), inAll);
    this.stage = new Stage(world, new Examples(examples), statuses, log, patience);
  }

  /**
   * Plays it to the end.
   *
   * @throws InterruptedException if interrupted while it waits
   */
  public Evidence play() throws InterruptedException {
    connectHub();
    JsonNode before = twin(DemoFleet.LANDMARK);
    DeviceConfig config = stage.example("sensor-temp-042.yaml", DeviceConfig.class);
    FleetRollout rollout = stage.example("floor3-interval.yaml", FleetRollout.class);
    switchOn();
    stage.apply(config, "examples/sensor-temp-042.yaml");
    stage.applyFile("tags-only.yaml");
    patience.until(() -> statuses.config(DemoFleet.LANDMARK).isPresent());
    stage.apply(rollout, "examples/floor3-interval.yaml");
    List<Query> queries = queries();
    stage.applyFile("plan-first.yaml");
    PracticeRow.Refusal refusal = new Refused(client, statuses, world.hub(), patience, log).play();
    JsonNode away = absence();
    patience.until(this::isConfigConverged);
    PracticeRow.SecondPass second = secondPass();
    patience.until(this::isRolloutOver);
    int wanted = object(rollout.getSpec().patch().desired()).path("telemetryInterval").asInt();
    return new Evidence(
        tags(config, before),
        desired(config, before),
        rollout(config, wanted),
        device(config, before),
        new MirrorRow.Seen(statuses.config(DemoFleet.LANDMARK), reported(twin(DemoFleet.LANDMARK))),
        queries,
        new PracticeRow.Seen(refusal, writes.patches(DemoFleet.LANDMARK), sections(before), second),
        new AbsenceRow.Seen(
            DemoFleet.SLEEPER,
            statuses.rolloutHistory(ROLLOUT),
            away,
            twin(DemoFleet.SLEEPER),
            wanted),
        // Played after the evidence above was taken: Java evaluates arguments in their order.
        new SelfStop(stage).play(),
        new ThirdOffline(stage).play());
  }

  /** Waits until the device has read its twin, so that the change comes as one. */
  private void switchOn() throws InterruptedException {
    Landmark landmark = world.landmark();
    landmark.switchOn();
    log.add(EventKind.STORY, DemoFleet.LANDMARK, "is switched on: " + landmark.program());
    patience.until(landmark::isSettled);
  }

  private void connectHub() throws InterruptedException {
    IoTHub hub = stage.example("emulator/iothub.yaml", IoTHub.class);
    String note = "";
    if (!world.isOnUsualPort()) {
      hub.setSpec(HubEndpoint.replaced(hub.getSpec(), world.endpoint()));
      note = ", with endpoint " + world.endpoint() + " since port 8443 is taken";
    }
    stage.apply(hub, "examples/emulator/iothub.yaml" + note);
    patience.until(() -> statuses.isHubReady(HUB));
  }

  private List<Query> queries() {
    try {
      return new TwinQueries(world).ask();
    } catch (HubException e) {
      log.add(EventKind.STORY, HUB, "a query was refused: " + e.getMessage());
      return List.of();
    }
  }

  /** Switches the sleeper on once its wave is out and it was put off; its twin just before. */
  private JsonNode absence() throws InterruptedException {
    Optional<JsonNode> away =
        patience.await(
            () ->
                statuses
                    .rollout(ROLLOUT)
                    .filter(Story::isSleeperDeferred)
                    .map(status -> twin(DemoFleet.SLEEPER)));
    log.add(EventKind.STORY, DemoFleet.SLEEPER, "is switched on again");
    world.fleet().connect(DemoFleet.SLEEPER);
    return away.orElse(MISSING);
  }

  /** While most of its wave has converged already, so that everybody sees that it was put off. */
  private static boolean isSleeperDeferred(FleetRolloutStatus status) {
    return status.counts() != null
        && status.counts().deferred() > 0
        && status.waves() != null
        && status.waves().stream()
            .anyMatch(
                wave -> wave.name().equals(LAST_WAVE) && wave.converged() * 2 > wave.devices());
  }

  private boolean isConfigConverged() {
    return statuses
        .config(DemoFleet.LANDMARK)
        .flatMap(
            status ->
                status.conditions().stream()
                    .filter(c -> "Converged".equals(c.getType()))
                    .findFirst())
        .filter(converged -> "True".equals(converged.getStatus()))
        .isPresent();
  }

  private PracticeRow.SecondPass secondPass() throws InterruptedException {
    int before = writes.patches(DemoFleet.LANDMARK).size();
    String request = "demo-" + log.elapsed().toMillis();
    client
        .resources(DeviceConfig.class)
        .inNamespace(Cluster.NAMESPACE)
        .withName(DemoFleet.LANDMARK)
        .edit(
            object -> {
              object.getMetadata().getAnnotations().put(Api.RECONCILE_REQUESTED_AT, request);
              return object;
            });
    log.add(EventKind.STORY, DemoFleet.LANDMARK, "is to be reconciled once more");
    boolean handled =
        patience.until(
            () ->
                statuses
                    .config(DemoFleet.LANDMARK)
                    .map(DeviceConfigStatus::lastHandledReconcileAt)
                    .filter(request::equals)
                    .isPresent());
    return new PracticeRow.SecondPass(handled, before, writes.patches(DemoFleet.LANDMARK).size());
  }

  private boolean isRolloutOver() {
    return statuses
        .rollout(ROLLOUT)
        .map(FleetRolloutStatus::phase)
        .filter(phase -> phase == Phase.Succeeded || phase == Phase.Paused)
        .isPresent();
  }

  private TagsRow.Seen tags(DeviceConfig config, JsonNode before) {
    return new TagsRow.Seen(
        object(config.getSpec().tags()),
        sections(before).tags(),
        object(twin(DemoFleet.LANDMARK).path("tags")),
        statuses.config(DemoFleet.LANDMARK));
  }

  private DesiredRow.Seen desired(DeviceConfig config, JsonNode before) {
    JsonNode after = twin(DemoFleet.LANDMARK);
    return new DesiredRow.Seen(
        object(config.getSpec().desired()),
        before.at("/properties/desired"),
        after.at("/properties/desired"),
        statuses.history(DemoFleet.LANDMARK),
        reported(after));
  }

  private DeviceRow.Seen device(DeviceConfig config, JsonNode before) {
    Landmark landmark = world.landmark();
    return new DeviceRow.Seen(
        landmark.program(),
        landmark.shortcoming(),
        landmark.notes(),
        object(config.getSpec().desired()),
        before.at("/properties/desired"),
        reported(twin(DemoFleet.LANDMARK)));
  }

  private RolloutRow.Seen rollout(DeviceConfig config, int wanted) {
    Map<String, JsonNode> intervals =
        world.fleet().deviceIds().stream()
            .map(this::twin)
            .filter(twin -> twin.at("/tags/location/floor").asInt() == FLOOR)
            .collect(
                Collectors.toMap(
                    twin -> twin.path("deviceId").asText(),
                    twin -> twin.at("/properties/desired/telemetryInterval")));
    return new RolloutRow.Seen(
        statuses.rolloutHistory(ROLLOUT),
        writes.jobs().stream().map(job -> (JsonNode) world.hub().jobs().get(job.jobId())).toList(),
        intervals,
        wanted,
        DemoFleet.LANDMARK,
        Cluster.NAMESPACE + "/" + DemoFleet.LANDMARK,
        object(config.getSpec().desired()).path("telemetryInterval").asInt());
  }

  private JsonNode twin(String deviceId) {
    return stage.twin(deviceId);
  }

  private static JsonNode reported(JsonNode twin) {
    return twin.at("/properties/reported");
  }

  private static PracticeRow.Sections sections(JsonNode twin) {
    ObjectNode desired = object(twin.at("/properties/desired"));
    desired.remove(List.of("$metadata", "$version"));
    return new PracticeRow.Sections(object(twin.path("tags")), desired);
  }

  /** A copy of an object; an empty one of anything else. */
  static ObjectNode object(@Nullable JsonNode node) {
    return node instanceof ObjectNode object
        ? object.deepCopy()
        : JsonNodeFactory.instance.objectNode();
  }
}
