package io.twinoperator.emulator.query;

import io.twinoperator.emulator.query.grammar.TwinQueryParser;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import org.antlr.v4.runtime.ParserRuleContext;
import org.antlr.v4.runtime.Token;
import org.jspecify.annotations.Nullable;

/** Turns the parse tree into the project's own and refuses what parses but has no meaning. */
final class TreeBuilder {
  private final int offset;
  private final ExpressionBuilder expressions;
  private final ExpressionBuilder everything;

  TreeBuilder(int offset, MetadataInWhere metadata) {
    this.offset = offset;
    this.expressions = new ExpressionBuilder(offset, metadata);
    this.everything = new ExpressionBuilder(offset, MetadataInWhere.ALLOWED);
  }

  private Expression expression(TwinQueryParser.ExpressionContext context) {
    return expressions.of(context);
  }

  Condition condition(TwinQueryParser.ConditionContext context) {
    Query.Source source =
        context.source() == null ? Query.Source.DEVICES : source(context.source());
    if (source == Query.Source.DEVICES_JOBS) {
      throw error(context.source(), "A condition selects from devices or devices.modules");
    }
    return new Condition(source, expression(context.expression()));
  }

  Query query(TwinQueryParser.QueryContext context) {
    Query query =
        new Query(
            source(context.source()),
            context.selection().element().stream().map(this::element).toList(),
            Optional.ofNullable(context.where).map(this::expression),
            Optional.ofNullable(context.group).map(ExpressionBuilder::path),
            top(context.top));
    check(query, context);
    return query;
  }

  private Query.Source source(TwinQueryParser.SourceContext context) {
    return switch (context.getText().toLowerCase(Locale.ROOT)) {
      case "devices" -> Query.Source.DEVICES;
      case "devices.modules" -> Query.Source.DEVICES_MODULES;
      case "devices.jobs" -> Query.Source.DEVICES_JOBS;
      default ->
          throw error(
              context,
              "Collection '"
                  + context.getText()
                  + "' is not devices, devices.modules or devices.jobs");
    };
  }

  private OptionalInt top(@Nullable Token token) {
    if (token == null) {
      return OptionalInt.empty();
    }
    try {
      int top = Integer.parseInt(token.getText());
      if (top > 0) {
        return OptionalInt.of(top);
      }
    } catch (NumberFormatException tooLarge) {
      throw QueryParser.error(token, offset, "TOP " + token.getText() + " is too large");
    }
    throw QueryParser.error(token, offset, "TOP must be at least 1");
  }

  private Element element(TwinQueryParser.ElementContext context) {
    if (context instanceof TwinQueryParser.ColumnElementContext column) {
      return new Element.Column(ExpressionBuilder.path(column.path()), alias(column.alias));
    }
    TwinQueryParser.AggregateElementContext aggregate =
        (TwinQueryParser.AggregateElementContext) context;
    Element.Fold fold = fold(aggregate.function);
    return new Element.Aggregate(fold, argument(fold, aggregate), alias(aggregate.alias));
  }

  private Optional<Path> argument(
      Element.Fold fold, TwinQueryParser.AggregateElementContext aggregate) {
    if (fold == Element.Fold.COUNT) {
      if (aggregate.expression() != null) {
        throw QueryParser.error(
            aggregate.function, offset, "COUNT takes no argument: write COUNT()");
      }
      return Optional.empty();
    }
    if (aggregate.expression() != null
        && everything.of(aggregate.expression()) instanceof Expression.Reference reference) {
      return Optional.of(reference.path());
    }
    throw QueryParser.error(aggregate.function, offset, fold + " takes one property");
  }

  private Element.Fold fold(Token name) {
    for (Element.Fold fold : Element.Fold.values()) {
      if (fold.name().equalsIgnoreCase(name.getText())) {
        return fold;
      }
    }
    throw QueryParser.error(
        name,
        offset,
        "'" + name.getText() + "' cannot be selected: use COUNT, AVG, SUM, MIN, MAX or a property");
  }

  private static Optional<String> alias(TwinQueryParser.@Nullable NameContext context) {
    return Optional.ofNullable(context).map(ExpressionBuilder::name);
  }

  private void check(Query query, TwinQueryParser.QueryContext context) {
    boolean plain = query.selectsAll() && query.groupBy().isEmpty();
    if (query.source() == Query.Source.DEVICES_JOBS && !plain) {
      throw error(context.selection(), "devices.jobs takes SELECT * alone, without GROUP BY");
    }
    if (query.selectsAll() && query.groupBy().isPresent()) {
      throw error(context.selection(), "GROUP BY needs a list of elements, not *");
    }
    if (query.isAggregate()) {
      for (Element element : query.elements()) {
        if (element instanceof Element.Column column
            && query.groupBy().filter(group -> group.isSameAs(column.path())).isEmpty()) {
          throw error(
              context.selection(),
              "'" + column.path().text() + "' is neither an aggregate nor the GROUP BY attribute");
        }
      }
    }
  }

  private QuerySyntaxException error(ParserRuleContext context, String problem) {
    return QueryParser.error(context.getStart(), offset, problem);
  }
}
