package io.twinoperator.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.twinoperator.testing.OnApiServer;
import io.twinoperator.testing.TestCluster;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import org.junit.jupiter.api.Test;

/** What the kubelet hears; by it a pod is left alone or started anew. */
@OnApiServer
class HealthServerTest {

  @Test
  void anOperatorAtWorkIsAliveAndReady() throws IOException, InterruptedException {
    try (TestCluster cluster = TestCluster.start();
        TwinOperator operator = cluster.startAnotherOperator(cluster.client());
        HealthServer health =
            new HealthServer(0, operator, new PrometheusMeterRegistry(PrometheusConfig.DEFAULT))) {
      HttpResponse<String> alive = get(health, "/healthz/live");
      HttpResponse<String> ready = get(health, "/healthz/ready");

      assertThat(alive.body()).isEqualTo("ok\n");
      assertThat(alive.statusCode()).isEqualTo(200);
      assertThat(ready.body()).isEqualTo("ok\n");
      assertThat(ready.statusCode()).isEqualTo(200);
    }
  }

  private static HttpResponse<String> get(HealthServer health, String path)
      throws IOException, InterruptedException {
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(URI.create("http://localhost:" + health.port() + path)).build(),
            BodyHandlers.ofString());
  }
}
