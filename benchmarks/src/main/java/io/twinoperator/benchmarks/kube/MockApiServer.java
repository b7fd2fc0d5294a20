package io.twinoperator.benchmarks.kube;

import io.twinoperator.benchmarks.process.Child;
import java.time.Duration;
import java.util.List;

/** The mock of fabric8, seen from here. */
final class MockApiServer implements ApiServer {
  private final Child process;
  private final String url;

  private MockApiServer(Child process) {
    this.process = process;
    this.url = process.ask("url").path("url").asText();
  }

  static MockApiServer start() {
    return new MockApiServer(Child.start("mock API server", MockApiProcess.class, List.of()));
  }

  @Override
  public String description() {
    return "the mock of fabric8, in memory; it validates nothing";
  }

  @Override
  public String kubeconfig() {
    return kubeconfig(url);
  }

  /** A kubeconfig for a server that asks nobody who he is. */
  static String kubeconfig(String server) {
    return """
        apiVersion: v1
        kind: Config
        clusters: [{name: mock, cluster: {server: "%s"}}]
        users: [{name: admin, user: {}}]
        contexts: [{name: mock, context: {cluster: mock, user: admin}}]
        current-context: mock
        """
        .formatted(server);
  }

  @Override
  public Duration cpu() {
    return process.cpu();
  }

  @Override
  public void close() {
    process.close();
  }
}
