package io.twinoperator.emulator.query;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.twinoperator.emulator.twin.Json;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EvaluatorTest {
  static final Row EMPTY = row(JsonNodeFactory.instance.objectNode());

  private static final Row ROW =
      row(
          Json.object(
              "{'i':3,'d':3.0,'half':0.5,'neg':-7,'s':'abc','quote':'it\\u0027s','é':'ü','t':true,"
                  + "'f':false,'n':null,'list':[1],'o':{'min':1,'group':2,'a b':3}}"));

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "i = 3 | true",
        "i = d | true",
        "i = 0x3 | true",
        "i <> 3 | false",
        "i != 4 | true",
        "half < 1 | true",
        "neg <= -7 | true",
        "neg > -7.5 | true",
        "i >= 4 | false",
        "s = 'abc' | true",
        "s = \"abc\" | true",
        "s = 'ABC' | false",
        "s = '\\u0061bc' | true",
        "s < 'abd' | true",
        "quote = 'it\\'s' | true",
        "[[é]] = '\\u00fc' | true",
        "[[é]] = 'ü' | true",
        "t | true",
        "t = true | true",
        "f | false",
        "f != true | true",
        "n = null | true",
        "i = null | false",
        "i != null | true",
        "i < null | undefined",
        "i = 'abc' | undefined",
        "i != 'abc' | undefined",
        "t = 1 | undefined",
        "list = list | undefined",
        "o != 1 | undefined",
        "absent = 1 | undefined",
        "absent != 1 | undefined",
        "absent = undefined | undefined",
        "undefined = undefined | undefined",
        "o.min = 1 | true",
        "o.[[group]] = 2 | true",
        "o.[[a b]] = 3 | true",
        "o.min.deeper = 1 | undefined",
        "i + 1 = 4 | true",
        "i - 1 - 1 = 1 | true",
        "1 + 2 * 3 = 7 | true",
        "(1 + 2) * 3 = 9 | true",
        "i / 2 = 1.5 | true",
        "i % 2 = 1 | true",
        "neg % 2 = -1 | true",
        "5.5 % 2 = 1.5 | true",
        "i / 0 = 1 | undefined",
        "i % 0 = 1 | undefined",
        "s + 1 = 2 | undefined",
        "1e300 * 1e300 > 1 | undefined",
        "0.1 + 0.2 = 0.3 | true",
        "s IN ['x', 'abc'] | true",
        "i IN [1, 3.0] | true",
        "i IN ['3'] | false",
        "i NIN [1, 2] | true",
        "i NIN [3] | false",
        "absent IN [1] | undefined",
        "absent NIN [1] | undefined",
        "n IN [null] | true",
        "i IN [undefined] | false",
        "list IN [1] | undefined",
        "i = [3] | undefined",
        "[1, 'a'] | [1,\"a\"]",
        "IS_DEFINED([1]) | true",
        "i + [1] = 4 | undefined",
        "'3' = i OR NOT ('3' = i) | undefined",
        "null = null | true",
        "null >= null | true",
        "t > f | true",
        "s + 'x' = 'abcx' | undefined",
        "t AND i = 3 | true",
        "t AND f | false",
        "f AND absent | false",
        "absent AND f | false",
        "t AND absent | undefined",
        "t OR absent | true",
        "absent OR t | true",
        "f OR absent | undefined",
        "f OR f | false",
        "t OR f AND f | true",
        "NOT f | true",
        "NOT NOT t | true",
        "NOT absent | undefined",
        "NOT i | undefined",
        "NOT i = 3 | false",
        "IS_DEFINED(i) | true",
        "IS_DEFINED(n) | true",
        "IS_DEFINED(absent) | false",
        "IS_DEFINED(o.min) | true",
        "is_defined(o.max) | false",
        "STARTSWITH(s, 'ab') | true",
        "STARTSWITH(s, 'b') | false",
        "STARTSWITH(i, '3') | undefined",
        "ENDSWITH(s, 'bc') | true",
        "ENDSWITH(absent, '') | undefined"
      })
  void evaluates(String condition, String expected) {
    JsonNode value = Evaluator.value(QueryParserTest.where(condition), ROW);

    assertThat(value.isMissingNode() ? "undefined" : value.toString()).isEqualTo(expected);
    assertThat(Evaluator.isTrue(QueryParserTest.where(condition), ROW))
        .isEqualTo(expected.equals("true"));
  }

  @Test
  void onlyBooleanTrueIsAMatch() {
    assertThat(Evaluator.isTrue(QueryParserTest.where("i"), ROW)).isFalse();
    assertThat(Evaluator.isTrue(QueryParserTest.where("'true'"), ROW)).isFalse();
    assertThat(Evaluator.isTrue(QueryParserTest.where(" * "), ROW)).isTrue();
  }

  @Test
  void foldsGroups() {
    Query query =
        QueryParser.parse(
            "SELECT g, COUNT() AS n, AVG(v) AS mean, SUM(v), MIN(v) AS low, MAX(w) AS last"
                + " FROM devices GROUP BY g");
    Aggregation aggregation =
        new Aggregation(
            query, new Projection(ProjectionKey.LAST_SEGMENT, BuiltInFieldCase.CANONICAL));
    aggregation.add(row(Json.object("{'g':1,'v':2,'w':'a'}")));
    aggregation.add(row(Json.object("{'g':1.0,'v':'no number','w':'c'}")));
    aggregation.add(row(Json.object("{'g':1,'v':5,'w':'b'}")));
    aggregation.add(row(Json.object("{'v':0.5}")));

    assertThat(aggregation.results().stream().map(JsonNode::toString))
        .containsExactly(
            "{\"g\":1,\"n\":3,\"mean\":3.5,\"sum\":7,\"low\":2,\"last\":\"c\"}",
            "{\"n\":1,\"mean\":0.5,\"sum\":0.5,\"low\":0.5}");
  }

  @Test
  void withoutGroupByThereIsOneAnswerEvenForNoRows() {
    Aggregation aggregation =
        new Aggregation(
            QueryParser.parse("SELECT COUNT() AS n, AVG(v) AS mean FROM devices"),
            new Projection(ProjectionKey.LAST_SEGMENT, BuiltInFieldCase.CANONICAL));

    assertThat(aggregation.results().stream().map(JsonNode::toString)).containsExactly("{\"n\":0}");
  }

  @Test
  void projectionKeysFollowTheSwitches() {
    Query query = QueryParser.parse("SELECT DEVICEID, o.min, o.min AS low, absent FROM devices");
    Row row = row(Json.object("{'DEVICEID':'d','o':{'min':1}}"));

    assertThat(
            new Projection(ProjectionKey.LAST_SEGMENT, BuiltInFieldCase.CANONICAL)
                .project(query, row)
                .toString())
        .isEqualTo("{\"deviceId\":\"d\",\"min\":1,\"low\":1}");
    assertThat(
            new Projection(ProjectionKey.FULL_PATH, BuiltInFieldCase.AS_WRITTEN)
                .project(query, row)
                .toString())
        .isEqualTo("{\"DEVICEID\":\"d\",\"o.min\":1,\"low\":1}");
  }

  static Row row(ObjectNode document) {
    return path -> {
      JsonNode node = document;
      List<String> segments = path.segments();
      for (String segment : segments) {
        node = node.path(segment);
      }
      return node;
    };
  }
}
