package io.twinoperator.schema;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaException;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A JSON Schema for desired properties; draft 2020-12 unless it says {@code $schema} itself. It is
 * whole in itself: what it refers to elsewhere is never fetched, from no network and no file.
 */
final class DesiredSchema {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int MAX_NAMED = 5;

  /** Not an exception, and the framework would lose the object over it. */
  private static final String ENDLESS =
      "it refers to itself without end, or a pattern in it needs too much to be matched";

  private final Schema schema;

  private DesiredSchema(Schema schema) {
    this.schema = schema;
  }

  /** A text that is no JSON Schema. */
  static final class Unusable extends Exception {
    private static final long serialVersionUID = 1L;

    Unusable(String message) {
      super(message);
    }
  }

  /**
   * Reads a schema.
   *
   * @throws Unusable naming what is wrong with it
   */
  static DesiredSchema parse(String text) throws Unusable {
    try {
      JsonNode json = JSON.readTree(text);
      if (!json.isObject() && !json.isBoolean()) {
        throw new Unusable("it is no JSON object");
      }
      DesiredSchema read = new DesiredSchema(registry().getSchema(json));
      // References are resolved when they are first met; all of them should be before a device is.
      read.schema.initializeValidators();
      return read;
    } catch (JsonProcessingException e) {
      throw new Unusable("it is no JSON: " + e.getOriginalMessage());
    } catch (SchemaException e) {
      throw new Unusable(String.valueOf(e.getMessage()));
    } catch (StackOverflowError e) {
      throw new Unusable(ENDLESS);
    }
  }

  private static SchemaRegistry registry() {
    return SchemaRegistry.withDefaultDialect(
        SpecificationVersion.DRAFT_2020_12,
        builder ->
            builder.schemaLoader(
                loader ->
                    loader
                        .fetchRemoteResources(false)
                        .allow(iri -> iri.toString().matches("https?://json-schema\\.org/.*"))));
  }

  /**
   * What desired violates, each with a JSON pointer into the object; the first five, and how many
   * more.
   *
   * @param pointer where desired stands in the object
   * @throws Unusable if the schema refers to something that is not in it
   */
  List<String> violations(@Nullable ObjectNode desired, String pointer) throws Unusable {
    try {
      List<String> all =
          schema
              .validate(desired == null ? JsonNodeFactory.instance.objectNode() : desired)
              .stream()
              .map(error -> pointer + error.getInstanceLocation() + ": " + error.getMessage())
              .toList();
      if (all.size() <= MAX_NAMED) {
        return all;
      }
      List<String> named = new ArrayList<>(all.subList(0, MAX_NAMED));
      named.add("and %d more".formatted(all.size() - MAX_NAMED));
      return named;
    } catch (SchemaException e) {
      throw new Unusable(String.valueOf(e.getMessage()));
    } catch (StackOverflowError e) {
      throw new Unusable(ENDLESS);
    }
  }
}
