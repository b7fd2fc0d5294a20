package io.twinoperator.testing.kube;

import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Another kube-apiserver on the store of the shared one, as clusters have several; this one can go
 * down and come back at the same address, while the shared one goes on.
 */
public final class SecondApiServer implements AutoCloseable {
  private final List<String> command;
  private final String kubeconfigYaml;
  private ChildProcess process;

  private SecondApiServer(List<String> command, String kubeconfigYaml) throws IOException {
    this.command = command;
    this.kubeconfigYaml = kubeconfigYaml;
    this.process = launch();
  }

  /**
   * Starts one with the arguments of the one that this JVM has started, but another port.
   *
   * @param program the path that the running one was started with
   * @param kubeconfigYaml leads to the running one
   */
  static SecondApiServer start(String program, String kubeconfigYaml) throws IOException {
    int port = freePort();
    List<String> command = new ArrayList<>(List.of(program));
    command.addAll(argumentsOfTheRunning(program));
    // Of two, the last counts.
    command.addAll(List.of("--secure-port", String.valueOf(port)));
    return new SecondApiServer(
        command, kubeconfigYaml.replaceFirst("127\\.0\\.0\\.1:[0-9]+", "127.0.0.1:" + port));
  }

  private static List<String> argumentsOfTheRunning(String program) {
    return ProcessHandle.current()
        .children()
        .map(ProcessHandle::info)
        .filter(info -> info.command().filter(program::equals).isPresent())
        .flatMap(info -> info.arguments().stream())
        .map(Arrays::asList)
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("no " + program + " was started here"));
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  /** A client of this server alone; the caller closes it. */
  public KubernetesClient client() {
    return ControlPlane.client(kubeconfigYaml, builder -> {});
  }

  /** Ends it without a word to those who are connected. */
  public void crash() {
    process.kill();
  }

  /** Starts it again where it was, and waits until it serves. */
  public void restart() throws IOException {
    process = launch();
  }

  private ChildProcess launch() throws IOException {
    ChildProcess launched = ChildProcess.start(command.toArray(String[]::new));
    try (KubernetesClient client = client()) {
      await("second API server")
          .atMost(Duration.ofMinutes(1))
          .pollInterval(Duration.ofMillis(200))
          .ignoreException(KubernetesClientException.class)
          .until(() -> client.namespaces().withName("default").get() != null);
    }
    return launched;
  }

  @Override
  public void close() {
    process.end();
  }
}
