package io.twinoperator.emulator.query;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * Which keys a SELECT list answers with. An alias always wins; two elements with one key: the
 * later.
 *
 * @param key of a path without an alias
 * @param builtInCase letter case of a built-in field
 */
public record Projection(ProjectionKey key, BuiltInFieldCase builtInCase) {

  /** The columns of one row; what the row does not have is left out. */
  public ObjectNode project(Query query, Row row) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    for (Element element : query.elements()) {
      if (element instanceof Element.Column column) {
        JsonNode value = row.at(column.path());
        if (!value.isMissingNode()) {
          json.set(keyOf(column), value.deepCopy());
        }
      }
    }
    return json;
  }

  /** The key of a column. */
  String keyOf(Element.Column column) {
    return column
        .alias()
        .orElseGet(
            () ->
                column.path().segments().size() == 1
                    ? fieldName(column.path())
                    : pathName(column.path()));
  }

  private String fieldName(Path path) {
    return switch (builtInCase) {
      case CANONICAL -> BuiltInField.canonical(path.root()).orElse(path.last());
      case AS_WRITTEN -> path.last();
    };
  }

  private String pathName(Path path) {
    return switch (key) {
      case LAST_SEGMENT -> path.last();
      case FULL_PATH -> path.text();
    };
  }
}
