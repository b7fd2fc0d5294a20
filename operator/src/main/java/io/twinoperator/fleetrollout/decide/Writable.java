package io.twinoperator.fleetrollout.decide;

import io.twinoperator.fleetrollout.ledger.Batch.BatchDevice;
import io.twinoperator.fleetrollout.ledger.BeforeImage;
import io.twinoperator.twin.LeafChange;
import io.twinoperator.twin.MergePatch;
import io.twinoperator.twin.Twin;
import java.util.List;
import java.util.Optional;

/**
 * A device that is to be written.
 *
 * @param twin as just read
 * @param changes exactly what it lacks, with the rollout's mark
 * @param before what its leaves are now, where that is not what the plan says
 */
record Writable(int member, Twin twin, List<LeafChange> changes, Optional<BeforeImage> before) {

  /** Copies the list. */
  Writable {
    changes = List.copyOf(changes);
  }

  MergePatch patch() {
    return MergePatch.of(changes);
  }

  /** It, as a device of a batch. */
  BatchDevice withPatch(int index) {
    return new BatchDevice(member, index, twin.desiredVersion(), before);
  }
}
