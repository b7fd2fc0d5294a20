package io.twinoperator.benchmarks.stage;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.twinoperator.benchmarks.contender.OperatorUnderTest;
import io.twinoperator.benchmarks.contender.PlainLoop;
import io.twinoperator.benchmarks.fleet.FleetHub;
import io.twinoperator.benchmarks.fleet.HubLimits;
import io.twinoperator.benchmarks.kube.ApiServer;
import io.twinoperator.benchmarks.kube.KubeClients;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** An API server for the whole run, and whoever else is started beside it. */
public final class Stage implements AutoCloseable {
  private final ApiServer api;
  private final KubernetesClient client;
  private final Path kubeconfig;
  private final List<String> operatorJavaOptions;
  private final PrintWriter progress;

  private Stage(ApiServer api, List<String> operatorJavaOptions, PrintWriter progress) {
    this.api = api;
    this.operatorJavaOptions = operatorJavaOptions;
    this.progress = progress;
    this.client = KubeClients.of(api.kubeconfig());
    this.kubeconfig = file(api.kubeconfig());
  }

  /** Starts the API server. */
  public static Stage start(List<String> operatorJavaOptions, PrintWriter progress) {
    return new Stage(ApiServer.start(), operatorJavaOptions, progress);
  }

  /** A file with a kubeconfig, which ends with this process. */
  public static Path file(String kubeconfig) {
    try {
      Path file = Files.createTempFile("benchmarks", ".kubeconfig");
      file.toFile().deleteOnExit();
      return Files.writeString(file, kubeconfig);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public ApiServer api() {
    return api;
  }

  public KubernetesClient client() {
    return client;
  }

  /** A hub without devices, unthrottled; the caller closes it. */
  public FleetHub hub() {
    return FleetHub.start(List.of());
  }

  /** A hub of this size without devices, unthrottled; the caller closes it. */
  public FleetHub hub(HubLimits limits) {
    return FleetHub.start(List.of(), limits);
  }

  /** A process for operators; the caller closes it. */
  public OperatorUnderTest operator() {
    return OperatorUnderTest.launch(kubeconfig, operatorJavaOptions);
  }

  /** A process for operators at another API server; the caller closes it. */
  public OperatorUnderTest operator(String otherKubeconfig) {
    return OperatorUnderTest.launch(file(otherKubeconfig), operatorJavaOptions);
  }

  /** A process for plain loops; the caller closes it. */
  public PlainLoop plainLoop() {
    return PlainLoop.launch(kubeconfig);
  }

  /** Says on standard error what is being done. */
  public void say(String what) {
    progress.println(what + " ...");
    progress.flush();
  }

  /** Says on standard error what went wrong; the line that hangs on it is short. */
  public void miss(String what) {
    progress.println("MISSED: " + what);
    progress.flush();
  }

  @Override
  public void close() {
    client.close();
    api.close();
  }
}
