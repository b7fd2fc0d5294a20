package io.twinoperator.demo.story;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.twinoperator.twin.MergePatch;
import org.junit.jupiter.api.Test;

class HubWritesTest {

  private static String text(String tags, String desired) throws Exception {
    return HubWrites.text(new MergePatch(json(tags), json(desired)));
  }

  private static ObjectNode json(String text) throws Exception {
    return (ObjectNode) new JsonMapper().readTree(text.replace('\'', '"'));
  }

  @Test
  void aPatchIsToldWithoutTheOperatorsOwnTag() throws Exception {
    assertThat(text("{'twinOperator':{'r1':{}}}", "{'uploadMode':null}"))
        .isEqualTo("{\"properties\":{\"desired\":{\"uploadMode\":null}}}");
    assertThat(text("{'twinOperator':{'r1':{}},'floor':3}", "{}"))
        .isEqualTo("{\"tags\":{\"floor\":3}}");
  }
}
