package io.twinoperator.emulator.query;

import java.util.LinkedHashSet;
import java.util.Set;

/** The paths that an expression reads, each in its canonical spelling. */
final class ReferencedPaths implements Expression.Visitor<Set<Path>> {
  private final Set<Path> paths = new LinkedHashSet<>();

  private ReferencedPaths() {}

  static Set<Path> of(Expression expression) {
    return expression.accept(new ReferencedPaths());
  }

  @Override
  public Set<Path> constant(Expression.Constant node) {
    return paths;
  }

  @Override
  public Set<Path> reference(Expression.Reference node) {
    paths.add(node.path().canonical());
    return paths;
  }

  @Override
  public Set<Path> comparison(Expression.Comparison node) {
    node.left().accept(this);
    return node.right().accept(this);
  }

  @Override
  public Set<Path> arithmetic(Expression.Arithmetic node) {
    node.steps().forEach(step -> step.operand().accept(this));
    return node.first().accept(this);
  }

  @Override
  public Set<Path> membership(Expression.Membership node) {
    return node.operand().accept(this);
  }

  @Override
  public Set<Path> and(Expression.And node) {
    node.parts().forEach(part -> part.accept(this));
    return paths;
  }

  @Override
  public Set<Path> or(Expression.Or node) {
    node.parts().forEach(part -> part.accept(this));
    return paths;
  }

  @Override
  public Set<Path> not(Expression.Not node) {
    return node.operand().accept(this);
  }

  @Override
  public Set<Path> call(Expression.Call node) {
    node.arguments().forEach(argument -> argument.accept(this));
    return paths;
  }
}
