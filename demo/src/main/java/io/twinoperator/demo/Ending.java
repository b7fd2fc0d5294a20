package io.twinoperator.demo;

import io.twinoperator.demo.check.Finding;
import io.twinoperator.demo.check.Finding.Verdict;
import io.twinoperator.demo.world.Cluster;
import io.twinoperator.demo.world.World;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/** What is said after the story: what was seen, and how to go on. */
record Ending(PrintStream out) {

  private static final String LOG = "twinoperator.demo.log";

  /** A line for each row, then where the log is. */
  void sum(List<Finding> findings) {
    long passed = findings.stream().filter(f -> f.verdict() == Verdict.PASS).count();
    long failed = findings.stream().filter(f -> f.verdict() == Verdict.FAIL).count();
    out.println();
    out.printf("The scenario, row by row: %d passed, %d failed%n", passed, failed);
    findings.forEach(finding -> out.println("  " + finding.line()));
    out.println();
    String log = System.getProperty(LOG);
    if (log != null) {
      out.println("The operator's log:  " + log);
    }
    out.println("To play on with it:  demo/run --keep");
    out.flush();
  }

  /**
   * Says how everything is reached, and waits until the process is told to end.
   *
   * @throws InterruptedException if interrupted
   */
  void keep(World world) throws InterruptedException {
    String api = world.client().getMasterUrl().toString().replaceAll("/$", "");
    out.println();
    out.println("Everything runs on until Ctrl-C.");
    out.println("  IoT Hub       " + world.endpoint());
    out.println("  connection    " + world.connectionString());
    out.println("  CA file       " + authority(world));
    out.println("  objects       " + world.clusterDescription());
    out.printf(
        "  for example   curl %s/apis/twin-operator.io/v1alpha1/namespaces/%s/fleetrollouts%n",
        api, Cluster.NAMESPACE);
    out.flush();
    new CountDownLatch(1).await();
  }

  private static String authority(World world) {
    try {
      Path file = Files.createTempFile("twin-operator-demo-ca", ".pem");
      Files.writeString(file, world.certificateAuthority());
      file.toFile().deleteOnExit();
      return file.toString();
    } catch (IOException e) {
      return "could not be written: " + e.getMessage();
    }
  }
}
