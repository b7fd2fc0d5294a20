package io.twinoperator.benchmarks;

import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.twinoperator.benchmarks.load.Exchange;
import io.twinoperator.benchmarks.load.HttpLoad;
import io.twinoperator.benchmarks.load.HubRequests;
import io.twinoperator.benchmarks.load.MqttFleet;
import io.twinoperator.benchmarks.load.TlsClient;
import io.twinoperator.benchmarks.server.Announcement;
import io.twinoperator.benchmarks.server.BenchmarkFleet;
import io.twinoperator.benchmarks.server.ServerProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * The emulator and the echo, which answers what the emulator answers for its first twin, and
 * connections to both.
 */
final class HttpPair implements AutoCloseable {
  /** Connections to the emulator's HTTPS port. */
  static final int CONNECTIONS = 32;

  private static final Duration ONE_ANSWER = Duration.ofMillis(200);

  private final TlsClient client = new TlsClient();
  private final ServerProcess hubProcess;
  private final ServerProcess echoProcess;
  private final HttpLoad hub;
  private final HttpLoad echo;
  private final HubRequests toHub;
  private final HubRequests toEcho;

  private HttpPair(List<String> hubJavaOptions, int devices, int echoConnections) {
    this.hubProcess = ServerProcess.hub(hubJavaOptions, devices);
    Announcement hubAt = hubProcess.announcement();
    this.hub = HttpLoad.open(client, hubAt.httpsPort(), hubAt.caPem(), CONNECTIONS);
    this.toHub = new HubRequests(hubAt.httpsPort());
    this.echoProcess = startEcho();
    Announcement echoAt = echoProcess.announcement();
    this.echo = HttpLoad.open(client, echoAt.httpsPort(), echoAt.caPem(), echoConnections);
    this.toEcho = new HubRequests(echoAt.httpsPort());
  }

  /**
   * Starts both.
   *
   * @param devices how many twins the emulator holds
   * @param echoConnections connections to the echo
   */
  static HttpPair start(List<String> hubJavaOptions, int devices, int echoConnections) {
    return new HttpPair(hubJavaOptions, devices, echoConnections);
  }

  /** Connects devices to the emulator over MQTT. */
  MqttFleet connect(int devices) {
    Announcement hubAt = hubProcess.announcement();
    return MqttFleet.connect(
        client, hubAt.devicePort(), hubAt.caPem(), devices, BenchmarkFleet::deviceId);
  }

  HttpLoad hub() {
    return hub;
  }

  HttpLoad echo() {
    return echo;
  }

  /** A meter of the emulator's CPU time. */
  CpuMeter hubCpu() {
    return new CpuMeter(hubProcess::cpu);
  }

  /** A meter of the echo's CPU time. */
  CpuMeter echoCpu() {
    return new CpuMeter(echoProcess::cpu);
  }

  HubRequests toHub() {
    return toHub;
  }

  HubRequests toEcho() {
    return toEcho;
  }

  @Override
  public void close() {
    client.close();
    hubProcess.close();
    echoProcess.close();
  }

  private ServerProcess startEcho() {
    FirstTwin first = new FirstTwin(toHub);
    hub.run(List.of(first), ONE_ANSWER);
    try {
      Path payload = Files.createTempFile("twin", ".json");
      try {
        Files.writeString(payload, first.json);
        return ServerProcess.echo(payload);
      } finally {
        Files.delete(payload);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static final class FirstTwin implements Exchange {
    private final HubRequests requests;
    private volatile String json = "";

    FirstTwin(HubRequests requests) {
      this.requests = requests;
    }

    @Override
    public FullHttpRequest next() {
      return requests.twin(BenchmarkFleet.deviceId(0));
    }

    @Override
    public void answered(FullHttpResponse response) {
      json = response.content().toString(StandardCharsets.UTF_8);
    }
  }
}
