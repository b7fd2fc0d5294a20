package io.twinoperator.fleetrollout;

import io.twinoperator.hub.Hub;
import io.twinoperator.hub.HubException;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/** Queries for device ids that are read a page at a time, over many passes; and then anew. */
final class HintRound {
  private final Deque<String> texts = new ArrayDeque<>();
  private Optional<String> continuation = Optional.empty();
  private Instant begunAt = Instant.MIN;
  private Instant askedAt = Instant.MIN;
  private Instant answeredAt = Instant.MIN;
  private boolean wasWhole;

  /** Begins anew; where there is nothing to ask, it is over at once. */
  void begin(Collection<String> queries, Instant now) {
    texts.clear();
    texts.addAll(queries);
    continuation = Optional.empty();
    begunAt = now;
    if (texts.isEmpty()) {
      answeredAt = now;
      wasWhole = true;
    }
  }

  /** Whether there is a page left to read. */
  boolean isUnderWay() {
    return !texts.isEmpty();
  }

  /** Whether it has been read to its end, and was begun no later than this. */
  boolean isOver(Instant begunBy) {
    return texts.isEmpty() && !begunAt.isAfter(begunBy);
  }

  /** Whether a round has come to its end, and the hub has answered since that time. */
  boolean isValid(Instant since) {
    return wasWhole && answeredAt.isAfter(since);
  }

  /** When it was last asked. */
  Instant askedAt() {
    return askedAt;
  }

  /**
   * The ids on the next page.
   *
   * @throws HubException if the hub refused or could not; call again later to go on
   */
  List<String> page(Hub hub, Instant now) throws HubException {
    askedAt = now;
    Hub.QueryPage page = hub.query(texts.element(), Hub.QueryPage.MAX_ROWS, continuation);
    continuation = page.continuation();
    if (continuation.isEmpty()) {
      texts.remove();
    }
    answeredAt = now;
    wasWhole = wasWhole || texts.isEmpty();
    return page.rows().stream().map(row -> row.path("deviceId").asText()).toList();
  }

  /** Asks no more until then, and takes nothing it has found for the whole. */
  void giveUp(Instant until) {
    texts.clear();
    continuation = Optional.empty();
    begunAt = until;
    wasWhole = false;
  }
}
