package io.twinoperator.iothub.sweep;

import io.twinoperator.iothub.SweepStanding;
import io.twinoperator.time.GoDuration;
import java.time.Duration;
import java.util.Collection;
import java.util.Optional;

/**
 * How, and how often; pure.
 *
 * @param interval from one beginning to the next
 * @param refused why the interval that was asked for is not kept, if it is not
 */
record SweepPlan(SweepChoice choice, Duration interval, Optional<String> refused) {

  private static final int PERCENT = 100;

  /** The plan for a host and the devices that are watched on it, one or more. */
  static SweepPlan of(SweptHost host, Collection<String> devices, SweepPace pace) {
    long characters = devices.stream().mapToLong(VersionQuery::lengthOf).sum();
    int idLength = (int) ((characters + devices.size() - 1) / devices.size());
    var situation =
        new SweepChoice.Situation(
            host.budget(), host.quota(), devices.size(), host.devices(), idLength);
    SweepChoice choice = SweepChoice.of(situation, pace.share());
    Duration byDefault = choice.defaultInterval(pace.shortest());
    if (host.asked().isEmpty()) {
      return new SweepPlan(choice, byDefault, Optional.empty());
    }
    Duration asked = host.asked().get();
    return asked.compareTo(choice.shortest()) >= 0
        ? new SweepPlan(choice, asked, Optional.empty())
        : new SweepPlan(
            choice, byDefault, Optional.of(refusal(asked, choice, devices.size(), pace)));
  }

  private static String refusal(Duration asked, SweepChoice choice, int devices, SweepPace pace) {
    Duration shortest = Duration.ofSeconds(choice.shortest().plusMillis(999).toSeconds());
    return ("spec.sweepInterval is %s, and a sweep of %d devices every %s would take more than %d %% of %s;"
            + " the shortest that fits is %s: ask for that or longer, or give the hub more units")
        .formatted(
            GoDuration.format(asked),
            devices,
            GoDuration.format(asked),
            Math.round(pace.share() * PERCENT),
            choice.limit().words(),
            GoDuration.format(shortest));
  }

  /** The plan as it is reported. */
  SweepStanding.Swept standing(Optional<String> late) {
    return new SweepStanding.Swept(choice.mode(), interval, choice.calls(), late, refused);
  }
}
