package io.twinoperator.emulator.hub;

import io.twinoperator.emulator.query.Condition;
import io.twinoperator.emulator.query.Expression;
import io.twinoperator.emulator.query.MetadataInWhere;
import io.twinoperator.emulator.query.Query;
import io.twinoperator.emulator.query.QueryParser;
import io.twinoperator.emulator.query.RowSet;
import io.twinoperator.emulator.query.RowStore;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/**
 * The twins as queries, jobs and configurations see them: behind the registry by the query lag.
 * Thread-safe without the hub's lock, so that no twin waits for a query over the whole fleet.
 */
final class QueryStore {
  private final RowStore<TwinRow> devices;
  private final RowStore<TwinRow> modules;
  private final MetadataInWhere metadata;

  QueryStore(InstantSource clock, HubSettings settings) {
    this.devices = new RowStore<>(clock, settings.queryLag());
    this.modules = new RowStore<>(clock, settings.queryLag());
    this.metadata = settings.switches().queryRules().metadataInWhere();
  }

  void put(TwinRow row) {
    collection(row.id()).put(row.id().toString(), row);
  }

  void remove(ClientId id) {
    collection(id).remove(id.toString());
  }

  void lag(Duration lag) {
    devices.lag(lag);
    modules.lag(lag);
  }

  /** The rows of devices or of modules, ready for a query. */
  RowSet<TwinRow> visible(Query query) {
    return collection(query.source()).visibleFor(query.where(), query.groupBy());
  }

  /** Reads a condition; throws {@link io.twinoperator.emulator.query.QuerySyntaxException}. */
  Condition condition(String text) {
    return QueryParser.parseCondition(text, metadata);
  }

  /**
   * The devices or modules for which the condition of a job or a configuration is true, in the
   * order of their ids. Throws {@link io.twinoperator.emulator.query.QuerySyntaxException}.
   */
  List<ClientId> select(String text) {
    Condition condition = condition(text);
    Optional<Expression> where = Optional.of(condition.where());
    Iterator<TwinRow> matches =
        collection(condition.source())
            .visibleFor(where, Optional.empty())
            .select(where)
            .inOrder(Optional.empty());
    List<ClientId> selected = new ArrayList<>();
    matches.forEachRemaining(row -> selected.add(row.id()));
    return selected;
  }

  private RowStore<TwinRow> collection(Query.Source source) {
    return source == Query.Source.DEVICES_MODULES ? modules : devices;
  }

  private RowStore<TwinRow> collection(ClientId id) {
    return id.moduleId().isPresent() ? modules : devices;
  }
}
