package io.twinoperator.testing;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.StatusBuilder;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.CustomResourceDefinitionContext;
import io.fabric8.kubernetes.client.server.mock.KubernetesMixedDispatcher;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import io.fabric8.mockwebserver.Context;
import io.fabric8.mockwebserver.MockWebServer;
import io.fabric8.mockwebserver.ServerRequest;
import io.fabric8.mockwebserver.ServerResponse;
import io.fabric8.mockwebserver.http.MockResponse;
import io.fabric8.mockwebserver.http.RecordedRequest;
import io.twinoperator.api.v1alpha1.DeviceConfig;
import io.twinoperator.api.v1alpha1.FleetRollout;
import io.twinoperator.api.v1alpha1.FleetRolloutLedger;
import io.twinoperator.api.v1alpha1.IoTHub;
import java.net.HttpURLConnection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CopyOnWriteArrayList;

/** The fabric8 mock API server with our kinds, and a log of what was written to it. */
final class MockApiServer implements ApiServer {

  private static final List<Class<? extends CustomResource<?, ?>>> KINDS =
      List.of(IoTHub.class, DeviceConfig.class, FleetRollout.class, FleetRolloutLedger.class);

  private final List<String> writes = new CopyOnWriteArrayList<>();
  private final KubernetesMockServer server;
  private final KubernetesClient client;

  MockApiServer() {
    Map<ServerRequest, Queue<ServerResponse>> responses = new HashMap<>();
    server =
        new KubernetesMockServer(
            new Context(), new MockWebServer(), responses, new Recording(responses), false);
    server.init();
    KINDS.forEach(kind -> server.expectCustomResource(context(kind)));
    client = server.createClient();
  }

  @Override
  public KubernetesClient client() {
    return client;
  }

  @Override
  public void refuseNextStatusWrite(HasMetadata object) {
    server
        .expect()
        .put()
        .withPath(
            "/apis/%s/namespaces/%s/%s/%s/status"
                .formatted(
                    object.getApiVersion(),
                    object.getMetadata().getNamespace(),
                    object.getPlural(),
                    object.getMetadata().getName()))
        .andReturn(
            HttpURLConnection.HTTP_FORBIDDEN,
            new StatusBuilder().withCode(HttpURLConnection.HTTP_FORBIDDEN).build())
        .once();
  }

  @Override
  public List<String> writes() {
    return List.copyOf(writes);
  }

  @Override
  public void close() {
    client.close();
    server.destroy();
  }

  private static CustomResourceDefinitionContext context(
      Class<? extends CustomResource<?, ?>> kind) {
    return new CustomResourceDefinitionContext.Builder()
        .withGroup(HasMetadata.getGroup(kind))
        .withVersion(HasMetadata.getVersion(kind))
        .withKind(HasMetadata.getKind(kind))
        .withPlural(HasMetadata.getPlural(kind))
        .withScope("Namespaced")
        .withStatusSubresource(true)
        .build();
  }

  private final class Recording extends KubernetesMixedDispatcher {
    Recording(Map<ServerRequest, Queue<ServerResponse>> responses) {
      super(responses);
    }

    @Override
    public MockResponse dispatch(RecordedRequest request) {
      switch (request.method()) {
        case PUT, PATCH, POST, DELETE -> writes.add(request.getMethod() + " " + request.getPath());
        default -> {}
      }
      return super.dispatch(request);
    }
  }
}
