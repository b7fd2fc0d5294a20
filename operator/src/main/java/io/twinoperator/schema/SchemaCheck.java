package io.twinoperator.schema;

import java.util.List;
import java.util.function.Function;

/** What the schema that a spec names says of it; pure. */
public sealed interface SchemaCheck {

  /** The word for a schema that is not there, in a condition. */
  String NOT_FOUND = "SchemaNotFound";

  /** What follows from each kind of answer. */
  record Cases<T>(
      Function<Passed, T> passed,
      Function<NotRead, T> notRead,
      Function<Missing, T> missing,
      Function<Violated, T> violated) {}

  /** The result of the function for this kind of answer. */
  <T> T fold(Cases<T> cases);

  /** There is no schema, or it is satisfied. */
  record Passed() implements SchemaCheck {
    @Override
    public <T> T fold(Cases<T> cases) {
      return cases.passed().apply(this);
    }
  }

  /** The ConfigMap has not been read yet, as right after a start; a moment later it has. */
  record NotRead() implements SchemaCheck {
    @Override
    public <T> T fold(Cases<T> cases) {
      return cases.notRead().apply(this);
    }
  }

  /** There is no schema where the spec says; its coming wakes the object. */
  record Missing(String message) implements SchemaCheck {
    @Override
    public <T> T fold(Cases<T> cases) {
      return cases.missing().apply(this);
    }
  }

  /** The spec violates the schema, or the schema is none; the change of either wakes the object. */
  record Violated(List<String> violations) implements SchemaCheck {
    /** Copies the list. */
    public Violated {
      violations = List.copyOf(violations);
    }

    /** All of them in a sentence. */
    public String message() {
      return String.join("; ", violations);
    }

    @Override
    public <T> T fold(Cases<T> cases) {
      return cases.violated().apply(this);
    }
  }
}
