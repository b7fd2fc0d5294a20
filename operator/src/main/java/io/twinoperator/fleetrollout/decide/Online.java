package io.twinoperator.fleetrollout.decide;

import io.twinoperator.twin.ConnectionState;
import io.twinoperator.twin.Twin;
import java.time.Duration;
import java.time.Instant;

/**
 * Whether a device can answer: it is connected; or it has reported lately, as devices do that sleep
 * between reports.
 *
 * @param offlineAfter how long after its last report a device that is not connected still counts as
 *     online; zero for not at all
 */
record Online(Duration offlineAfter, Instant now) {

  boolean is(Twin twin) {
    return twin.connectionState() == ConnectionState.CONNECTED
        || twin.lastReportedAt().filter(at -> at.plus(offlineAfter).isAfter(now)).isPresent();
  }
}
