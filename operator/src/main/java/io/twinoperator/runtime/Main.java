package io.twinoperator.runtime;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.twinoperator.hub.azure.AzureHubs;
import io.twinoperator.hub.azure.EntraSettings;
import io.twinoperator.iothub.AzureHubConnector;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The operator's command line. */
@Command(
    name = "operator",
    mixinStandardHelpOptions = true,
    version = "twin-operator 0.1.0-SNAPSHOT",
    description = {
      "Maps DeviceConfigs and FleetRollouts onto the device twins of Azure IoT Hubs.",
      "Inside a cluster it uses its service account; outside, name a context of your kubeconfig."
    })
public final class Main implements Callable<Integer> {
  private static final Logger log = LoggerFactory.getLogger(Main.class);
  private static final String IN_CLUSTER = "KUBERNETES_SERVICE_HOST";

  @Option(
      names = "--context",
      paramLabel = "NAME",
      description = "Context of the kubeconfig; never the current one by itself.")
  private @Nullable String context;

  @Option(
      names = "--namespaces",
      paramLabel = "NAME",
      split = ",",
      defaultValue = "${TWIN_OPERATOR_NAMESPACES:-}",
      description = "Namespaces to serve; all unless told.")
  private Set<String> namespaces = Set.of();

  @Option(
      names = "--http-port",
      paramLabel = "PORT",
      defaultValue = "8080",
      description = "Port of /healthz/live, /healthz/ready and /metrics (${DEFAULT-VALUE}).")
  private int httpPort;

  @Option(
      names = "--federated-token-file",
      paramLabel = "FILE",
      defaultValue =
          "${AZURE_FEDERATED_TOKEN_FILE:-/var/run/secrets/azure/tokens/azure-identity-token}",
      description =
          "The service account's token for Microsoft Entra ID, for IoTHubs with workloadIdentity.")
  private Path federatedTokenFile;

  @Option(
      names = "--authority-host",
      paramLabel = "URL",
      defaultValue = "${AZURE_AUTHORITY_HOST:-https://login.microsoftonline.com/}",
      description = "Where Microsoft Entra ID gives tokens.")
  private URI authorityHost;

  /** Runs the operator until it is told to end. */
  public static void main(String[] args) {
    System.exit(new CommandLine(new Main()).execute(args));
  }

  @Override
  public Integer call() throws InterruptedException {
    if (context == null && System.getenv(IN_CLUSTER) == null) {
      System.err.println(
          "operator: not inside a cluster, and no --context NAME: the current context may be"
              + " production, so name the one you mean (kubectl config get-contexts)");
      return CommandLine.ExitCode.USAGE;
    }
    Config config = Config.autoConfigure(context);
    if (context != null && config.getCurrentContext() == null) {
      System.err.printf(
          "operator: the kubeconfig has no context '%s' (kubectl config get-contexts)%n", context);
      return CommandLine.ExitCode.USAGE;
    }
    try (KubernetesClient client = new KubernetesClientBuilder().withConfig(config).build()) {
      return run(client);
    }
  }

  private int run(KubernetesClient client) throws InterruptedException {
    InstantSource clock = InstantSource.system();
    PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    new ProcessorMetrics().bindTo(registry);
    new JvmMemoryMetrics().bindTo(registry);
    TwinOperator operator =
        new TwinOperator(
            client,
            new AzureHubConnector(
                AzureHubs.install(
                    clock, new EntraSettings(federatedTokenFile, authorityHost, Optional.empty()))),
            Settings.standard().inNamespaces(served()),
            registry,
            clock);
    CountDownLatch told = new CountDownLatch(1);
    CountDownLatch ended = new CountDownLatch(1);
    Runtime.getRuntime().addShutdownHook(new Thread(() -> end(told, ended), "shutdown"));
    try (operator;
        HealthServer health = new HealthServer(httpPort, operator, registry)) {
      operator.start();
      log.info(
          "Serving {} in {}, health and metrics on port {}",
          operator.controllers(),
          served().isEmpty() ? "all namespaces" : served(),
          health.port());
      told.await();
    } catch (IOException e) {
      log.error(
          "Cannot listen on port {}: {}; choose another --http-port", httpPort, e.getMessage());
      return CommandLine.ExitCode.SOFTWARE;
    } finally {
      ended.countDown();
    }
    return CommandLine.ExitCode.OK;
  }

  /** The namespaces named; an environment variable that is set and empty names none. */
  private Set<String> served() {
    return namespaces.stream().filter(name -> !name.isBlank()).collect(Collectors.toSet());
  }

  /** Holds the process until the operator has ended its passes. */
  private static void end(CountDownLatch told, CountDownLatch ended) {
    told.countDown();
    try {
      ended.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
