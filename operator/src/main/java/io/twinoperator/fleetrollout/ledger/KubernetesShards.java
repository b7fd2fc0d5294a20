package io.twinoperator.fleetrollout.ledger;

import io.fabric8.kubernetes.api.model.KubernetesResourceList;
import io.fabric8.kubernetes.api.model.ListOptions;
import io.fabric8.kubernetes.api.model.ListOptionsBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.FilterWatchListDeletable;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.twinoperator.api.v1alpha1.FleetRolloutLedger;
import java.net.HttpURLConnection;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Shards as objects of a cluster. Nothing is cached: each call asks the API server. */
final class KubernetesShards implements Shards {
  /** Shards in one page; the largest of a page together stay under 100 MB, the usual under one. */
  static final long PAGE = 100;

  private final KubernetesClient client;
  private final Set<String> namespaces;

  KubernetesShards(KubernetesClient client, Set<String> namespaces) {
    this.client = client;
    this.namespaces = Set.copyOf(namespaces);
  }

  @Override
  public Optional<FleetRolloutLedger> get(String namespace, String name) {
    return Optional.ofNullable(
        client.resources(FleetRolloutLedger.class).inNamespace(namespace).withName(name).get());
  }

  @Override
  public Optional<String> create(FleetRolloutLedger shard) {
    try {
      return Optional.of(client.resource(shard).create().getMetadata().getResourceVersion());
    } catch (KubernetesClientException e) {
      if (e.getCode() == HttpURLConnection.HTTP_CONFLICT) {
        return Optional.empty();
      }
      throw e;
    }
  }

  @Override
  public Optional<String> replace(FleetRolloutLedger shard) {
    try {
      return Optional.of(client.resource(shard).update().getMetadata().getResourceVersion());
    } catch (KubernetesClientException e) {
      if (isAnotherOrGone(e)) {
        return Optional.empty();
      }
      throw e;
    }
  }

  @Override
  public void delete(FleetRolloutLedger shard) {
    Resource<FleetRolloutLedger> resource = client.resource(shard);
    try {
      resource.lockResourceVersion(shard.getMetadata().getResourceVersion()).delete();
    } catch (KubernetesClientException e) {
      if (!isAnotherOrGone(e)) {
        throw e;
      }
    }
  }

  @Override
  public void forEachIn(
      String namespace, Map<String, String> labels, Consumer<FleetRolloutLedger> consumer) {
    eachPage(
        client.resources(FleetRolloutLedger.class).inNamespace(namespace).withLabels(labels),
        consumer);
  }

  @Override
  public void forEach(Map<String, String> labels, Consumer<FleetRolloutLedger> consumer) {
    if (namespaces.isEmpty()) {
      eachPage(
          client.resources(FleetRolloutLedger.class).inAnyNamespace().withLabels(labels), consumer);
    }
    namespaces.forEach(namespace -> forEachIn(namespace, labels, consumer));
  }

  private static void eachPage(
      FilterWatchListDeletable<
              FleetRolloutLedger,
              KubernetesResourceList<FleetRolloutLedger>,
              Resource<FleetRolloutLedger>>
          shards,
      Consumer<FleetRolloutLedger> consumer) {
    @Nullable String next = null;
    do {
      ListOptions page = new ListOptionsBuilder().withLimit(PAGE).withContinue(next).build();
      KubernetesResourceList<FleetRolloutLedger> list = shards.list(page);
      list.getItems().forEach(consumer);
      next = list.getMetadata().getContinue();
    } while (next != null && !next.isEmpty());
  }

  private static boolean isAnotherOrGone(KubernetesClientException e) {
    return e.getCode() == HttpURLConnection.HTTP_CONFLICT
        || e.getCode() == HttpURLConnection.HTTP_NOT_FOUND;
  }
}
