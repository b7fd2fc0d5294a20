package io.twinoperator.testing;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.http.BasicBuilder;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.Interceptor;
import io.twinoperator.api.v1alpha1.DeviceConfig;
import io.twinoperator.api.v1alpha1.FleetRollout;
import io.twinoperator.api.v1alpha1.FleetRolloutLedger;
import io.twinoperator.api.v1alpha1.IoTHub;
import io.twinoperator.testing.kube.ControlPlane;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * The kube-apiserver of this JVM, emptied of what former test classes left. One at a time: all of
 * them are one server.
 */
final class RealApiServer implements ApiServer {

  private static final List<String> NAMESPACES = List.of(TestCluster.NAMESPACE, "office");

  private static final List<Class<? extends CustomResource<?, ?>>> KINDS =
      List.of(FleetRollout.class, DeviceConfig.class, IoTHub.class, FleetRolloutLedger.class);

  private static final Set<String> WRITING = Set.of("PUT", "PATCH", "POST", "DELETE");

  private final List<String> writes = new CopyOnWriteArrayList<>();
  private final KubernetesClient client;

  RealApiServer() {
    ControlPlane controlPlane = ControlPlane.shared();
    try (KubernetesClient cleaner = controlPlane.client()) {
      NAMESPACES.forEach(name -> controlPlane.createNamespace(cleaner, name));
      KINDS.forEach(kind -> removeAll(cleaner, kind));
      NAMESPACES.forEach(
          name -> cleaner.resources(Secret.class).inNamespace(name).withGracePeriod(0).delete());
    }
    client =
        controlPlane.client(
            builder -> builder.addOrReplaceInterceptor("writes", new Recording(writes)));
  }

  @Override
  public KubernetesClient client() {
    return client;
  }

  @Override
  public List<String> writes() {
    return List.copyOf(writes);
  }

  @Override
  public void close() {
    client.close();
  }

  /** No operator runs that would take its finalizers off. */
  private static <T extends HasMetadata> void removeAll(KubernetesClient client, Class<T> kind) {
    for (T object : client.resources(kind).inAnyNamespace().list().getItems()) {
      if (!object.getFinalizers().isEmpty()) {
        client
            .resource(object)
            .edit(
                current -> {
                  current.getMetadata().setFinalizers(List.of());
                  return current;
                });
      }
      client.resource(object).delete();
    }
  }

  private record Recording(List<String> writes) implements Interceptor {
    @Override
    public void before(BasicBuilder builder, HttpRequest request, RequestTags tags) {
      if (WRITING.contains(request.method())) {
        writes.add(request.method() + " " + request.uri().getPath());
      }
    }
  }
}
