package io.twinoperator.emulator.query;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeSet;

/**
 * The device ids that a condition names, so that asking for a few devices by id does not cost a
 * walk over the whole fleet. Empty where the condition may hold for any device.
 */
public final class NamedDevices implements Expression.Visitor<Optional<NavigableSet<String>>> {
  private static final NamedDevices VISITOR = new NamedDevices();

  private NamedDevices() {}

  /** The only ids for which {@code condition} can be true, if it says. */
  public static Optional<NavigableSet<String>> in(Expression condition) {
    return condition.accept(VISITOR);
  }

  @Override
  public Optional<NavigableSet<String>> comparison(Expression.Comparison node) {
    boolean byId =
        node.operator() == Expression.Comparator.EQUAL
            && isDeviceId(node.left())
            && node.right() instanceof Expression.Constant;
    return byId
        ? Optional.of(texts(List.of(((Expression.Constant) node.right()).value())))
        : Optional.empty();
  }

  @Override
  public Optional<NavigableSet<String>> membership(Expression.Membership node) {
    return node.presence() == Expression.Presence.IN && isDeviceId(node.operand())
        ? Optional.of(texts(node.values().values()))
        : Optional.empty();
  }

  @Override
  public Optional<NavigableSet<String>> and(Expression.And node) {
    return node.parts().stream().flatMap(part -> part.accept(this).stream()).findFirst();
  }

  @Override
  public Optional<NavigableSet<String>> constant(Expression.Constant node) {
    return Optional.empty();
  }

  @Override
  public Optional<NavigableSet<String>> reference(Expression.Reference node) {
    return Optional.empty();
  }

  @Override
  public Optional<NavigableSet<String>> arithmetic(Expression.Arithmetic node) {
    return Optional.empty();
  }

  @Override
  public Optional<NavigableSet<String>> or(Expression.Or node) {
    return Optional.empty();
  }

  @Override
  public Optional<NavigableSet<String>> not(Expression.Not node) {
    return Optional.empty();
  }

  @Override
  public Optional<NavigableSet<String>> call(Expression.Call node) {
    return Optional.empty();
  }

  private static boolean isDeviceId(Expression expression) {
    return expression instanceof Expression.Reference reference
        && reference.path().segments().size() == 1
        && reference.path().root().equals("deviceid");
  }

  private static NavigableSet<String> texts(List<JsonNode> values) {
    NavigableSet<String> ids = new TreeSet<>();
    values.stream().filter(JsonNode::isTextual).map(JsonNode::textValue).forEach(ids::add);
    return ids;
  }
}
