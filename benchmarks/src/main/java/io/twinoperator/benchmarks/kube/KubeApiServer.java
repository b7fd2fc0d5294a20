package io.twinoperator.benchmarks.kube;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/** etcd, which keeps nothing on disk for long, and a kube-apiserver with our definitions. */
final class KubeApiServer implements ApiServer {
  private static final Duration PATIENCE = Duration.ofMinutes(1);
  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(200);
  private static final long STOP_SECONDS = 20;

  private final String release;
  private final Path scratch;
  private final List<Process> processes = new ArrayList<>();
  private String kubeconfig = "";

  private KubeApiServer(String release, Path scratch) {
    this.release = release;
    this.scratch = scratch;
    Runtime.getRuntime().addShutdownHook(new Thread(this::kill, "end-of-api-server"));
  }

  static KubeApiServer start(KubeBinaries binaries) {
    try {
      Path scratch = Files.createTempDirectory("benchmarks-kube");
      KubeApiServer server = new KubeApiServer(binaries.release(), scratch);
      server.launch(binaries);
      server.awaitReady();
      return server;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void launch(KubeBinaries binaries) throws IOException {
    int etcdPort = freePort();
    int peerPort = freePort();
    int port = freePort();
    String etcd = "http://127.0.0.1:" + etcdPort;
    String peer = "http://127.0.0.1:" + peerPort;
    run(
        "etcd",
        List.of(
            binaries.path("etcd"),
            "--data-dir=" + scratch.resolve("etcd"),
            "--unsafe-no-fsync",
            "--log-level=error",
            "--listen-client-urls=" + etcd,
            "--advertise-client-urls=" + etcd,
            "--listen-peer-urls=" + peer,
            "--initial-advertise-peer-urls=" + peer,
            "--initial-cluster=default=" + peer));
    String token = UUID.randomUUID().toString();
    Path tokens =
        Files.writeString(scratch.resolve("tokens.csv"), token + ",admin,admin,system:masters\n");
    Path certificates = scratch.resolve("certificates");
    Path key = certificates.resolve("apiserver.key");
    run(
        "kube-apiserver",
        List.of(
            binaries.path("kube-apiserver"),
            "--bind-address=127.0.0.1",
            "--secure-port=" + port,
            "--cert-dir=" + certificates, // it makes its own certificate and key there
            "--etcd-servers=" + etcd,
            "--token-auth-file=" + tokens,
            "--authorization-mode=RBAC",
            "--service-account-issuer=https://127.0.0.1",
            "--service-account-signing-key-file=" + key,
            "--service-account-key-file=" + key,
            "--disable-admission-plugins=ServiceAccount",
            "--service-cluster-ip-range=10.0.0.0/24"));
    kubeconfig = kubeconfig(port, awaitFile(certificates.resolve("apiserver.crt")), token);
  }

  private void run(String name, List<String> command) throws IOException {
    processes.add(
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(scratch.resolve(name + ".log").toFile())
            .start());
  }

  private byte[] awaitFile(Path file) throws IOException {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (!Files.exists(file) || Files.size(file) == 0) {
      pause(end, "kube-apiserver");
    }
    return Files.readAllBytes(file);
  }

  private void awaitReady() {
    long end = System.nanoTime() + PATIENCE.toNanos();
    try (KubernetesClient client = KubeClients.of(kubeconfig)) {
      while (!isReady(client)) {
        pause(end, "kube-apiserver");
      }
      Definitions.define(client);
    }
  }

  private static boolean isReady(KubernetesClient client) {
    try {
      return client.namespaces().withName("default").get() != null;
    } catch (KubernetesClientException notYet) {
      return false;
    }
  }

  private void pause(long end, String name) {
    boolean ended = processes.stream().anyMatch(process -> !process.isAlive());
    if (ended || System.nanoTime() > end) {
      throw new IllegalStateException(
          "%s did not come up; its log is in %s".formatted(name, scratch.resolve(name + ".log")));
    }
    try {
      Thread.sleep(BETWEEN_LOOKS.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private static String kubeconfig(int port, byte[] authority, String token) {
    return """
        apiVersion: v1
        kind: Config
        clusters:
        - name: benchmarks
          cluster: {server: "https://127.0.0.1:%d", certificate-authority-data: "%s"}
        users:
        - name: admin
          user: {token: "%s"}
        contexts:
        - name: benchmarks
          context: {cluster: benchmarks, user: admin}
        current-context: benchmarks
        """
        .formatted(port, Base64.getEncoder().encodeToString(authority), token);
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  @Override
  public String description() {
    return "kube-apiserver %s with etcd (no fsync)".formatted(release);
  }

  @Override
  public String kubeconfig() {
    return kubeconfig;
  }

  @Override
  public Duration cpu() {
    return processes.stream()
        .map(process -> process.info().totalCpuDuration().orElse(Duration.ZERO))
        .reduce(Duration.ZERO, Duration::plus);
  }

  @Override
  public void close() {
    kill();
    try {
      for (Process process : processes) {
        process.waitFor(STOP_SECONDS, TimeUnit.SECONDS);
      }
      Scratch.delete(scratch);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** What is in etcd is thrown away, so nobody has to end well. */
  private void kill() {
    processes.forEach(Process::destroyForcibly);
  }
}
