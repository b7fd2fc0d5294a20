package io.twinoperator.fleetrollout;

import static java.util.stream.Collectors.toSet;

import io.twinoperator.fleetrollout.decide.Outlook;
import io.twinoperator.fleetrollout.decide.Reads;
import io.twinoperator.fleetrollout.decide.RolloutObservation.Reading;
import io.twinoperator.fleetrollout.ledger.Ledger;
import io.twinoperator.fleetrollout.ledger.MemberState;
import io.twinoperator.fleetrollout.ledger.RolloutPlan.Member;
import io.twinoperator.hub.HubException;
import io.twinoperator.hub.OperationClass;
import io.twinoperator.twin.ConnectionState;
import java.time.Duration;
import java.time.Instant;
import java.util.BitSet;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks the hub's query store which devices of a rollout are worth a reading: converged ones that do
 * not report what is wanted any more, and those that were away and are connected again. One page of
 * a query a pass at most, and never more than a part of what the budget gives; a query that is
 * refused or throttled blinds nobody, since what it looks for is also found by reading, later.
 *
 * <p>What it knows is of this process alone: after a start it is found out anew.
 */
final class Lookout {
  private static final Logger log = LoggerFactory.getLogger(Lookout.class);

  /** A round begins so long after the one before began; a little less than a pass a minute. */
  static final Duration ROUND = Duration.ofSeconds(55);

  /** While many devices are in flight, which the query cannot tell from those that fell back. */
  private static final Duration ROUND_WHILE_WRITING = Duration.ofMinutes(5);

  private static final int MANY = 100;

  /** Whose return no query has looked for in this time is read again each minute. */
  private static final Duration VALID = Duration.ofMinutes(10);

  private static final Duration AFTER_REFUSAL = Duration.ofHours(1);
  private static final Duration AFTER_FAILURE = Duration.ofMinutes(1);

  /** The part of the budget's queries that one rollout takes for this. */
  private static final double SHARE_OF_QUERIES = 0.25;

  private static final Duration SHORTEST = Duration.ofSeconds(1);
  private static final double MILLIS_PER_MINUTE = 60_000;

  private final Instant since;
  private final BitSet away = new BitSet();
  private final Set<Integer> suspects = new TreeSet<>();
  private final HintRound fallen = new HintRound();
  private final HintRound returned = new HintRound();
  private Optional<Instant> notBefore = Optional.empty();

  Lookout(Instant since) {
    this.since = since;
  }

  /** When this process began with the rollout. */
  Instant since() {
    return since;
  }

  /**
   * Asks, if it is time to, and says where to look.
   *
   * @param now of the pass
   */
  Outlook look(RolloutRequest request, Ledger ledger, Instant now) {
    if (suspects.size() < MANY && notBefore.filter(now::isBefore).isEmpty()) {
      begin(request, ledger, now);
      next().ifPresent(round -> ask(round, request, ledger, now));
    }
    return new Outlook(
        suspects,
        returned.isValid(now.minus(VALID)) ? (BitSet) away.clone() : new BitSet(),
        request.link().room(OperationClass.TWIN_READ, request.turn()),
        request.link().limits().reads());
  }

  private void begin(RolloutRequest request, Ledger ledger, Instant now) {
    if (fallen.isOver(now.minus(ROUND)) && isWorthAsking(ledger)) {
      boolean writes = inFlight(ledger) > MANY;
      if (!writes || fallen.isOver(now.minus(ROUND_WHILE_WRITING))) {
        fallen.begin(HintQueries.fallenBack(request, ledger), now);
      }
    }
    if (returned.isOver(now.minus(ROUND)) && isLookedFor(request)) {
      returned.begin(HintQueries.connected(awaited(ledger)), now);
    }
  }

  /** While a device that falls back changes something, and more have converged than are re-read. */
  private static boolean isWorthAsking(Ledger ledger) {
    return ledger.progress().course().finish().isEmpty()
        && ledger.progress().course().rollback().isEmpty()
        && ledger
                .progress()
                .states()
                .chars()
                .filter(letter -> letter == MemberState.CONVERGED.letter())
                .limit(Reads.AGAIN_PER_MINUTE + 1L)
                .count()
            > Reads.AGAIN_PER_MINUTE;
  }

  private static long inFlight(Ledger ledger) {
    return ledger.progress().watches().keySet().stream()
        .filter(member -> state(ledger, member).standing() == MemberState.Standing.IN_FLIGHT)
        .limit(MANY + 1L)
        .count();
  }

  private static MemberState state(Ledger ledger, int member) {
    return MemberState.of(ledger.progress().states().charAt(member));
  }

  /** Devices that are online without a connection are found by reading alone. */
  private static boolean isLookedFor(RolloutRequest request) {
    return request.spec().offline().offlineAfter().isZero();
  }

  /** Whose return is waited for; members that are followed no more are forgotten. */
  private List<String> awaited(Ledger ledger) {
    Map<Integer, ?> watches = ledger.progress().watches();
    away.stream().filter(member -> !watches.containsKey(member)).forEach(away::clear);
    return away.stream()
        .filter(member -> Reads.isAway(state(ledger, member)))
        .mapToObj(member -> ledger.plan().members().get(member).deviceId())
        .toList();
  }

  /** The round that has waited longer. */
  private Optional<HintRound> next() {
    return List.of(fallen, returned).stream()
        .filter(HintRound::isUnderWay)
        .min((one, other) -> one.askedAt().compareTo(other.askedAt()));
  }

  private void ask(HintRound round, RolloutRequest request, Ledger ledger, Instant now) {
    try {
      take(round.page(request.hub(), now), ledger, round == fallen);
      notBefore = Optional.of(now.plus(pause(request)));
    } catch (HubException.Throttled e) {
      log.debug("{}: {}", request.key(), e.getMessage());
      notBefore = Optional.of(now.plus(pause(request)));
    } catch (HubException.Invalid | HubException.TooLarge e) {
      log.info("{}: the hub refuses a query for hints: {}", request.key(), e.getMessage());
      round.giveUp(now.plus(AFTER_REFUSAL));
    } catch (HubException e) {
      log.debug("{}: {}", request.key(), e.getMessage());
      notBefore = Optional.of(now.plus(AFTER_FAILURE));
    }
  }

  private static Duration pause(RolloutRequest request) {
    double perMinute = request.link().limits().queries() * SHARE_OF_QUERIES;
    Duration pause = Duration.ofMillis((long) (MILLIS_PER_MINUTE / Math.max(1, perMinute)));
    return pause.compareTo(SHORTEST) < 0 ? SHORTEST : pause;
  }

  private void take(List<String> deviceIds, Ledger ledger, boolean converged) {
    if (deviceIds.isEmpty()) {
      return;
    }
    Set<String> found = deviceIds.stream().collect(toSet());
    List<Member> members = ledger.plan().members();
    IntStream.range(0, members.size())
        .filter(member -> !converged || state(ledger, member) == MemberState.CONVERGED)
        .filter(member -> found.contains(members.get(member).deviceId()))
        .forEach(suspects::add);
  }

  /**
   * Takes note of what was to be read and of what was: of a suspect that was read there is nothing
   * left to suspect, nor of one that is not to be read any more.
   */
  void learn(Collection<Integer> due, Map<Integer, Reading> readings) {
    suspects.retainAll(due);
    suspects.removeAll(readings.keySet());
    readings.forEach(
        (member, reading) ->
            away.set(
                member,
                reading
                    .twin()
                    .filter(twin -> twin.connectionState() != ConnectionState.CONNECTED)
                    .isPresent()));
  }

  /** When there is more to ask; empty if a pass in its own time is soon enough. */
  Optional<Instant> wakeAt(Instant now) {
    if (returned.isUnderWay() || fallen.isUnderWay()) {
      return notBefore.filter(now::isBefore);
    }
    return Optional.empty();
  }
}
