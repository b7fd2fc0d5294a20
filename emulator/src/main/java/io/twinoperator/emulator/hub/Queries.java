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
 * Queries and their pages. Devices come in the order of their ids and a token names the last one,
 * so each page costs the walk from there on and not from the beginning. Callers hold the hub's
 * lock.
 */
final class Queries {
  private final IdentityRegistry devices;
  private final Jobs jobs;
  private final QueryRules rules;
  private final Projection projection;

  Queries(IdentityRegistry devices, Jobs jobs, QueryRules rules) {
    this.devices = devices;
    this.jobs = jobs;
    this.rules = rules;
    this.projection = new Projection(rules.projectionKey(), rules.builtInFieldCase());
  }

  QueryPage run(String text, int maxItems, Optional<String> continuation) {
    int pageSize = pageSize(maxItems);
    checkText(text);
    Query query = QueryParser.parse(text, rules.metadataInWhere());
    Optional<ContinuationToken> token =
        continuation.map(encoded -> ContinuationToken.decode(encoded, text));
    return switch (query.source()) {
      case DEVICES_JOBS -> deviceJobs(query, text, pageSize, token);
      case DEVICES_MODULES, DEVICES ->
          query.isAggregate()
              ? aggregate(query, text, pageSize, token)
              : twins(query, text, pageSize, token);
    };
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
    Iterator<Registration> matches =
        devices
            .candidates(query.where(), token.map(ContinuationToken::position))
            .filter(device -> query.selects(new TwinRow(device)))
            .iterator();
    List<JsonNode> items = new ArrayList<>();
    String last = "";
    while (items.size() < size && matches.hasNext()) {
      Registration device = matches.next();
      items.add(
          query.selectsAll() ? device.twinJson() : projection.project(query, new TwinRow(device)));
      last = device.id().deviceId();
    }
    int returned = before + items.size();
    boolean more = returned < query.top().orElse(Integer.MAX_VALUE) && matches.hasNext();
    return new QueryPage(
        items,
        more ? Optional.of(new ContinuationToken(returned, last).encode(text)) : Optional.empty(),
        query.selectsAll() ? "Twin" : "Raw");
  }

  private QueryPage aggregate(
      Query query, String text, int pageSize, Optional<ContinuationToken> token) {
    Aggregation aggregation = new Aggregation(query, projection);
    devices
        .candidates(query.where(), Optional.empty())
        .map(TwinRow::new)
        .filter(query::selects)
        .forEach(aggregation::add);
    return slice(limited(aggregation.results(), query), text, pageSize, token, "Raw");
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
