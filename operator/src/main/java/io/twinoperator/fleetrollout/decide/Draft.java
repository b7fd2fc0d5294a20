package io.twinoperator.fleetrollout.decide;

import io.twinoperator.fleetrollout.ledger.Chunk;
import io.twinoperator.fleetrollout.ledger.Ledger;
import io.twinoperator.fleetrollout.ledger.MemberState;
import io.twinoperator.fleetrollout.ledger.Progress;
import io.twinoperator.fleetrollout.ledger.Progress.Accepted;
import io.twinoperator.fleetrollout.ledger.Progress.Breach;
import io.twinoperator.fleetrollout.ledger.Progress.ChunkProgress;
import io.twinoperator.fleetrollout.ledger.Progress.ClaimSample;
import io.twinoperator.fleetrollout.ledger.Progress.FailureSample;
import io.twinoperator.fleetrollout.ledger.Progress.Watch;
import io.twinoperator.fleetrollout.ledger.Progress.WaveProgress;
import io.twinoperator.fleetrollout.ledger.RolloutPlan;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * The progress of a rollout while one pass works on it; read from a ledger, and turned into the
 * next one at the end.
 */
final class Draft {
  private final Ledger before;
  private final MemberState[] states;
  private final int[] waveOf;
  private final Map<Integer, Integer> moved;
  private final SortedMap<Integer, Watch> watches;
  private final List<ChunkProgress> chunks;
  private final List<WaveProgress> waves;
  private final SortedMap<Integer, ClaimSample> claims = new TreeMap<>();
  private final SortedMap<Integer, FailureSample> failures = new TreeMap<>();
  private final List<Chunk> added = new ArrayList<>();
  private final List<String> notes = new ArrayList<>();

  /**
   * The newest chunk of each member; made when it is first asked for, since a pass asks for many.
   */
  private Optional<Map<Integer, Chunk>> newest = Optional.empty();

  private Optional<Breach> breach;
  private Accepted accepted;
  private int verified;
  private Optional<Instant> finishedAt;
  private Optional<Instant> abortedAt;

  Draft(Ledger ledger) {
    Progress progress = ledger.progress();
    before = ledger;
    states =
        progress
            .states()
            .chars()
            .mapToObj(c -> MemberState.of((char) c))
            .toArray(MemberState[]::new);
    moved = new HashMap<>(progress.moved());
    waveOf = ledger.plan().members().stream().mapToInt(RolloutPlan.Member::wave).toArray();
    moved.forEach((member, wave) -> waveOf[member] = wave);
    watches = new TreeMap<>(progress.watches());
    chunks = new ArrayList<>(ledger.chunks().stream().map(ledger::chunkProgress).toList());
    waves = new ArrayList<>(progress.waves());
    progress.claims().forEach(sample -> claims.put(sample.member(), sample));
    progress.failures().forEach(sample -> failures.put(sample.member(), sample));
    breach = progress.breach();
    accepted = progress.accepted();
    verified = progress.verified();
    finishedAt = progress.finishedAt();
    abortedAt = progress.abortedAt();
  }

  RolloutPlan plan() {
    return before.plan();
  }

  int size() {
    return states.length;
  }

  String deviceId(int member) {
    return before.plan().members().get(member).deviceId();
  }

  MemberState state(int member) {
    return states[member];
  }

  int waveOf(int member) {
    return waveOf[member];
  }

  /** Members of a wave, in order. */
  IntStream membersOf(int wave) {
    return IntStream.range(0, states.length).filter(member -> waveOf[member] == wave);
  }

  /** Members in a state, in order. */
  IntStream membersIn(MemberState state) {
    return IntStream.range(0, states.length).filter(member -> states[member] == state);
  }

  Tally tally() {
    return Tally.of(Arrays.asList(states));
  }

  Tally tally(int wave) {
    return Tally.of(membersOf(wave).mapToObj(member -> states[member]).toList());
  }

  /** Puts a member into a state that is not followed any more. */
  void settle(int member, MemberState state) {
    states[member] = state;
    watches.remove(member);
    forgetSamples(member);
  }

  /** Puts a member into a state in which it is followed. */
  void follow(int member, MemberState state, Watch watch) {
    states[member] = state;
    watches.put(member, watch);
    forgetSamples(member);
  }

  private void forgetSamples(int member) {
    failures.remove(member);
    claims.remove(member);
  }

  Optional<Watch> watch(int member) {
    return Optional.ofNullable(watches.get(member));
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

  void sample(FailureSample sample) {
    if (failures.size() < Progress.MAX_SAMPLES) {
      failures.put(sample.member(), sample);
    }
  }

  /** Swaps the waves of two members. */
  void swapWaves(int one, int other) {
    int wave = waveOf[one];
    move(one, waveOf[other]);
    move(other, wave);
  }

  /** Moves a member into another wave. */
  void pull(int member, int wave) {
    move(member, wave);
  }

  private void move(int member, int wave) {
    waveOf[member] = wave;
    if (before.plan().members().get(member).wave() == wave) {
      moved.remove(member);
    } else {
      moved.put(member, wave);
    }
  }

  WaveProgress wave(int wave) {
    return waves.get(wave);
  }

  void wave(int wave, WaveProgress progress) {
    waves.set(wave, progress);
  }

  int waveCount() {
    return waves.size();
  }

  String waveName(int wave) {
    return plan().waves().get(wave).name();
  }

  /** The first wave that is not done; empty if all are. */
  Optional<Integer> currentWave() {
    return IntStream.range(0, waves.size())
        .filter(wave -> waves.get(wave).completedAt().isEmpty())
        .boxed()
        .findFirst();
  }

  /**
   * Whether a device waits for nothing but its turn: in the wave under way, or deferred once the
   * last wave is done.
   */
  boolean hasReleasable() {
    return currentWave()
        .map(wave -> membersOf(wave).anyMatch(member -> states[member] == MemberState.PENDING))
        .orElseGet(() -> membersIn(MemberState.DEFERRED).findAny().isPresent());
  }

  /** All chunks, those added in this pass too. */
  List<Chunk> allChunks() {
    List<Chunk> all = new ArrayList<>(before.chunks());
    all.addAll(added);
    return all;
  }

  List<Chunk> openChunks() {
    return allChunks().stream()
        .filter(chunk -> chunks.get(chunk.number()) == ChunkProgress.OPEN)
        .toList();
  }

  /** The newest chunk that was to write a member and was not void; empty if none was. */
  Optional<Chunk> chunkOf(int member) {
    return Optional.ofNullable(newest.orElseGet(this::indexNewest).get(member));
  }

  private Map<Integer, Chunk> indexNewest() {
    Map<Integer, Chunk> index = new HashMap<>();
    before.chunks().stream()
        .filter(chunk -> chunks.get(chunk.number()) != ChunkProgress.VOID)
        .sorted(Comparator.comparingInt(Chunk::number))
        .forEach(chunk -> chunk.devices().forEach(device -> index.put(device.member(), chunk)));
    newest = Optional.of(index);
    return index;
  }

  boolean isOpen(Chunk chunk) {
    return chunks.get(chunk.number()) == ChunkProgress.OPEN;
  }

  /**
   * Chunks that were stored just before the operator died, so that the progress does not know them.
   */
  List<Chunk> unknownToProgress() {
    return before.chunks().subList(before.progress().chunks().size(), before.chunks().size());
  }

  void add(Chunk chunk) {
    added.add(chunk);
    chunks.add(ChunkProgress.OPEN);
  }

  void close(Chunk chunk, ChunkProgress outcome) {
    chunks.set(chunk.number(), outcome);
    newest = Optional.empty();
  }

  int nextChunkNumber() {
    return before.chunks().size() + added.size();
  }

  List<Chunk> added() {
    return List.copyOf(added);
  }

  Optional<Breach> breach() {
    return breach;
  }

  void breach(Breach found) {
    breach = Optional.of(found);
  }

  /** Goes on after a breach: what was decided by now is accepted. */
  void accept(Accepted decided) {
    breach = Optional.empty();
    accepted = decided;
  }

  Accepted accepted() {
    return accepted;
  }

  int verified() {
    return verified;
  }

  void verified(int member) {
    verified = member;
  }

  Optional<Instant> finishedAt() {
    return finishedAt;
  }

  void finish(Instant now) {
    finishedAt = finishedAt.or(() -> Optional.of(now));
  }

  Optional<Instant> abortedAt() {
    return abortedAt;
  }

  void abort(Instant now) {
    abortedAt = abortedAt.or(() -> Optional.of(now));
  }

  void note(String sentence) {
    notes.add(sentence);
  }

  List<String> notes() {
    return List.copyOf(notes);
  }

  Ledger toLedger() {
    StringBuilder letters = new StringBuilder(states.length);
    for (MemberState state : states) {
      letters.append(state.letter());
    }
    return new Ledger(
        plan(),
        allChunks(),
        new Progress(
            letters.toString(),
            moved,
            watches,
            chunks,
            waves,
            breach,
            accepted,
            List.copyOf(claims.values()),
            List.copyOf(failures.values()),
            verified,
            finishedAt,
            abortedAt));
  }
}
