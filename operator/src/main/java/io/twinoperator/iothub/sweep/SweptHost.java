package io.twinoperator.iothub.sweep;

import io.twinoperator.api.v1alpha1.IoTHub;
import io.twinoperator.api.v1alpha1.IoTHubStatus;
import io.twinoperator.hub.BudgetPolicy;
import io.twinoperator.hub.DailyMessages;
import io.twinoperator.hub.HubHost;
import io.twinoperator.iothub.HubDirectory;
import io.twinoperator.iothub.HubKey;
import io.twinoperator.iothub.HubLink;
import io.twinoperator.iothub.HubTiers;
import io.twinoperator.time.GoDuration;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A host as its IoTHubs describe it at one moment. Where there are several, the first by namespace
 * and name says how large the hub is, and the shortest of the intervals they ask for counts.
 *
 * @param links ways to call it; one that fails is no reason to leave the others untried
 * @param quota the hub's daily messages
 * @param asked the interval that was asked for
 * @param devices on the hub, when they were last counted
 */
record SweptHost(
    List<HubLink.Connected> links,
    DailyMessages quota,
    Optional<Duration> asked,
    Optional<Long> devices) {

  /** Copies the list. */
  SweptHost {
    links = List.copyOf(links);
  }

  /** What the directory knows of a host; empty if no IoTHub of it can be called. */
  static Optional<SweptHost> find(HubDirectory directory, HubHost host) {
    List<HubLink.Connected> links = new ArrayList<>();
    List<IoTHub> objects = new ArrayList<>();
    directory.hubsOf(host).stream()
        .sorted(Comparator.comparing(HubKey::toString))
        .forEach(key -> collect(directory, key, links, objects));
    return objects.stream()
        .findFirst()
        .map(first -> new SweptHost(links, quota(first), asked(objects), count(objects)));
  }

  /** One of the ways to call the host; there is one for each number from 0 on, over and over. */
  HubLink.Connected link(int way) {
    return links.get(way % links.size());
  }

  /** Limits of the host. */
  BudgetPolicy budget() {
    return links.get(0).budgeted().budget().policy();
  }

  private static void collect(
      HubDirectory directory, HubKey key, List<HubLink.Connected> links, List<IoTHub> objects) {
    Optional<HubLink.Connected> link =
        directory
            .resolve(key.namespace(), key.name())
            .fold(Optional::of, notReady -> Optional.empty());
    Optional<IoTHub> object = directory.find(key);
    if (link.isPresent() && object.isPresent()) {
      links.add(link.get());
      objects.add(object.get());
    }
  }

  private static DailyMessages quota(IoTHub hub) {
    return DailyMessages.of(HubTiers.of(hub.getSpec()), hub.getSpec().unitsOrDefault());
  }

  private static Optional<Duration> asked(List<IoTHub> hubs) {
    return hubs.stream()
        .map(hub -> hub.getSpec().sweepInterval())
        .filter(Objects::nonNull)
        .flatMap(SweptHost::parsed)
        .min(Comparator.naturalOrder());
  }

  /** The API server lets no other text in; one that got in before its rule is left alone. */
  private static Stream<Duration> parsed(String text) {
    try {
      return Stream.of(GoDuration.parse(text));
    } catch (IllegalArgumentException e) {
      return Stream.empty();
    }
  }

  private static Optional<Long> count(List<IoTHub> hubs) {
    return hubs.stream()
        .map(IoTHub::getStatus)
        .filter(Objects::nonNull)
        .map(IoTHubStatus::deviceCount)
        .filter(Objects::nonNull)
        .findFirst();
  }
}
