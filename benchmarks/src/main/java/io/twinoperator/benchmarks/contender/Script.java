package io.twinoperator.benchmarks.contender;

import io.twinoperator.benchmarks.fleet.FleetHub;
import io.twinoperator.benchmarks.process.Child;
import java.util.ArrayList;
import java.util.List;

/** A script with the vendor's SDK in a process of its own, seen from here. */
public final class Script implements AutoCloseable {
  private final Child process = Child.start("script", ScriptProcess.class, List.of());

  /**
   * Runs over these devices, and ends when it is done.
   *
   * @return how many it calls done
   */
  public int run(FleetHub.Address hub, List<String> deviceIds) {
    List<Object> words = new ArrayList<>(List.of("run", hub.endpoint(), hub.connectionString()));
    words.add(hub.ca());
    words.addAll(deviceIds);
    return process.ask(words.toArray()).path("done").asInt();
  }

  @Override
  public void close() {
    process.close();
  }
}
