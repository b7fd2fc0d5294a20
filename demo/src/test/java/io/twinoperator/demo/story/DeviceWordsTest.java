package io.twinoperator.demo.story;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

class DeviceWordsTest {
  private static final JsonMapper MAPPER = new JsonMapper();

  private static List<String> words(String atFirst, String before, String after) {
    return new DeviceWords(json(atFirst), json(before), json(after)).list();
  }

  private static JsonNode json(String text) {
    try {
      return MAPPER.readTree(text.replace('\'', '"'));
    } catch (IOException e) {
      throw new IllegalArgumentException(text, e);
    }
  }

  @Test
  void tellsNewValuesAndAnswers() {
    assertThat(words("{'a':30}", "{'a':30}", "{'a':10}")).containsExactly("a 10");
    assertThat(words("{'a':30}", "{'a':30}", "{'a':{'value':10,'ac':202,'av':2,'ad':'accepted'}}"))
        .containsExactly("a 10 (202 accepted)");
    assertThat(
            words(
                "{'a':30}",
                "{'a':{'value':10,'ac':202,'av':2}}",
                "{'a':{'value':10,'ac':200,'av':2,'ad':'applied'}}"))
        .containsExactly("a 10 (200 applied)");
    assertThat(
            words(
                "{}", "{}", "{'firmwareUpdate':{'status':'downloading','targetVersion':'2.2.0'}}"))
        .containsExactly("firmware 2.2.0: downloading");
  }

  @Test
  void leavesOutWhatIsNoNews() {
    assertThat(words("{'a':30}", "{'a':30}", "{'a':{'value':30,'ac':200,'av':1}}")).isEmpty();
    assertThat(
            words(
                "{'a':30}",
                "{'a':{'value':30,'ac':202,'av':1}}",
                "{'a':{'value':30,'ac':200,'av':1}}"))
        .isEmpty();
    assertThat(words("{}", "{'batteryLevel':9,'$version':1}", "{'batteryLevel':8,'$version':2}"))
        .isEmpty();
  }
}
