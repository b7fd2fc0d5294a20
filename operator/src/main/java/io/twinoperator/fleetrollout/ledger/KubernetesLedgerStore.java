package io.twinoperator.fleetrollout.ledger;

import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.Set;

/** Keeps ledgers as FleetRolloutLedger objects beside their rollouts. */
public final class KubernetesLedgerStore extends ShardLedgerStore {

  /**
   * Keeps ledgers in the cluster of this client.
   *
   * @param namespaces in which rollouts are served; empty for all
   */
  public KubernetesLedgerStore(KubernetesClient client, Set<String> namespaces) {
    super(new KubernetesShards(client, namespaces));
  }
}
