package io.twinoperator.demo.check;

import java.util.List;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Row 6: the twin queries. */
public final class QueriesRow {
  private static final int QUERIES = 4;

  private QueriesRow() {}

  /**
   * A query.
   *
   * @param title what it asks, for people
   * @param rows what the hub answered through the SDK, each row in one canonical text
   * @param expected what the devices' own state says, in the same form
   */
  public record Query(String title, List<String> rows, List<String> expected) {
    /** Copies the lists. */
    public Query {
      rows = List.copyOf(rows);
      expected = List.copyOf(expected);
    }
  }

  /** Judges the row. */
  public static Finding judge(List<Query> queries) {
    Judgement judgement = new Judgement(6);
    judgement.expect(
        queries.size() == QUERIES, "%d of %d queries were made".formatted(queries.size(), QUERIES));
    for (Query query : queries) {
      judgement.expect(
          !query.expected().isEmpty(), query.title() + ": nothing to find, so it shows nothing");
      judgement.expect(
          query.rows().size() == query.expected().size()
              && new TreeSet<>(query.rows()).equals(new TreeSet<>(query.expected())),
          "%s: the hub answered %s, the devices are %s"
              .formatted(query.title(), query.rows(), query.expected()));
    }
    return judgement.finding(
        queries.stream()
            .map(query -> query.title() + ": " + query.rows().size())
            .collect(Collectors.joining(", ")));
  }
}
