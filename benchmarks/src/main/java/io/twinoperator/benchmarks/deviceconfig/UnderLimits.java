package io.twinoperator.benchmarks.deviceconfig;

import io.fabric8.kubernetes.api.model.Condition;
import io.twinoperator.api.v1alpha1.DeviceConfig;
import io.twinoperator.benchmarks.contender.OperatorUnderTest;
import io.twinoperator.benchmarks.contender.Script;
import io.twinoperator.benchmarks.fleet.FleetHub;
import io.twinoperator.benchmarks.fleet.HubCounts;
import io.twinoperator.benchmarks.report.Row;
import io.twinoperator.benchmarks.stage.Await;
import io.twinoperator.benchmarks.stage.HubSpec;
import io.twinoperator.benchmarks.stage.Namespace;
import io.twinoperator.benchmarks.stage.Stage;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A hub that keeps the limits of one unit of S1, and the operator may have all of it; beside it the
 * script that people write with the vendor's SDK, over as many devices of the same hub. Among the
 * devices are some that refuse, some that are silent, some whose value somebody else changes
 * afterwards, and some that have a value of somebody else's which nobody is to overwrite.
 */
final class UnderLimits {
  private static final String NAME = "limits";
  private static final String OURS = "ours";
  private static final String SCRIPT = "script";
  private static final Duration TO_WRITE = Duration.ofMinutes(3);
  private static final Duration TO_NOTICE = Duration.ofSeconds(60);

  /** Reasons for which a call to a hub has failed. */
  private static final Set<String> ERRORS =
      Set.of(
          "Throttled",
          "QuotaExceeded",
          "Unavailable",
          "Unauthorized",
          "Forbidden",
          "Refused",
          "TooLarge",
          "NotFound",
          "DeviceNotFound",
          "UnknownAnswer");

  private final Stage stage;
  private final Sizes sizes;

  UnderLimits(Stage stage, Sizes sizes) {
    this.stage = stage;
    this.sizes = sizes;
  }

  /** Measures. */
  List<Row> measure() {
    try (FleetHub hub = stage.hub();
        OperatorUnderTest operator = stage.operator();
        Script script = new Script()) {
      Groups ours = new Groups(OURS, sizes);
      Groups its = new Groups(SCRIPT, sizes);
      ours.createOn(hub);
      its.createOn(hub);
      Namespace namespace =
          Namespace.create(stage.client(), NAME, hub.address(), HubSpec.limited(100));
      ours.createIn(new Configs(namespace));
      try (FleetView view = FleetView.of(namespace)) {
        hub.keepLimits();
        stage.say("Writing " + ours.total() + " twins under the limits of S1 by the operator");
        Written byOperator = byOperator(hub, operator, namespace, view, ours);
        stage.say("Writing as many by a script with the vendor's SDK");
        Written byScript = byScript(hub, script, its);
        stage.say("Waiting for what the operator notices");
        hub.keepNoLimits();
        hub.overwrite(ours.drifting(), sizes.odd());
        hub.overwrite(its.drifting(), sizes.odd());
        namespace.change(hub.address(), HubSpec.unlimited("10s"));
        Unnoticed left = awaitNotice(hub, view, ours);
        Unnoticed byNobody = its.unnoticedByScript(hub);
        long errors = view.all().stream().filter(UnderLimits::isError).count();
        return new UnderLimitsRows(byOperator, byScript, errors, left, byNobody).rows();
      } finally {
        operator.stop();
        new Configs(namespace).deleteAll();
      }
    }
  }

  /**
   * What came of writing.
   *
   * @param seconds until all was done; no number if it was not
   * @param counts of the hub
   * @param blinks objects whose status has said that a call to the hub has failed
   */
  record Written(double seconds, HubCounts counts, long blinks) {}

  private Written byOperator(
      FleetHub hub,
      OperatorUnderTest operator,
      Namespace namespace,
      FleetView view,
      Groups groups) {
    FleetView.Sightings synced = view.firstSeen(FleetView::isSynced);
    FleetView.Sightings blinks = view.firstSeen(UnderLimits::isError);
    hub.reset();
    long start = System.nanoTime();
    operator.start(namespace.name());
    boolean all = Await.until(() -> synced.count() >= groups.toWrite(), TO_WRITE);
    double seconds = (System.nanoTime() - start) / 1e9;
    HubCounts counts = hub.counts();
    if (!all) {
      stage.miss("%d of %d were Synced".formatted(synced.count(), groups.toWrite()));
    }
    return new Written(all ? seconds : Double.NaN, counts, blinks.count());
  }

  private static boolean isError(DeviceConfig config) {
    return hasReason(config, "Ready") || hasReason(config, "Synced");
  }

  private static boolean hasReason(DeviceConfig config, String type) {
    Optional<Condition> condition = FleetView.condition(config, type);
    return condition.filter(c -> !"True".equals(c.getStatus())).isPresent()
        && ERRORS.contains(condition.get().getReason());
  }

  private static Written byScript(FleetHub hub, Script script, Groups groups) {
    hub.reset();
    long start = System.nanoTime();
    script.run(hub.address(), groups.ids());
    return new Written((System.nanoTime() - start) / 1e9, hub.counts(), 0);
  }

  private Unnoticed awaitNotice(FleetHub hub, FleetView view, Groups ours) {
    Await.until(() -> ours.unnoticed(hub, view).isNothing(), TO_NOTICE);
    return ours.unnoticed(hub, view);
  }

  /**
   * Devices that are not as they are said to be.
   *
   * @param rejecting those that have refused
   * @param silent those that never said anything
   * @param drifted those that somebody else has changed
   * @param overwritten those whose value of somebody else's was overwritten
   */
  record Unnoticed(long rejecting, long silent, long drifted, long overwritten) {
    boolean isNothing() {
      return rejecting + silent + drifted + overwritten == 0;
    }
  }
}
