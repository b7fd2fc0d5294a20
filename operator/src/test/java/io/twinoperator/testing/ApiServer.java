package io.twinoperator.testing;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.List;

/**
 * The API server of a test cluster, with our kinds and the namespaces of the tests, and a log of
 * what was written to it. The mock of fabric8, unless the system property {@code
 * twinoperator.apiServer} says {@code real}, as the profile kube-api does.
 */
public interface ApiServer extends AutoCloseable {

  /** The mock's name in the system property. */
  String MOCK = "mock";

  /** The name of the kind that this run is to use. */
  static String kind() {
    return System.getProperty("twinoperator.apiServer", MOCK);
  }

  /** The server that this run is to use, holding nothing yet. */
  static ApiServer start() {
    return switch (kind()) {
      case MOCK -> new MockApiServer();
      case "real" -> new RealApiServer();
      default ->
          throw new IllegalArgumentException(
              "twinoperator.apiServer is '" + kind() + "'; mock and real are known");
    };
  }

  /** Whoever uses it is an administrator. */
  KubernetesClient client();

  /** All writes through the client so far, as method and path. */
  List<String> writes();

  /**
   * Refuses the next write of an object's status with 403.
   *
   * @throws UnsupportedOperationException of a real one, which follows its own rules
   */
  default void refuseNextStatusWrite(HasMetadata object) {
    throw new UnsupportedOperationException("a real API server follows its own rules");
  }

  /** Writes to status so far, of one object. */
  default long statusWrites(HasMetadata object) {
    String path =
        "/namespaces/%s/%s/%s/status"
            .formatted(
                object.getMetadata().getNamespace(),
                object.getPlural(),
                object.getMetadata().getName());
    return writes().stream().filter(write -> write.endsWith(path)).count();
  }

  @Override
  void close();
}
