package io.twinoperator.fleetrollout;

import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.Condition;
import io.twinoperator.api.v1alpha1.FleetRollout;
import io.twinoperator.api.v1alpha1.FleetRolloutStatus;
import io.twinoperator.testing.TestCluster;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The status of a FleetRollout on a cluster, once it is as wanted. */
final class AwaitedStatus {
  private AwaitedStatus() {}

  /** Waits until the operator has written a status that is wanted, and returns it. */
  static FleetRolloutStatus of(
      TestCluster cluster, String name, Predicate<FleetRolloutStatus> wanted) {
    return await(name)
        .until(
            () ->
                cluster
                    .client()
                    .resources(FleetRollout.class)
                    .inNamespace(TestCluster.NAMESPACE)
                    .withName(name)
                    .get()
                    .getStatus(),
            status -> isWritten(status) && wanted.test(status));
  }

  /** A real API server gives a new object the default of its status, which has no Ready yet. */
  private static boolean isWritten(@Nullable FleetRolloutStatus status) {
    return status != null && status.conditions() != null && find(status, "Ready").isPresent();
  }

  /** The condition Ready, which each written status has. */
  static Condition ready(FleetRolloutStatus status) {
    return find(status, "Ready").orElseThrow();
  }

  /** Whether the rollout cannot go on without a person. */
  static boolean isStalled(FleetRolloutStatus status) {
    return find(status, "Stalled").filter(found -> found.getStatus().equals("True")).isPresent();
  }

  private static Optional<Condition> find(FleetRolloutStatus status, String type) {
    return status.conditions().stream().filter(found -> found.getType().equals(type)).findFirst();
  }
}
