package io.twinoperator.benchmarks.deviceconfig;

import io.twinoperator.api.v1alpha1.DeviceConfig;
import io.twinoperator.benchmarks.deviceconfig.UnderLimits.Unnoticed;
import io.twinoperator.benchmarks.fleet.FleetHub;
import io.twinoperator.benchmarks.fleet.FleetHub.Answer;
import io.twinoperator.benchmarks.fleet.FleetHub.Twins;
import io.twinoperator.benchmarks.fleet.Sample;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Devices of several kinds, in groups that are told by the beginnings of their ids.
 *
 * @param name what all of them begin with
 * @param sizes how many there are
 */
record Groups(String name, Sizes sizes) {
  private static final Duration LONGEST_ANSWER = Duration.ofSeconds(2);

  /** Devices that do what they are asked. */
  private String good() {
    return name + "-good";
  }

  private String rejecting() {
    return name + "-rejecting";
  }

  private String silent() {
    return name + "-silent";
  }

  /** Devices whose value somebody else changes later. */
  String drifting() {
    return name + "-drifting";
  }

  /** Devices that have a value of somebody else's. */
  private String foreign() {
    return name + "-foreign";
  }

  private int goodOnes() {
    return sizes.limited() - 3 * sizes.odd();
  }

  /** Devices that are to be written. */
  int toWrite() {
    return sizes.limited();
  }

  /** All devices. */
  int total() {
    return toWrite() + sizes.odd();
  }

  /** Creates the devices and switches them on. */
  void createOn(FleetHub hub) {
    create(hub, good(), goodOnes(), Answer.ACKNOWLEDGE);
    create(hub, rejecting(), sizes.odd(), Answer.REJECT);
    create(hub, silent(), sizes.odd(), Answer.SILENT);
    create(hub, drifting(), sizes.odd(), Answer.ACKNOWLEDGE);
    create(hub, foreign(), sizes.odd(), Answer.ACKNOWLEDGE);
    hub.overwrite(foreign(), sizes.odd());
  }

  private static void create(FleetHub hub, String prefix, int count, Answer answer) {
    hub.create(prefix, count, Twins.FRESH);
    hub.connect(prefix, count, answer, LONGEST_ANSWER);
  }

  /** Creates their DeviceConfigs. */
  void createIn(Configs configs) {
    configs.create(good(), goodOnes());
    configs.create(rejecting(), sizes.odd());
    configs.create(silent(), sizes.odd());
    configs.create(drifting(), sizes.odd());
    configs.create(foreign(), sizes.odd(), spec -> spec.put("takeOver", "IfEqual"));
  }

  /** The ids of all devices. */
  List<String> ids() {
    List<String> ids = new ArrayList<>();
    add(ids, good(), goodOnes());
    for (String prefix : List.of(rejecting(), silent(), drifting(), foreign())) {
      add(ids, prefix, sizes.odd());
    }
    return ids;
  }

  private static void add(List<String> ids, String prefix, int count) {
    for (int number = 0; number < count; number++) {
      ids.add(Sample.name(prefix, number));
    }
  }

  /** What the statuses do not say of what the hub knows. */
  Unnoticed unnoticed(FleetHub hub, FleetView view) {
    int odd = sizes.odd();
    long refusals = odd - hub.confirmed(rejecting(), odd);
    long silences = odd - hub.confirmed(silent(), odd);
    return new Unnoticed(
        refusals - view.count(rejecting(), Groups::isRejected),
        silences - view.count(silent(), config -> !FleetView.isTrue(config, "Converged")),
        odd - view.count(drifting(), Groups::isDriftSeen),
        hub.asAsked(foreign(), odd));
  }

  private static boolean isRejected(DeviceConfig config) {
    return FleetView.condition(config, "Converged")
        .filter(c -> "False".equals(c.getStatus()) && "Rejected".equals(c.getReason()))
        .isPresent();
  }

  private static boolean isDriftSeen(DeviceConfig config) {
    return FleetView.condition(config, "Drifted")
        .filter(c -> "True".equals(c.getStatus()) || "Corrected".equals(c.getReason()))
        .isPresent();
  }

  /** Of whatever it has patched, a script says that it is done: what of it is not. */
  Unnoticed unnoticedByScript(FleetHub hub) {
    int odd = sizes.odd();
    return new Unnoticed(
        odd - hub.confirmed(rejecting(), odd),
        odd - hub.confirmed(silent(), odd),
        odd - hub.asAsked(drifting(), odd),
        hub.asAsked(foreign(), odd));
  }
}
