package io.twinoperator.emulator.query;

import com.fasterxml.jackson.databind.JsonNode;

/** What a query is asked of. */
@FunctionalInterface
public interface Row {

  /** The value at a path; a {@code MissingNode} where there is none. Callers do not change it. */
  JsonNode at(Path path);
}
