package io.twinoperator.fleetrollout.decide;

import io.twinoperator.fleetrollout.ledger.Batch;
import io.twinoperator.fleetrollout.ledger.Course;
import io.twinoperator.fleetrollout.ledger.Ledger;
import io.twinoperator.fleetrollout.ledger.MemberState;
import io.twinoperator.fleetrollout.ledger.MemberState.Standing;
import io.twinoperator.fleetrollout.ledger.Progress;
import io.twinoperator.fleetrollout.ledger.Progress.ClaimSample;
import io.twinoperator.fleetrollout.ledger.Progress.FailureSample;
import io.twinoperator.fleetrollout.ledger.Progress.LogEntry;
import io.twinoperator.fleetrollout.ledger.Progress.WaveProgress;
import io.twinoperator.fleetrollout.ledger.RolloutPlan;
import io.twinoperator.fleetrollout.ledger.Watch;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

/**
 * The progress of a rollout while one pass works on it; read from a ledger, and turned into the
 * next one at the end.
 */
final class Draft {
  /** What is longer than this between two passes was not seen by anybody. */
  private static final Duration LONGEST_SEEN = Duration.ofSeconds(65);

  private final Ledger before;
  private final Instant now;
  private final Members members;
  private final SortedMap<Integer, Watch> watches;
  private final Batches batches;
  private final List<WaveProgress> waves;
  private final SortedMap<Integer, ClaimSample> claims = new TreeMap<>();
  private final SortedMap<Integer, FailureSample> failures = new TreeMap<>();
  private final Deque<LogEntry> log;
  private final List<String> notes = new ArrayList<>();
  private Course course;
  private int verified;
  private long visibleMillis;
  private Instant seenAt;

  Draft(Ledger ledger, Instant now) {
    Progress progress = ledger.progress();
    this.before = ledger;
    this.now = now;
    members = new Members(ledger);
    batches = new Batches(ledger);
    watches = new TreeMap<>(progress.watches());
    waves = new ArrayList<>(progress.waves());
    progress.claims().forEach(sample -> claims.put(sample.member(), sample));
    progress.failures().forEach(sample -> failures.put(sample.member(), sample));
    log = new ArrayDeque<>(progress.log());
    course = progress.course();
    verified = progress.verified();
    visibleMillis = progress.visibleMillis();
    seenAt = progress.seenAt();
  }

  RolloutPlan plan() {
    return before.plan();
  }

  /** States and waves of the members. */
  Members members() {
    return members;
  }

  /** Batches and what has become of them. */
  Batches batches() {
    return batches;
  }

  Instant now() {
    return now;
  }

  String deviceId(int member) {
    return before.plan().members().get(member).deviceId();
  }

  MemberState state(int member) {
    return members.state(member);
  }

  /** The clock of deadlines and soaks, see {@link Progress#visibleMillis}. */
  long visibleMillis() {
    return visibleMillis;
  }

  /** Says that the rollout is carried on and the hub is seen: deadlines and soaks run. */
  void letDeadlinesRun() {
    visibleMillis = before.progress().visibleMillis() + seenSince().toMillis();
    seenAt = now;
  }

  /** When the rollout was carried on and the hub seen last, before this pass. */
  Instant seenAt() {
    return before.progress().seenAt();
  }

  /** How long a clock of deadlines and soaks has run since then; zero if nobody looked. */
  Duration seenSince() {
    Duration gap = Duration.between(seenAt(), now);
    return gap.isNegative() || gap.compareTo(LONGEST_SEEN) > 0 ? Duration.ZERO : gap;
  }

  /** Puts a member into a state that is not followed any more. */
  void settle(int member, MemberState state) {
    members.state(member, state);
    watches.remove(member);
    forgetSamples(member, state);
  }

  /** Puts a member into a state in which it is followed. */
  void follow(int member, MemberState state, Watch watch) {
    members.state(member, state);
    watches.put(member, watch);
    forgetSamples(member, state);
  }

  /** Puts a member aside for good, and keeps it as a sample of those. */
  void setAside(int member, MemberState state, FailureSample why) {
    settle(member, state);
    sample(why);
  }

  /** Follows a member from now on. */
  void follow(int member, MemberState state, int attempts) {
    follow(member, state, watchFromNow(attempts));
  }

  /** Follows a member in the state that it has, and keeps what is known of it. */
  void keepWatch(int member, Watch watch) {
    watches.put(member, watch);
  }

  /**
   * A watch that begins now. What lies between the last pass and now is none of its time, even
   * where this pass has not said yet that deadlines run.
   */
  Watch watchFromNow(int attempts) {
    return Watch.from(now, before.progress().visibleMillis() + seenSince().toMillis(), attempts);
  }

  /** Follows a member no more, in whatever state it is. */
  void unfollow(int member) {
    watches.remove(member);
  }

  /** Why a rollout undoes itself is worth knowing after the undo too. */
  private void forgetSamples(int member, MemberState state) {
    Standing standing = state.standing();
    if (standing != Standing.UNDOING && standing != Standing.UNDONE) {
      failures.remove(member);
    }
    claims.remove(member);
  }

  Optional<Watch> watch(int member) {
    return Optional.ofNullable(watches.get(member));
  }

  /** How often a member was written in vain so far. */
  int attempts(int member) {
    return watch(member).map(Watch::attempts).orElse(0);
  }

  /** Members that are followed, in order. */
  List<Integer> followed() {
    return List.copyOf(watches.keySet());
  }

  void sample(ClaimSample sample) {
    if (claims.size() < Progress.MAX_SAMPLES) {
      claims.put(sample.member(), sample);
    }
  }

  /** Of devices that failed and of those put aside as many are kept, each. */
  void sample(FailureSample sample) {
    boolean aside = isAside(sample.member());
    long alike = failures.keySet().stream().filter(other -> isAside(other) == aside).count();
    if (alike < Progress.MAX_SAMPLES) {
      failures.put(sample.member(), sample);
    }
  }

  private boolean isAside(int member) {
    return state(member).standing() == Standing.ASIDE;
  }

  /** When the last wave ended; empty while one is under way. */
  Optional<Instant> wavesEndedAt() {
    return currentWave().isPresent()
        ? Optional.empty()
        : waves.stream()
            .map(WaveProgress::completedAt)
            .flatMap(Optional::stream)
            .max(Instant::compareTo);
  }

  WaveProgress wave(int wave) {
    return waves.get(wave);
  }

  void wave(int wave, UnaryOperator<WaveProgress> change) {
    waves.set(wave, change.apply(waves.get(wave)));
  }

  /** When the first wave began; empty before. */
  Optional<Instant> startedAt() {
    return waves.stream()
        .map(WaveProgress::startedAt)
        .flatMap(Optional::stream)
        .min(Instant::compareTo);
  }

  /** Whether a wave is the first that has any devices: the one that must show something. */
  boolean isFirst(int wave) {
    return plan().waves().get(wave).devices() > 0
        && plan().waves().subList(0, wave).stream().allMatch(before -> before.devices() == 0);
  }

  int waveCount() {
    return waves.size();
  }

  String waveName(int wave) {
    return plan().waves().get(wave).name();
  }

  /** The first wave that is not done; empty if all are. One without devices is passed over. */
  Optional<Integer> currentWave() {
    return IntStream.range(0, waves.size())
        .filter(wave -> waves.get(wave).completedAt().isEmpty())
        .filter(wave -> members.tally(wave).total() > 0)
        .boxed()
        .findFirst();
  }

  /** Puts a batch into the ledger, and its devices into flight. */
  void release(Batch batch, MemberState state) {
    batches.open(batch, now);
    handOver(batch, state);
  }

  /** Marks the devices of a batch as handed to the hub. */
  void handOver(Batch batch, MemberState state) {
    batches.goesBefore(batch);
    batch
        .devices()
        .forEach(device -> follow(device.member(), state, attempts(device.member()) + 1));
  }

  Course course() {
    return course;
  }

  void course(UnaryOperator<Course> change) {
    course = change.apply(course);
  }

  int verified() {
    return verified;
  }

  void verified(int member) {
    verified = member;
  }

  /** Notes something for the log of the operator alone. */
  void note(String sentence) {
    notes.add(sentence);
  }

  /** Notes something that people who look at the rollout should see. */
  void tell(String type, String sentence) {
    notes.add(sentence);
    log.addLast(new LogEntry(now, type, sentence));
    while (log.size() > Progress.MAX_LOG) {
      log.removeFirst();
    }
  }

  List<String> notes() {
    return List.copyOf(notes);
  }

  Ledger toLedger() {
    Map<Integer, Watch> followed = new HashMap<>(watches);
    return new Ledger(
        plan(),
        batches.all(),
        new Progress(
            members.letters(),
            members.moved(),
            followed,
            batches.letters(),
            waves,
            course.with(members.verdicts()),
            List.copyOf(claims.values()),
            List.copyOf(failures.values()),
            List.copyOf(log),
            verified,
            visibleMillis,
            seenAt,
            batches.handedOver(now)));
  }
}
