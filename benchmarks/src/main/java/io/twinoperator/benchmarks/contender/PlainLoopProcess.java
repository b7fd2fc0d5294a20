package io.twinoperator.benchmarks.contender;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.twinoperator.api.v1alpha1.DeviceConfig;
import io.twinoperator.api.v1alpha1.DeviceConfigStatus;
import io.twinoperator.benchmarks.kube.KubeCalls;
import io.twinoperator.benchmarks.kube.KubeClients;
import io.twinoperator.benchmarks.process.Conversation;
import io.twinoperator.hub.Hub;
import io.twinoperator.hub.HubException;
import io.twinoperator.hub.HubHost;
import io.twinoperator.hub.azure.AzureHubs;
import io.twinoperator.hub.azure.ConnectionString;
import io.twinoperator.hub.azure.Endpoint;
import io.twinoperator.reconcile.PrunedStore;
import io.twinoperator.twin.MergePatch;
import io.twinoperator.twin.Twin;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * What somebody would write who wants no operator: it lists the DeviceConfigs and, on some threads,
 * reads each twin, patches it on the condition of its etag, and writes a status as the operator
 * writes it. It compares nothing and comes back to nothing.
 */
final class PlainLoopProcess {
  private final KubeCalls calls = new KubeCalls();
  private final AzureHubs azure = AzureHubs.install(InstantSource.system());
  private final KubernetesClient client;

  private PlainLoopProcess(String kubeconfig) {
    this.client = KubeClients.of(kubeconfig, calls);
  }

  /** Takes the file of a kubeconfig. */
  public static void main(String[] args) throws IOException {
    PlainLoopProcess process = new PlainLoopProcess(Files.readString(Path.of(args[0])));
    new Conversation()
        .doing("run", process::run)
        .doing("watch", process::runWatching)
        .answering("calls", none -> process.calls.counts())
        .run();
    process.client.close();
  }

  /** Namespace, threads, a status as JSON, and the hub's endpoint, connection string and CA. */
  private void run(List<String> words) throws Exception {
    String namespace = words.get(0);
    DeviceConfigStatus status = Serialization.unmarshal(words.get(2), DeviceConfigStatus.class);
    Hub hub =
        azure.connect(
            new HubHost("localhost"),
            ConnectionString.parse(words.get(4)),
            Optional.of(Endpoint.parse(words.get(3))),
            Optional.of(words.get(5)));
    ExecutorService threads = Executors.newFixedThreadPool(Integer.parseInt(words.get(1)));
    try {
      List<Future<?>> all = new ArrayList<>();
      client
          .resources(DeviceConfig.class)
          .inNamespace(namespace)
          .list()
          .getItems()
          .forEach(config -> all.add(threads.submit(() -> apply(config, hub, status))));
      for (Future<?> one : all) {
        one.get();
      }
    } catch (ExecutionException e) {
      throw new IllegalStateException("one of them failed", e.getCause());
    } finally {
      threads.shutdown();
    }
  }

  private void runWatching(List<String> words) throws Exception {
    SharedIndexInformer<DeviceConfig> cache =
        client
            .resources(DeviceConfig.class)
            .inNamespace(words.get(0))
            .runnableInformer(0)
            .itemStore(new PrunedStore<>())
            .run();
    try {
      run(words);
    } finally {
      cache.stop();
    }
  }

  private Void apply(DeviceConfig config, Hub hub, DeviceConfigStatus status) throws HubException {
    String deviceId = config.getMetadata().getName();
    Twin before = hub.twin(deviceId);
    MergePatch patch =
        new MergePatch(
            Objects.requireNonNull(config.getSpec().tags()),
            Objects.requireNonNull(config.getSpec().desired()));
    Twin after = hub.patch(deviceId, patch, before.etag());
    config.setStatus(
        status.toBuilder()
            .deviceId(deviceId)
            .etag(after.etag())
            .desiredVersion(after.desiredVersion())
            .reportedVersion(after.reportedVersion())
            .build());
    client.resource(config).updateStatus();
    return null;
  }
}
