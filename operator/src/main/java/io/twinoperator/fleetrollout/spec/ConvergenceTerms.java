package io.twinoperator.fleetrollout.spec;

import io.twinoperator.twin.Confirmation;
import java.util.Optional;

/**
 * What is awaited of a device.
 *
 * @param confirmation what counts as its confirmation, and where it stands; empty if nothing is
 *     awaited and a device is done once the hub stores the change
 */
public record ConvergenceTerms(Optional<Confirmation> confirmation) {
  /** An acknowledgement or an equal value, under the same keys. */
  public static final ConvergenceTerms STANDARD =
      new ConvergenceTerms(Optional.of(Confirmation.STANDARD));

  /** Whether a device has to report anything. */
  public boolean awaitReport() {
    return confirmation.isPresent();
  }
}
