package io.twinoperator.hub;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Who may have jobs active on a hub, of those who talk to it through this process: each in the
 * order in which it came, one job at a time while others wait. How many jobs somebody else has
 * active nobody can know; when the hub refuses one, all stay away for a while, and whoever was
 * refused comes first. Kept in memory: after a start each caller says what it has.
 */
public final class JobSlots {

  /** How long a place in the line is kept for a caller that does not come. */
  static final Duration PLACE_KEPT_FOR = Duration.ofSeconds(90);

  /** How long a caller that does not come is believed to have its jobs. */
  static final Duration HELD_FOR = Duration.ofMinutes(2);

  /** How long all stay away when the hub has refused a job; each time in a row twice as long. */
  static final Duration FIRST_PAUSE = Duration.ofSeconds(10);

  /** But not longer than this. */
  static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);

  /** When to ask again while others who can be seen have the slots. */
  private static final Duration SOON = Duration.ofSeconds(2);

  private final InstantSource clock;
  private final Map<String, Held> held = new LinkedHashMap<>();
  private final List<Waiting> line = new ArrayList<>();
  private Optional<Refusal> refusal = Optional.empty();

  private record Held(int jobs, Instant seen) {}

  private record Waiting(String caller, Instant seen) {}

  private record Refusal(String words, Duration pause, Instant until) {}

  /**
   * What a caller may do now.
   *
   * @param more jobs that it may create
   * @param taken who has the slots; empty if it may create any
   */
  public record Answer(int more, Optional<Taken> taken) {}

  /**
   * There is no slot now.
   *
   * @param words what is waited for, in words that end a sentence
   * @param until when to ask again
   */
  public record Taken(String words, Instant until) {}

  JobSlots(InstantSource clock) {
    this.clock = clock;
  }

  /**
   * Asks for slots, and takes those that it gets; or a place in the line. What was taken and is not
   * used must be given back by {@link #has}.
   *
   * @param own jobs that the caller has active
   * @param all slots of the hub
   */
  public synchronized Answer ask(String caller, int own, int all) {
    Instant now = clock.instant();
    forget(now);
    held.put(caller, new Held(own, now));
    Optional<Refusal> pause = refusal.filter(last -> now.isBefore(last.until()));
    if (pause.isPresent()) {
      queue(caller, now);
      return new Answer(0, pause.map(last -> new Taken(last.words(), last.until())));
    }
    int free = all - held.values().stream().mapToInt(Held::jobs).sum();
    int ahead = ahead(caller);
    if (free <= ahead) {
      queue(caller, now);
      return new Answer(0, Optional.of(new Taken(words(caller, ahead), now.plus(SOON))));
    }
    line.removeIf(waiting -> waiting.caller().equals(caller));
    int more = line.isEmpty() ? free : 1;
    held.put(caller, new Held(own + more, now));
    return new Answer(more, Optional.empty());
  }

  /** Says how many jobs a caller has active; it keeps its place in the line. */
  public synchronized void has(String caller, int jobs) {
    if (jobs == 0) {
      held.remove(caller);
    } else {
      held.put(caller, new Held(jobs, clock.instant()));
    }
  }

  /** The caller wants no slot now. */
  public synchronized void leave(String caller) {
    line.removeIf(waiting -> waiting.caller().equals(caller));
  }

  /**
   * The hub refused a job for want of a slot: somebody else has one of which nothing is known here.
   *
   * @param words what is waited for, in words that end a sentence
   */
  public synchronized void refused(String caller, String words) {
    Instant now = clock.instant();
    Duration pause =
        refusal
            .map(last -> shorter(last.pause().multipliedBy(2), LONGEST_PAUSE))
            .orElse(FIRST_PAUSE);
    refusal = Optional.of(new Refusal(words, pause, now.plus(pause)));
    leave(caller);
    line.add(0, new Waiting(caller, now));
  }

  /** The hub has taken a job. */
  public synchronized void taken() {
    refusal = Optional.empty();
  }

  private void forget(Instant now) {
    line.removeIf(waiting -> waiting.seen().plus(PLACE_KEPT_FOR).isBefore(now));
    held.values().removeIf(holding -> holding.seen().plus(HELD_FOR).isBefore(now));
  }

  private void queue(String caller, Instant now) {
    int place = ahead(caller);
    if (place == line.size()) {
      line.add(new Waiting(caller, now));
    } else {
      line.set(place, new Waiting(caller, now));
    }
  }

  /** Callers before this one; all, if it is not in the line. */
  private int ahead(String caller) {
    for (int place = 0; place < line.size(); place++) {
      if (line.get(place).caller().equals(caller)) {
        return place;
      }
    }
    return line.size();
  }

  private String words(String caller, int ahead) {
    List<String> holders =
        held.entrySet().stream()
            .filter(other -> other.getValue().jobs() > 0 && !other.getKey().equals(caller))
            .map(Map.Entry::getKey)
            .limit(2)
            .toList();
    String who = holders.isEmpty() ? "" : ", held by " + String.join(" and ", holders);
    String before = ahead == 0 ? "" : ", for which " + ahead + " came before";
    return "a job slot of the hub" + who + before;
  }

  private static Duration shorter(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }
}
