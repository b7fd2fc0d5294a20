package io.twinoperator.emulator.fault;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * The rules in place. Rules are asked in the order in which they were added; once one has decided
 * the answer, those behind it are not asked. Each rule draws from a random sequence of its own,
 * made of the seed and its id: with the same seed, the same rules and the same operations in the
 * same order, the same ones fail. Thread-safe.
 */
public final class Faults {
  private static final long BETWEEN_SEEDS = 0x9E3779B97F4A7C15L;

  private final long seed;
  private final KnownOperations known;
  private final List<Rule> rules = new ArrayList<>();
  private Consumer<PlacedFault> removed = fault -> {};
  private long lastId;

  /** No rules yet. */
  public Faults(long seed, KnownOperations known) {
    this.seed = seed;
    this.known = known;
  }

  /**
   * Puts a rule behind those in place and answers its id, counted from 1.
   *
   * @throws IllegalArgumentException if it could never fire; the message says why
   */
  public synchronized long add(FaultRule rule) {
    known.check(rule);
    lastId++;
    rules.add(new Rule(lastId, rule, new SplittableRandom(seed + BETWEEN_SEEDS * lastId)));
    return lastId;
  }

  /** Takes one rule away; answers false if there is none with this id. */
  public boolean remove(long id) {
    return !takeAway(rule -> rule.id == id).isEmpty();
  }

  /** Takes every rule away. */
  public void clear() {
    takeAway(rule -> true);
  }

  private List<Rule> takeAway(Predicate<Rule> which) {
    List<Rule> gone;
    Consumer<PlacedFault> undo;
    synchronized (this) {
      gone = rules.stream().filter(which).toList();
      rules.removeAll(gone);
      undo = removed;
    }
    // Outside: undoing takes a hub's lock, under which a hub asks for faults.
    gone.forEach(rule -> undo.accept(rule.placed()));
    return gone;
  }

  /** The rules in place, in the order in which they are asked. */
  public synchronized List<PlacedFault> all() {
    return rules.stream().map(Rule::placed).toList();
  }

  /** What the random sequences are made of. */
  public long seed() {
    return seed;
  }

  /**
   * Has {@code undo} called for each rule that is taken away, for what lasts longer than one
   * operation. There is one such call; the last one given counts.
   */
  public synchronized void onRemoved(Consumer<PlacedFault> undo) {
    removed = undo;
  }

  /** The rules that let this operation fail, in order; each is counted. */
  public synchronized List<FaultRule> at(FaultPoint point) {
    if (rules.isEmpty()) {
      return List.of();
    }
    List<FaultRule> fired = new ArrayList<>();
    for (Rule rule : rules) {
      if (known.allows(point.operation(), rule.rule.kind()) && rule.fires(point)) {
        fired.add(rule.rule);
        if (rule.rule.kind().decidesTheAnswer()) {
          break;
        }
      }
    }
    return fired;
  }

  /**
   * How stale a hub's queries are to be: the largest lag of the rules in place that have fired for
   * it; empty where none has.
   *
   * @param hub host name
   */
  public synchronized Optional<Duration> queryLag(String hub) {
    return rules.stream().flatMap(rule -> rule.queryLag(hub).stream()).max(Duration::compareTo);
  }

  private static final class Rule {
    private final long id;
    private final FaultRule rule;
    private final SplittableRandom random;
    private final Set<String> hubs = new HashSet<>();
    private long asked;
    private long fired;

    Rule(long id, FaultRule rule, SplittableRandom random) {
      this.id = id;
      this.rule = rule;
      this.random = random;
    }

    boolean fires(FaultPoint point) {
      if (!rule.isAbout(point)) {
        return false;
      }
      asked++;
      boolean spent = rule.count().isPresent() && fired >= rule.count().getAsLong();
      if (spent || random.nextDouble() >= rule.probability()) {
        return false;
      }
      fired++;
      hubs.add(point.hub());
      return true;
    }

    Optional<Duration> queryLag(String hub) {
      return rule.kind() instanceof FaultKind.StaleQueries stale && hubs.contains(hub)
          ? Optional.of(stale.lag())
          : Optional.empty();
    }

    PlacedFault placed() {
      return new PlacedFault(id, rule, asked, fired);
    }
  }
}
