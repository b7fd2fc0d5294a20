package io.twinoperator.benchmarks.contender;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.twinoperator.api.v1alpha1.DeviceConfig;
import io.twinoperator.benchmarks.kube.KubeCalls;
import io.twinoperator.benchmarks.kube.KubeClients;
import io.twinoperator.benchmarks.process.Conversation;
import io.twinoperator.hub.azure.AzureHubs;
import io.twinoperator.iothub.AzureHubConnector;
import io.twinoperator.reconcile.PrunedStore;
import io.twinoperator.runtime.Settings;
import io.twinoperator.runtime.TwinOperator;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The operator as {@code operator/run} starts it, and a count of what it asks of Kubernetes. */
final class OperatorProcess {
  private static final int COLLECTIONS = 3;
  private static final String PASSES = "operator.sdk.controllers.execution.reconcile";

  private final KubeCalls calls = new KubeCalls();
  private final AzureHubs azure = AzureHubs.install(InstantSource.system());
  private final KubernetesClient client;
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private Optional<TwinOperator> operator = Optional.empty();
  private Optional<SharedIndexInformer<DeviceConfig>> cache = Optional.empty();

  private OperatorProcess(String kubeconfig) {
    this.client = KubeClients.of(kubeconfig, calls);
  }

  /** Takes the file of a kubeconfig. */
  public static void main(String[] args) throws IOException {
    OperatorProcess process = new OperatorProcess(Files.readString(Path.of(args[0])));
    process.conversation().run();
    process.stop();
    System.exit(0); // whatever threads a half-read watch has left
  }

  private Conversation conversation() {
    return new Conversation()
        .doing("start", words -> start(words.get(0)))
        .doing("inform", words -> inform(words.get(0)))
        .doing("stop", none -> stop())
        .answering("calls", none -> calls.counts())
        .answering("passes", words -> Map.of("count", passes(words.get(0))))
        .answering("heap", none -> Map.of("used", usedHeap()));
  }

  private void start(String namespace) throws InterruptedException {
    TwinOperator started =
        new TwinOperator(
            client,
            new AzureHubConnector(azure),
            Settings.standard().inNamespaces(Set.of(namespace)),
            meters,
            InstantSource.system());
    started.start();
    operator = Optional.of(started);
  }

  /** The cache alone, as the operator's controller keeps it. */
  private void inform(String namespace) {
    SharedIndexInformer<DeviceConfig> informer =
        client
            .resources(DeviceConfig.class)
            .inNamespace(namespace)
            .runnableInformer(0)
            .itemStore(new PrunedStore<>());
    informer.start().toCompletableFuture().join();
    cache = Optional.of(informer);
  }

  private void stop() {
    operator.ifPresent(TwinOperator::close);
    cache.ifPresent(SharedIndexInformer::stop);
    operator = Optional.empty();
    cache = Optional.empty();
  }

  /** As the framework counts them, of one kind of object. */
  private long passes(String kind) {
    return meters.find(PASSES).timers().stream()
        .filter(timer -> String.valueOf(timer.getId().getTag("controller")).startsWith(kind))
        .mapToLong(Timer::count)
        .sum();
  }

  private static long usedHeap() {
    for (int i = 0; i < COLLECTIONS; i++) { // a finalizer or a cleaner may need a second one
      System.gc();
    }
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }
}
