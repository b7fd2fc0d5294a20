package io.twinoperator.fleetrollout.ledger;

import com.fasterxml.jackson.databind.node.DecimalNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.TextNode;
import io.twinoperator.fleetrollout.ledger.Batch.BatchDevice;
import io.twinoperator.fleetrollout.ledger.Batch.Lane;
import io.twinoperator.fleetrollout.ledger.Batch.Work;
import io.twinoperator.fleetrollout.ledger.BeforeImage.Leaf;
import io.twinoperator.fleetrollout.ledger.LedgerStore.RolloutKey;
import io.twinoperator.fleetrollout.ledger.RolloutPlan.Forecast;
import io.twinoperator.fleetrollout.ledger.RolloutPlan.Gate;
import io.twinoperator.fleetrollout.ledger.RolloutPlan.Member;
import io.twinoperator.fleetrollout.ledger.RolloutPlan.PlannedWave;
import io.twinoperator.fleetrollout.ledger.RolloutPlan.Tolerance;
import io.twinoperator.twin.MergePatch;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;

/** Ledgers for tests. */
final class Ledgers {
  static final Instant NOW = Instant.parse("2026-01-05T08:00:00Z");
  static final RolloutKey KEY = new RolloutKey("plant", "interval");
  static final String REVISION = "abcdefabcdef";

  private Ledgers() {}

  /** A ledger of which nothing is done. */
  static Ledger of(int devices) {
    return Ledger.of(plan(devices, NOW));
  }

  /** A plan made at that time; one made at another is another one. */
  static RolloutPlan plan(int devices, Instant at) {
    List<BeforeImage> classes =
        List.of(
            before(new BigDecimal("2.50")),
            new BeforeImage(
                List.of(
                    new Leaf("desired.a", Optional.empty()),
                    new Leaf("tags.b", Optional.of(TextNode.valueOf("old"))))));
    return plan(
        IntStream.range(0, devices)
            .mapToObj(n -> new Member("device-" + n, n % 2, 3, n % 2, n % 3, 1 + n))
            .toList(),
        classes,
        at);
  }

  static RolloutPlan plan(List<Member> members, List<BeforeImage> classes, Instant at) {
    return new RolloutPlan(
        "uid-1",
        "localhost",
        REVISION,
        "basis",
        "sha256:0",
        at,
        List.of(
            new PlannedWave("first", 1, Duration.ofMinutes(3), 90, 1, Gate.MANUAL, Tolerance.NONE),
            new PlannedWave("rest", 2, Duration.ZERO, 90, 1, Gate.AUTO, Tolerance.POLICY)),
        members,
        classes,
        List.of("tags.floor=1", "tags.floor=2", "none"),
        new Forecast(1, 2, 3, 4, 5, 6, 7, 8, 9L, Duration.ofSeconds(9), Duration.ofMinutes(3)),
        List.of("one note"));
  }

  static BeforeImage before(BigDecimal value) {
    return new BeforeImage(
        List.of(
            new Leaf("desired.a", Optional.of(DecimalNode.valueOf(value))),
            new Leaf("tags.b", Optional.empty())));
  }

  /** A batch of one device, which had something else than the plan says. */
  static Batch batch(int number) {
    return batch(
        number,
        List.of(
            new BatchDevice(number, 0, 7, Optional.of(before(new BigDecimal("3.0")))),
            new BatchDevice(number + 1, 0, 8_000_000_000L, Optional.empty()),
            new BatchDevice(number + 2, 0, 9, Optional.of(before(new BigDecimal("3.0"))))));
  }

  static Batch batch(int number, List<BatchDevice> devices) {
    MergePatch patch =
        new MergePatch(
            JsonNodeFactory.instance.objectNode().putNull("gone"),
            JsonNodeFactory.instance.objectNode().set("a", IntNode.valueOf(10)));
    return new Batch(
        number, 0, Work.CHANGE, Lane.TWIN_PATCH, "b" + number, NOW, List.of(patch), devices);
  }

  /** The same after these batches. */
  static Ledger with(Ledger ledger, Batch... batches) {
    return new Ledger(ledger.plan(), List.of(batches), ledger.progress());
  }

  /** The same with states, outcomes of batches, watches and an end. */
  static Ledger with(
      Ledger ledger,
      String states,
      String batches,
      Map<Integer, Watch> watches,
      Optional<Course.Finish> finish) {
    Progress p = ledger.progress();
    Course c = p.course();
    return ledger.with(
        new Progress(
            states,
            p.moved(),
            watches,
            batches,
            p.waves(),
            new Course(
                c.breach(), c.verdicts(), c.abort(), c.rollback(), c.bake(), finish, c.suspicion()),
            p.claims(),
            p.failures(),
            p.log(),
            p.verified(),
            p.visibleMillis(),
            p.seenAt()));
  }

  /** The same with its first device converged, and so many batches ended. */
  static Ledger moved(Ledger ledger, int batches) {
    return with(
        ledger,
        "C" + ledger.progress().states().substring(1),
        "e".repeat(batches),
        Map.of(0, new Watch(NOW.toEpochMilli(), NOW.toEpochMilli() + 2_000, 1, 2_000, 0, 1)),
        Optional.empty());
  }

  /** A text that compression can do nothing about. */
  static String noise(Random random, int bytes) {
    byte[] noise = new byte[bytes];
    random.nextBytes(noise);
    return HexFormat.of().formatHex(noise);
  }
}
