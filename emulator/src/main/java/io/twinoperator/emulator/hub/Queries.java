package io.twinoperator.emulator.hub;

import com.fasterxml.jackson.databind.JsonNode;
import io.twinoperator.emulator.jobs.DeviceJob;
import io.twinoperator.emulator.jobs.Jobs;
import io.twinoperator.emulator.query.Aggregation;
import io.twinoperator.emulator.query.Projection;
import io.twinoperator.emulator.query.Query;
import io.twinoperator.emulator.query.QueryParser;
import io.twinoperator.emulator.query.QueryRules;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/**
 * Queries and their pages. Rows come in the order of their ids and a token names the last one, so
 * each page costs the walk from there on and not from the beginning, and a page holds no row of an
 * earlier one, whatever has changed in between. Twins are read without the hub's lock, jobs under
 * it.
 */
final class Queries {
  private final HubCore core;
  private final Jobs jobs;
  private final QueryRules rules;
  private final Projection projection;
  private final SavedResults saved = new SavedResults();

  Queries(HubCore core, Jobs jobs) {
    this.core = core;
    this.jobs = jobs;
    this.rules = core.settings().switches().queryRules();
    this.projection = new Projection(rules.projectionKey(), rules.builtInFieldCase());
  }

  QueryPage run(String text, int maxItems, Optional<String> continuation) {
    int pageSize = pageSize(maxItems);
    checkText(text);
    Query query = QueryParser.parse(text, rules.metadataInWhere());
    Optional<ContinuationToken> token =
        continuation.map(encoded -> ContinuationToken.decode(encoded, text));
    return switch (query.source()) {
      case DEVICES_JOBS -> core.locked(() -> deviceJobs(query, text, pageSize, token));
      case DEVICES, DEVICES_MODULES ->
          query.isAggregate()
              ? aggregate(query, text, pageSize, token)
              : twins(query, text, pageSize, token);
    };
  }

  /** Throws an exception of the parser's where a query is not valid. */
  void check(String text) {
    checkText(text);
    QueryParser.parse(text, rules.metadataInWhere());
  }

  /** How many rows a query has. */
  long count(String text) {
    long rows = 0;
    Optional<String> token = Optional.empty();
    do {
      QueryPage page = run(text, EmulatedHub.MAX_PAGE_SIZE, token);
      rows += page.items().size();
      token = page.continuation();
    } while (token.isPresent());
    return rows;
  }

  QueryPage listJobs(
      Optional<String> type, Optional<String> status, int maxItems, Optional<String> continuation) {
    String text = "jobs " + type + " " + status;
    Optional<ContinuationToken> token =
        continuation.map(encoded -> ContinuationToken.decode(encoded, text));
    return slice(jobs.list(type, status), text, pageSize(maxItems), token, "JobResponse");
  }

  private QueryPage twins(
      Query query, String text, int pageSize, Optional<ContinuationToken> token) {
    int before = token.map(ContinuationToken::returned).orElse(0);
    int size = Math.min(pageSize, query.top().orElse(Integer.MAX_VALUE) - before);
    Iterator<TwinRow> matches =
        core.queryStore()
            .visible(query)
            .select(query.where())
            .inOrder(token.map(ContinuationToken::position));
    List<JsonNode> items = new ArrayList<>();
    String last = "";
    while (items.size() < size && matches.hasNext()) {
      TwinRow row = matches.next();
      items.add(query.selectsAll() ? row.document() : projection.project(query, row));
      last = row.id().toString();
    }
    int returned = before + items.size();
    boolean more = returned < query.top().orElse(Integer.MAX_VALUE) && matches.hasNext();
    return new QueryPage(
        items,
        more ? Optional.of(new ContinuationToken(returned, last).encode(text)) : Optional.empty(),
        query.selectsAll() ? "Twin" : "Raw");
  }

  /** Groups have no key to go on from, so those that do not fit a page are kept for the next. */
  private QueryPage aggregate(
      Query query, String text, int pageSize, Optional<ContinuationToken> token) {
    int from = token.map(ContinuationToken::returned).orElse(0);
    Optional<List<JsonNode>> kept = token.flatMap(t -> saved.find(t.position(), text));
    List<JsonNode> groups = kept.orElseGet(() -> groups(query));
    int start = Math.min(from, groups.size());
    int end = Math.min(start + pageSize, groups.size());
    Optional<String> next = Optional.empty();
    if (end < groups.size()) {
      String id = kept.isPresent() ? token.orElseThrow().position() : saved.keep(text, groups);
      next = Optional.of(new ContinuationToken(end, id).encode(text));
    } else if (kept.isPresent()) {
      saved.forget(token.orElseThrow().position());
    }
    return new QueryPage(groups.subList(start, end), next, "Raw");
  }

  private List<JsonNode> groups(Query query) {
    Aggregation aggregation = new Aggregation(query, projection);
    core.queryStore().visible(query).fold(query, aggregation);
    return limited(aggregation.results(), query);
  }

  private QueryPage deviceJobs(
      Query query, String text, int pageSize, Optional<ContinuationToken> token) {
    // A token names a row by its position, which stays when old rows are forgotten.
    List<DeviceJob> rows = jobs.rowsFrom(token.map(ContinuationToken::index).orElse(0));
    int before = token.map(ContinuationToken::returned).orElse(0);
    int size = Math.min(pageSize, query.top().orElse(Integer.MAX_VALUE) - before);
    List<JsonNode> items = new ArrayList<>();
    int index = nextMatch(query, rows, 0);
    while (items.size() < size && index < rows.size()) {
      items.add(rows.get(index).json());
      index = nextMatch(query, rows, index + 1);
    }
    int returned = before + items.size();
    boolean more = returned < query.top().orElse(Integer.MAX_VALUE) && index < rows.size();
    Optional<String> next =
        more
            ? Optional.of(
                new ContinuationToken(returned, Long.toString(rows.get(index).position()))
                    .encode(text))
            : Optional.empty();
    return new QueryPage(items, next, "DeviceJob");
  }

  private static int nextMatch(Query query, List<DeviceJob> rows, int from) {
    int index = from;
    while (index < rows.size() && !query.selects(rows.get(index))) {
      index++;
    }
    return index;
  }

  private static QueryPage slice(
      List<? extends JsonNode> all,
      String text,
      int pageSize,
      Optional<ContinuationToken> token,
      String itemType) {
    int from = Math.min(token.map(ContinuationToken::index).orElse(0), all.size());
    int to = Math.min(from + pageSize, all.size());
    ContinuationToken next = new ContinuationToken(to, Integer.toString(to));
    return new QueryPage(
        List.copyOf(all.subList(from, to)),
        to < all.size() ? Optional.of(next.encode(text)) : Optional.empty(),
        itemType);
  }

  private static List<JsonNode> limited(List<JsonNode> results, Query query) {
    return results.subList(0, Math.min(results.size(), query.top().orElse(results.size())));
  }

  private static int pageSize(int maxItems) {
    if (maxItems < 1) {
      throw new HubError(
          ErrorCode.ARGUMENT_INVALID, "x-ms-max-item-count is " + maxItems + ": use 1 or more");
    }
    return Math.min(maxItems, EmulatedHub.MAX_PAGE_SIZE);
  }

  private static void checkText(String text) {
    if (text.isBlank()) {
      throw new HubError(ErrorCode.ARGUMENT_NULL, "BadRequest");
    }
    if (text.length() > QueryParser.MAX_LENGTH) {
      throw new HubError(
          ErrorCode.PRECONDITION_FAILED,
          "The query has "
              + text.length()
              + " characters, the maximum is "
              + QueryParser.MAX_LENGTH);
    }
  }
}
