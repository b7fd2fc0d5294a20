package io.twinoperator.emulator.configuration;

import io.twinoperator.emulator.query.Expression;
import io.twinoperator.emulator.query.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;

/** The values of a twin that a condition speaks of. */
final class ConditionPaths implements Expression.Visitor<Stream<Path>> {
  private static final ConditionPaths VISITOR = new ConditionPaths();
  private static final Set<String> ROOTS = Set.of("deviceid", "moduleid", "tags");
  // A live hub's error names reported alone (azure-iot-cli-extension issue 88, 2019); the documents
  // have conditions on desired properties since.
  private static final Set<String> SECTIONS = Set.of("reported", "desired");

  private ConditionPaths() {}

  static List<Path> of(Expression condition) {
    return condition.accept(VISITOR).toList();
  }

  /** Whether a target condition may speak of it. */
  static boolean mayStandInATarget(Path path) {
    return ROOTS.contains(path.root())
        || (path.root().equals("properties")
            && path.segments().size() > 1
            && SECTIONS.contains(path.segments().get(1).toLowerCase(Locale.ROOT)));
  }

  @Override
  public Stream<Path> constant(Expression.Constant node) {
    return Stream.empty();
  }

  @Override
  public Stream<Path> reference(Expression.Reference node) {
    return Stream.of(node.path());
  }

  @Override
  public Stream<Path> comparison(Expression.Comparison node) {
    return all(List.of(node.left(), node.right()));
  }

  @Override
  public Stream<Path> arithmetic(Expression.Arithmetic node) {
    return Stream.concat(
        node.first().accept(this),
        all(node.steps().stream().map(Expression.Step::operand).toList()));
  }

  @Override
  public Stream<Path> membership(Expression.Membership node) {
    return node.operand().accept(this);
  }

  @Override
  public Stream<Path> and(Expression.And node) {
    return all(node.parts());
  }

  @Override
  public Stream<Path> or(Expression.Or node) {
    return all(node.parts());
  }

  @Override
  public Stream<Path> not(Expression.Not node) {
    return node.operand().accept(this);
  }

  @Override
  public Stream<Path> call(Expression.Call node) {
    return all(node.arguments());
  }

  private Stream<Path> all(List<Expression> parts) {
    return parts.stream().flatMap(part -> part.accept(this));
  }
}
