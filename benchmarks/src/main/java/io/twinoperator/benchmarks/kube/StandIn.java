package io.twinoperator.benchmarks.kube;

import io.twinoperator.benchmarks.fleet.FleetHub;
import io.twinoperator.benchmarks.process.Child;
import java.util.List;

/** The stand-in for an API server with a large fleet, seen from here. */
public final class StandIn implements AutoCloseable {
  private final Child process = Child.start("stand-in", StandInProcess.class, List.of());
  private final String url = process.ask("url").path("url").asText();

  /**
   * Has a namespace hold DeviceConfigs as their devices have confirmed them.
   *
   * @param prefix what their names begin with
   */
  public void hold(String namespace, String prefix, int count, FleetHub.Address hub) {
    process.ask("hold", namespace, prefix, count, hub.endpoint(), hub.connectionString(), hub.ca());
  }

  /** How it is reached. */
  public String kubeconfig() {
    return MockApiServer.kubeconfig(url);
  }

  @Override
  public void close() {
    process.close();
  }
}
