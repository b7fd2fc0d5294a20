package io.twinoperator.benchmarks.kube;

import java.time.Duration;

/** An API server with our kinds, in processes of its own. */
public interface ApiServer extends AutoCloseable {

  /** Starts a kube-apiserver where its binaries are there, else the mock of fabric8. */
  static ApiServer start() {
    return KubeBinaries.find().<ApiServer>map(KubeApiServer::start).orElseGet(MockApiServer::start);
  }

  /** What it is, for the report. */
  String description();

  /** How an administrator reaches it, as the YAML of a kubeconfig. */
  String kubeconfig();

  /** The CPU time that its processes have taken. */
  Duration cpu();

  @Override
  void close();
}
