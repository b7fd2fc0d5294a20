package io.twinoperator.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpServer;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** JSON Schemas for desired properties. */
class DesiredSchemaTest {

  private static final String DESIRED = "/spec/desired";

  private static final String SCHEMA =
      """
      {"type": "object", "required": ["interval"], "additionalProperties": false,
       "properties": {
         "interval": {"type": "integer", "minimum": 5},
         "limits": {"$ref": "#/$defs/range"}},
       "$defs": {"range": {"properties": {"min": {"type": "number"}}}}}
      """;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{interval: 15}                       | ",
        "{interval: 15.0}                     | ",
        "{interval: 15, limits: {min: 1.5}}   | ",
        "{interval: 1}                        | /spec/desired/interval: ",
        "{interval: 15, limits: {min: x}}     | /spec/desired/limits/min: ",
        "{}                                   | /spec/desired: required property 'interval'",
        "{interval: 15, 'a/b': 1}             | 'a/b'",
      },
      quoteCharacter = '"')
  void aViolationIsNamedWithItsPointer(String desired, String expected) throws Exception {
    List<String> violations = DesiredSchema.parse(SCHEMA).violations(object(desired), DESIRED);

    if (expected == null) {
      assertThat(violations).isEmpty();
    } else {
      assertThat(violations).singleElement().asString().contains(expected);
    }
  }

  @Test
  void noDesiredAtAllIsAnEmptyObject() throws Exception {
    assertThat(DesiredSchema.parse(SCHEMA).violations(null, DESIRED)).hasSize(1);
  }

  @Test
  void ofManyViolationsTheFirstAreNamed() throws Exception {
    String many =
        IntStream.range(0, 20)
            .mapToObj(i -> "k" + i + ": 1")
            .collect(Collectors.joining(", ", "{interval: 15, ", "}"));

    List<String> violations = DesiredSchema.parse(SCHEMA).violations(object(many), DESIRED);

    assertThat(violations).hasSizeLessThanOrEqualTo(6);
    assertThat(violations.get(violations.size() - 1)).contains("more");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[1]",
        "{nonsense",
        "{\"$ref\": \"#/$defs/absent\"}",
        "{\"$ref\": \"#\"}",
        "{\"type\": \"object\", \"properties\": {\"a\": {\"pattern\": \"(\"}}}"
      })
  void whatIsNoSchemaIsSaidToBeNone(String text) {
    assertThatThrownBy(() -> DesiredSchema.parse(text).violations(object("{a: b}"), DESIRED))
        .isInstanceOf(DesiredSchema.Unusable.class);
  }

  @Test
  void aPatternThatNeedsTooMuchIsSaidToBeUnusable() throws Exception {
    var schema = DesiredSchema.parse("{\"properties\": {\"a\": {\"pattern\": \"^(a|b)*$\"}}}");
    var desired = object("{}").put("a", "ab".repeat(50_000));

    assertThatThrownBy(() -> schema.violations(desired, DESIRED))
        .isInstanceOf(DesiredSchema.Unusable.class)
        .hasMessageContaining("pattern");
  }

  @Test
  void nothingIsEverFetched() throws IOException {
    List<String> asked = new CopyOnWriteArrayList<>();
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          asked.add(exchange.getRequestURI().toString());
          exchange.sendResponseHeaders(200, -1);
          exchange.close();
        });
    server.start();
    try {
      String http = "http://localhost:%d/x.json".formatted(server.getAddress().getPort());
      for (String ref : List.of(http, "file:///etc/hostname", "classpath:logback.xml")) {
        String schema = "{\"properties\": {\"a\": {\"$ref\": \"%s\"}}}".formatted(ref);
        assertThatThrownBy(() -> DesiredSchema.parse(schema).violations(object("{a: b}"), DESIRED))
            .isInstanceOf(DesiredSchema.Unusable.class);
      }
    } finally {
      server.stop(0);
    }
    assertThat(asked).isEmpty();
  }

  @Test
  void aSchemaOfAnotherDraftIsReadAsSuch() throws Exception {
    var schema =
        DesiredSchema.parse(
            "{\"$schema\": \"http://json-schema.org/draft-07/schema#\", \"items\": [{\"type\": \"string\"}]}");

    assertThat(schema.violations(object("{a: 1}"), DESIRED)).isEmpty();
  }

  /** Reads YAML, which lets keys stand without quotes. */
  private static ObjectNode object(String text) {
    return Serialization.unmarshal("---\n" + text, ObjectNode.class);
  }
}
