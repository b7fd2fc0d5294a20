package io.twinoperator.fleetrollout.ledger;

import io.twinoperator.api.v1alpha1.FleetRolloutLedger;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** Where shards of ledgers are kept: what an API server does with them, call by call. */
public interface Shards {

  /** The shard of that name; empty if there is none. */
  Optional<FleetRolloutLedger> get(String namespace, String name);

  /** Creates a shard and returns its resourceVersion; empty if there is one of that name. */
  Optional<String> create(FleetRolloutLedger shard);

  /**
   * Replaces a shard under its resourceVersion and returns the new one; empty if it is another one
   * by now, or gone.
   */
  Optional<String> replace(FleetRolloutLedger shard);

  /** Deletes a shard as it was read; one that is gone, or another one by now, is left as it is. */
  void delete(FleetRolloutLedger shard);

  /** Hands over each shard of a namespace with these labels, page by page. */
  void forEachIn(
      String namespace, Map<String, String> labels, Consumer<FleetRolloutLedger> consumer);

  /** Hands over each shard with these labels, page by page, of all namespaces that are served. */
  void forEach(Map<String, String> labels, Consumer<FleetRolloutLedger> consumer);
}
