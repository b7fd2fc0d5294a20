package io.twinoperator.fleetrollout.plan;

import com.fasterxml.jackson.databind.JsonNode;
import io.twinoperator.hub.Hub;
import io.twinoperator.hub.HubException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * A query read page by page. It may take more pages than the budget gives at once, so one that was
 * throttled goes on where it stopped.
 *
 * @param <T> what is kept of a row
 */
public final class PagedQuery<T> {
  private final String sql;
  private final Function<JsonNode, T> reader;
  private final List<T> rows = new ArrayList<>();
  private final List<Integer> pageBytes = new ArrayList<>();
  private Optional<String> continuation = Optional.empty();
  private boolean complete;

  /** A query of which nothing has been read. */
  public PagedQuery(String sql, Function<JsonNode, T> reader) {
    this.sql = sql;
    this.reader = reader;
  }

  /** A query whose rows are kept as they are. */
  public static PagedQuery<JsonNode> of(String sql) {
    return new PagedQuery<>(sql, Function.identity());
  }

  /**
   * Reads on to the last page.
   *
   * @return all rows
   * @throws HubException if the hub refused or could not; call again later to go on
   */
  public List<T> complete(Hub hub) throws HubException {
    readOn(hub, Integer.MAX_VALUE);
    return rows();
  }

  /**
   * Reads on, so many pages at most.
   *
   * @return how many of these pages it did not take
   * @throws HubException if the hub refused or could not; call again later to go on
   */
  int readOn(Hub hub, int pages) throws HubException {
    int left = pages;
    while (!complete && left > 0) {
      Hub.QueryPage page = hub.query(sql, Hub.QueryPage.MAX_ROWS, continuation);
      page.rows().forEach(row -> rows.add(reader.apply(row)));
      pageBytes.add(bytes(page.rows()));
      continuation = page.continuation();
      complete = continuation.isEmpty();
      left--;
    }
    return left;
  }

  /** The query's text. */
  String sql() {
    return sql;
  }

  /** Whether the last page has been read. */
  boolean isComplete() {
    return complete;
  }

  /** What was read so far. */
  List<T> rows() {
    return List.copyOf(rows);
  }

  /** The size of each page that was read, in bytes, about as the hub counts its answer. */
  List<Integer> pageBytes() {
    return List.copyOf(pageBytes);
  }

  private static int bytes(List<JsonNode> page) {
    return 2 + page.stream().mapToInt(row -> row.toString().length() + 1).sum();
  }
}
