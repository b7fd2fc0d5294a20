package io.twinoperator.benchmarks.kube;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.CustomResource;
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
import io.twinoperator.benchmarks.process.Conversation;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.logging.Level;
import java.util.logging.Logger;

/** The mock of fabric8 with our kinds, in a process of its own. */
final class MockApiProcess {
  private static final List<Class<? extends CustomResource<?, ?>>> KINDS =
      List.of(IoTHub.class, DeviceConfig.class, FleetRollout.class, FleetRolloutLedger.class);

  /** It notes each request and each client that is gone; kept here so that its level stays. */
  private static final Logger TALKATIVE = Logger.getLogger("io.fabric8.mockwebserver");

  private MockApiProcess() {}

  /** Serves until its parent is gone. */
  public static void main(String[] args) throws IOException {
    TALKATIVE.setLevel(Level.OFF);
    Map<ServerRequest, Queue<ServerResponse>> responses = new HashMap<>();
    KubernetesMockServer server =
        new KubernetesMockServer(
            new Context(),
            new MockWebServer(),
            responses,
            new KubernetesMixedDispatcher(responses),
            false);
    server.init();
    KINDS.forEach(kind -> server.expectCustomResource(context(kind)));
    new Conversation().answering("url", none -> Map.of("url", server.url("/"))).run();
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
}
