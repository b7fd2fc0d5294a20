package io.twinoperator.demo.world;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.CustomResourceDefinitionContext;
import io.fabric8.kubernetes.client.server.mock.KubernetesMixedDispatcher;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import io.fabric8.mockwebserver.Context;
import io.fabric8.mockwebserver.MockWebServer;
import io.fabric8.mockwebserver.ServerRequest;
import io.fabric8.mockwebserver.ServerResponse;
import io.twinoperator.api.v1alpha1.DeviceConfig;
import io.twinoperator.api.v1alpha1.FleetRollout;
import io.twinoperator.api.v1alpha1.FleetRolloutLedger;
import io.twinoperator.api.v1alpha1.IoTHub;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.logging.Level;
import java.util.logging.Logger;

/** An API server in this process that stores objects and tells of their changes. */
public final class MockCluster implements Cluster {

  private static final List<Class<? extends CustomResource<?, ?>>> KINDS =
      List.of(IoTHub.class, DeviceConfig.class, FleetRollout.class, FleetRolloutLedger.class);

  /** Logs every request to the console; held here, or its level would be forgotten. */
  private static final Logger REQUESTS = Logger.getLogger("io.fabric8.mockwebserver");

  private final KubernetesMockServer server;
  private final KubernetesClient client;

  /** Starts it on a free port of this machine. */
  public MockCluster() {
    REQUESTS.setLevel(Level.WARNING);
    Map<ServerRequest, Queue<ServerResponse>> responses = new HashMap<>();
    server =
        new KubernetesMockServer(
            new Context(),
            new MockWebServer(),
            responses,
            new KubernetesMixedDispatcher(responses),
            false);
    server.init();
    // Only of kinds that it knows does it keep spec and status apart.
    KINDS.forEach(kind -> server.expectCustomResource(context(kind)));
    client = server.createClient();
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

  @Override
  public KubernetesClient client() {
    return client;
  }

  @Override
  public String description() {
    return "mock API server";
  }

  @Override
  public void close() {
    client.close();
    server.destroy();
  }
}
