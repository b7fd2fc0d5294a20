package io.twinoperator.fleetrollout.decide;

import com.fasterxml.jackson.databind.node.IntNode;
import io.twinoperator.fleetrollout.ledger.Batch;
import io.twinoperator.fleetrollout.ledger.Batch.BatchDevice;
import io.twinoperator.fleetrollout.ledger.Batch.Lane;
import io.twinoperator.fleetrollout.ledger.Batch.Work;
import io.twinoperator.fleetrollout.ledger.BeforeImage;
import io.twinoperator.fleetrollout.ledger.Course;
import io.twinoperator.fleetrollout.ledger.Ledger;
import io.twinoperator.fleetrollout.ledger.LedgerStore.RolloutKey;
import io.twinoperator.fleetrollout.ledger.Marker;
import io.twinoperator.fleetrollout.ledger.MemberState;
import io.twinoperator.fleetrollout.ledger.Progress;
import io.twinoperator.fleetrollout.ledger.Progress.WaveEnd;
import io.twinoperator.fleetrollout.ledger.Progress.WaveProgress;
import io.twinoperator.fleetrollout.ledger.RolloutPlan;
import io.twinoperator.fleetrollout.ledger.RolloutPlan.Forecast;
import io.twinoperator.fleetrollout.ledger.RolloutPlan.Gate;
import io.twinoperator.fleetrollout.ledger.RolloutPlan.Member;
import io.twinoperator.fleetrollout.ledger.RolloutPlan.PlannedWave;
import io.twinoperator.fleetrollout.ledger.RolloutPlan.Tolerance;
import io.twinoperator.fleetrollout.ledger.Watch;
import io.twinoperator.twin.Cause;
import io.twinoperator.twin.LeafChange.SetLeaf;
import io.twinoperator.twin.LeafPath;
import io.twinoperator.twin.MergePatch;
import io.twinoperator.twin.Twin;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Ledgers and twins for the tests of single decisions. States of members are letters, as in the
 * ledger; their waves and groups are digits.
 */
final class Fleet {
  static final Instant NOW = Instant.parse("2026-01-05T08:00:00Z");
  static final OwnMarker MARKER = new OwnMarker(new RolloutKey("plant", "interval"), "rev1");

  /** What stands in the tags of a device that the rollout has written. */
  static final String MARKED =
      "{twinOperator: {%s: {rev: 'rev1', wave: 'w0', at: '20260105T080000Z'}}}"
          .formatted(Marker.key(MARKER.rollout()));

  private final String letters;
  private String waveOf;
  private String groupOf;
  private int wavesDone;
  private int wavesBegun;
  private final Map<Integer, Watch> watches = new HashMap<>();
  private final List<Batch> batches = new ArrayList<>();
  private String outcomes = "";
  private int verified = -1;
  private Course course = Course.NONE;
  private Optional<BeforeImage> before = Optional.empty();
  private PlannedWave[] planned = {};
  private IntUnaryOperator fits = member -> -1;

  private Fleet(String letters) {
    this.letters = letters;
    this.waveOf = "0".repeat(letters.length());
    this.groupOf = waveOf;
  }

  static Fleet of(String letters) {
    return new Fleet(letters);
  }

  Fleet waves(String digits) {
    waveOf = digits;
    return this;
  }

  Fleet groups(String digits) {
    groupOf = digits;
    return this;
  }

  /** Every member matches the query of its own wave alone. */
  Fleet fittingNowhereElse() {
    fits = member -> 1 << digit(waveOf, member);
    return this;
  }

  /** So many waves, from the first one, have succeeded. */
  Fleet done(int waves) {
    wavesDone = waves;
    return this;
  }

  /** The first wave that is not done was begun before. */
  Fleet underWay() {
    wavesBegun = 1;
    return this;
  }

  Fleet planned(PlannedWave... waves) {
    planned = waves.clone();
    return this;
  }

  Fleet watch(int member, Watch watch) {
    watches.put(member, watch);
    return this;
  }

  /** A batch, and the letter of what has become of it. */
  Fleet batch(Batch batch, char outcome) {
    batches.add(batch);
    outcomes += outcome;
    return this;
  }

  /** A batch that the progress does not know. */
  Fleet storedOnly(Batch batch) {
    batches.add(batch);
    return this;
  }

  Fleet verified(int member) {
    verified = member;
    return this;
  }

  Fleet course(Course other) {
    course = other;
    return this;
  }

  /** What every member had before, as the plan says. */
  Fleet before(BeforeImage image) {
    before = Optional.of(image);
    return this;
  }

  Draft draft() {
    return new Draft(ledger(), NOW);
  }

  Ledger ledger() {
    RolloutPlan plan = plan();
    List<WaveProgress> progress = new ArrayList<>();
    for (int n = 0; n < plan.waves().size(); n++) {
      progress.add(
          n < wavesDone
              ? WaveProgress.NOT_STARTED.started(NOW).ended(WaveEnd.SUCCEEDED, NOW)
              : n < wavesDone + wavesBegun
                  ? WaveProgress.NOT_STARTED.started(NOW.minusSeconds(30))
                  : WaveProgress.NOT_STARTED);
    }
    return new Ledger(
        plan,
        batches,
        new Progress(
            letters, Map.of(), watches, outcomes, progress, course, List.of(), List.of(), List.of(),
            verified, 0, NOW));
  }

  RolloutPlan plan() {
    List<Member> members =
        IntStream.range(0, letters.length())
            .mapToObj(
                n ->
                    new Member(
                        "d" + n, digit(waveOf, n), fits.applyAsInt(n), 0, digit(groupOf, n), 2))
            .toList();
    int waves = 1 + waveOf.chars().map(c -> Character.digit(c, 10)).max().orElse(0);
    List<PlannedWave> all =
        planned.length > 0
            ? Arrays.asList(planned)
            : IntStream.range(0, waves).mapToObj(this::plainWave).toList();
    return new RolloutPlan(
        "uid",
        "localhost",
        MARKER.revision(),
        "basis",
        "sha256:0",
        NOW,
        all,
        members,
        List.of(before.orElseGet(() -> image("desired.a", "1"))),
        List.of("g0", "g1", "g2"),
        new Forecast(0, 0, 0, 0, 0, 0, 0, 0, 0, Duration.ZERO, Duration.ZERO),
        List.of());
  }

  private PlannedWave plainWave(int wave) {
    long devices = waveOf.chars().filter(c -> Character.digit(c, 10) == wave).count();
    return wave("w" + wave, (int) devices, Gate.AUTO, Tolerance.POLICY);
  }

  static PlannedWave wave(String name, int devices, Gate gate, Tolerance tolerance) {
    return new PlannedWave(name, devices, Duration.ZERO, 90, 1, gate, tolerance);
  }

  private static int digit(String digits, int n) {
    return Character.digit(digits.charAt(n), 10);
  }

  /** A batch that sets {@code desired.a} to 5, on devices whose desired had version 3. */
  static Batch batch(int number, Work work, Lane lane, Instant at, int... members) {
    MergePatch patch =
        MergePatch.of(
            List.of(
                new SetLeaf(LeafPath.parse("desired.a"), IntNode.valueOf(5), Cause.FIRST_SIGHT)));
    return new Batch(
        number,
        0,
        work,
        lane,
        "b" + number,
        at,
        List.of(patch),
        IntStream.of(members)
            .mapToObj(member -> new BatchDevice(member, 0, 3, Optional.empty()))
            .toList());
  }

  /** Before-images, given as path and JSON; an empty text where the leaf was absent. */
  static BeforeImage image(String... pathsAndValues) {
    return new BeforeImage(
        Stream.iterate(0, n -> n < pathsAndValues.length, n -> n + 2)
            .map(
                n ->
                    new BeforeImage.Leaf(
                        pathsAndValues[n],
                        Optional.of(pathsAndValues[n + 1])
                            .filter(text -> !text.isEmpty())
                            .map(Specs::json)))
            .toList());
  }

  /** Devices counted by state, given as letters. */
  static Tally tally(String letters) {
    Tally tally = new Tally();
    letters.chars().forEach(letter -> tally.add(MemberState.of((char) letter)));
    return tally;
  }

  /** A connected device; sections as JSON without quotes. */
  static Twin twin(String tags, String desired, String reported) {
    return Twin.parse(
        Specs.json(
            "{deviceId: 'd0', connectionState: 'Connected', tags: %s, properties: {desired: %s, reported: %s}}"
                .formatted(tags, desired, reported)));
  }
}
