package io.twinoperator.demo.world;

import io.fabric8.kubernetes.client.KubernetesClient;

/** The API server that the demo's objects live on, and the namespace they live in. */
public interface Cluster extends AutoCloseable {

  /** The namespace of the demo's objects; nothing is done outside it. */
  String NAMESPACE = "twin-operator-demo";

  /** A client of the API server. */
  KubernetesClient client();

  /** What it is, for people. */
  String description();

  /** Removes what the demo made, unless it was told to keep it, and lets go of the API server. */
  @Override
  void close();
}
