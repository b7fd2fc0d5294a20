package io.twinoperator.testing.kube;

import java.io.IOException;
import java.nio.file.Path;

/** kube-controller-manager with the garbage collector and the controller that ends namespaces. */
public final class ControllerManager implements AutoCloseable {
  private final ChildProcess process;

  private ControllerManager(ChildProcess process) {
    this.process = process;
  }

  static ControllerManager start(Path program, Path kubeconfig) throws IOException {
    return new ControllerManager(
        ChildProcess.start(
            program.toString(),
            "--kubeconfig=" + kubeconfig,
            "--controllers=namespace-controller,garbage-collector-controller",
            "--leader-elect=false",
            "--secure-port=0"));
  }

  @Override
  public void close() {
    process.end();
  }
}
