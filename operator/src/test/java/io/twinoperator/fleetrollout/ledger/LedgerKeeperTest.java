package io.twinoperator.fleetrollout.ledger;

import static io.twinoperator.fleetrollout.ledger.Ledgers.KEY;
import static io.twinoperator.fleetrollout.ledger.Ledgers.NOW;
import static io.twinoperator.fleetrollout.ledger.Ledgers.REVISION;
import static io.twinoperator.fleetrollout.ledger.Ledgers.batch;
import static io.twinoperator.fleetrollout.ledger.Ledgers.moved;
import static io.twinoperator.fleetrollout.ledger.Ledgers.with;
import static org.assertj.core.api.Assertions.assertThat;

import io.twinoperator.fleetrollout.ledger.Course.Finish;
import io.twinoperator.fleetrollout.ledger.Course.Outcome;
import io.twinoperator.fleetrollout.ledger.KeptLedger.Stage;
import io.twinoperator.fleetrollout.ledger.LedgerKeeper.Fate;
import io.twinoperator.fleetrollout.ledger.LedgerStore.RolloutKey;
import io.twinoperator.testing.InMemoryLedgerStore;
import io.twinoperator.testing.InMemoryLedgerStore.Died;
import io.twinoperator.testing.InMemoryLedgerStore.When;
import io.twinoperator.testing.VirtualClock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class LedgerKeeperTest {
  private static final Duration HOUR = Duration.ofHours(1);
  private static final Optional<Duration> ASKED = Optional.of(HOUR);
  private static final Optional<Duration> GONE = Optional.empty();
  private static final Fate KEEP = new Fate.Keep();
  private static final Fate FREE = new Fate.Free();

  private static KeptLedger kept(Stage stage, Optional<Instant> ended, Optional<Instant> until) {
    return new KeptLedger(KEY, stage, ended, until, Optional.empty());
  }

  static Stream<Arguments> fates() {
    Optional<Instant> no = Optional.empty();
    Optional<Instant> justNow = Optional.of(NOW.minus(HOUR).plusMillis(1));
    Optional<Instant> anHourAgo = Optional.of(NOW.minus(HOUR));
    Optional<Instant> monthAgo = Optional.of(NOW.minus(LedgerKeeper.KEPT_UNASKED));
    Optional<Instant> soon = Optional.of(NOW.plusMillis(1));
    return Stream.of(
        Arguments.of("runs", kept(Stage.WHOLE, no, no), ASKED, KEEP),
        Arguments.of("runs again", kept(Stage.WHOLE, no, monthAgo), ASKED, KEEP),
        Arguments.of("ended lately", kept(Stage.WHOLE, justNow, no), ASKED, KEEP),
        Arguments.of("ended long ago", kept(Stage.WHOLE, anHourAgo, no), ASKED, FREE),
        Arguments.of(
            "asks for nothing",
            kept(Stage.WHOLE, Optional.of(NOW), no),
            Optional.of(Duration.ZERO),
            FREE),
        Arguments.of(
            "deleted unseen",
            kept(Stage.WHOLE, no, no),
            GONE,
            new Fate.Retire(NOW.plus(LedgerKeeper.KEPT_UNASKED))),
        Arguments.of("deleted", kept(Stage.WHOLE, no, soon), GONE, KEEP),
        Arguments.of("deleted long ago", kept(Stage.WHOLE, no, Optional.of(NOW)), GONE, FREE),
        Arguments.of("ended, deleted", kept(Stage.WHOLE, anHourAgo, soon), GONE, KEEP),
        Arguments.of("ended, deleted unseen", kept(Stage.WHOLE, anHourAgo, no), GONE, KEEP),
        Arguments.of(
            "ended a month ago, deleted unseen", kept(Stage.WHOLE, monthAgo, no), GONE, FREE),
        Arguments.of("is being planned", kept(Stage.BEGUN, no, no), ASKED, KEEP),
        Arguments.of("was being planned", kept(Stage.BEGUN, no, no), GONE, FREE),
        Arguments.of("was being freed", kept(Stage.FREED, no, no), ASKED, FREE),
        Arguments.of("was being freed, deleted", kept(Stage.FREED, no, no), GONE, FREE));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("fates")
  void decides(String what, KeptLedger kept, Optional<Duration> ttl, Fate fate) {
    assertThat(LedgerKeeper.fate(kept, ttl, NOW)).as(what).isEqualTo(fate);
  }

  private final InMemoryLedgerStore store = new InMemoryLedgerStore();
  private final VirtualClock clock = new VirtualClock(NOW);
  private final Map<RolloutKey, Duration> objects = new HashMap<>(Map.of(KEY, HOUR));
  private final LedgerKeeper keeper =
      new LedgerKeeper(store, key -> Optional.ofNullable(objects.get(key)), clock);

  private void finish(Outcome outcome) {
    Ledger ledger = moved(with(Ledgers.of(4), batch(0)), 1);
    store.begin(KEY, Ledgers.of(4));
    store.append(
        KEY,
        Ledgers.with(
            ledger, "CCR.", "e", Map.of(), Optional.of(new Finish(outcome, clock.instant()))),
        List.of(batch(0)));
  }

  @Test
  void freesWhatEndedLongAgoAndLeavesATombstone() {
    finish(Outcome.ROLLED_BACK);
    keeper.tidy();
    assertThat(store.load(KEY)).isPresent();
    clock.advance(HOUR);
    keeper.tidy();

    assertThat(store.load(KEY)).isEmpty();
    assertThat(store.tombstone(KEY, REVISION))
        .contains(new Tombstone(REVISION, Outcome.ROLLED_BACK, NOW, 4, 2));
    assertThat(store.shards().names()).hasSize(1);
    clock.advance(LedgerKeeper.KEPT_UNASKED.multipliedBy(12));
    objects.clear();
    keeper.tidy();
    assertThat(store.shards().names()).as("tombstones stay").hasSize(1);
  }

  @Test
  void theTombstoneThatTheRolloutLeftKnowsBetter() {
    finish(Outcome.SUCCEEDED);
    Tombstone own = new Tombstone(REVISION, Outcome.SUCCEEDED, NOW.minusSeconds(3), 4, 3);
    store.bury(KEY, own);
    clock.advance(HOUR);
    keeper.tidy();

    assertThat(store.tombstone(KEY, REVISION)).contains(own);
  }

  @Test
  void oneThatWasDeletedWhileItRanGoesOnIfItComesBackInTime() {
    store.begin(KEY, Ledgers.of(4));
    store.append(KEY, with(Ledgers.of(4), batch(0)), List.of(batch(0)));
    objects.clear();
    keeper.tidy();
    clock.advance(LedgerKeeper.KEPT_UNASKED.minusMillis(1));
    keeper.tidy();
    objects.put(KEY, HOUR);
    clock.advance(HOUR);
    keeper.tidy();

    Ledger ledger = store.load(KEY).orElseThrow();
    assertThat(ledger.batches()).containsExactly(batch(0));
    store.append(KEY, moved(ledger, 1), List.of());
    objects.clear();
    keeper.tidy();
    assertThat(store.kept().get(0).keepUntil())
        .contains(clock.instant().plus(LedgerKeeper.KEPT_UNASKED));
  }

  @Test
  void oneThatWasDeletedWhileItRanIsAbortedInTheEnd() {
    store.begin(KEY, Ledgers.of(4));
    store.append(KEY, moved(with(Ledgers.of(4), batch(0)), 1), List.of(batch(0)));
    store.retire(KEY, NOW.plus(HOUR));
    objects.clear();
    clock.advance(HOUR);
    keeper.tidy();

    assertThat(store.load(KEY)).isEmpty();
    assertThat(store.tombstone(KEY, REVISION))
        .contains(new Tombstone(REVISION, Outcome.ABORTED, NOW, 4, 1));
  }

  @Test
  void oneThatTouchedNothingLeavesNothing() {
    store.begin(KEY, Ledgers.of(4));
    store.retire(KEY, NOW);
    objects.clear();
    keeper.tidy();

    assertThat(store.shards().names()).isEmpty();
  }

  @Test
  void whatWasCutOffIsFinishedAtTheNextLook() {
    finish(Outcome.SUCCEEDED);
    clock.advance(HOUR);
    store.dieAt(3, When.AFTER_IT_IS_STORED);
    Optional<Died> died = Optional.empty();
    try {
      keeper.tidy();
    } catch (Died e) {
      died = Optional.of(e);
    }
    assertThat(died).isPresent();
    assertThat(store.shards().names()).hasSizeGreaterThan(1);
    keeper.tidy();

    assertThat(store.shards().names()).containsExactly("plant/interval-" + REVISION);
  }
}
