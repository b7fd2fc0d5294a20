package io.twinoperator.benchmarks.kube;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.jdkhttp.JdkHttpClientFactory;

/** Clients on the HTTP client that the operator ships. */
public final class KubeClients {
  private KubeClients() {}

  /** A client; the caller closes it. */
  public static KubernetesClient of(String kubeconfig) {
    return of(kubeconfig, new KubeCalls());
  }

  /**
   * A client whose calls are counted; the caller closes it.
   *
   * @param calls told of each
   */
  public static KubernetesClient of(String kubeconfig, KubeCalls calls) {
    return new KubernetesClientBuilder()
        .withConfig(Config.fromKubeconfig(kubeconfig))
        .withHttpClientFactory(new JdkHttpClientFactory())
        .withHttpClientBuilderConsumer(http -> http.addOrReplaceInterceptor("calls", calls))
        .build();
  }
}
