package io.twinoperator.demo.check;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.twinoperator.demo.check.Finding.Verdict;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Row 4 passes for a program that did it all, and fails for one that left something out. */
class DeviceRowTest {
  private static final JsonMapper MAPPER = new JsonMapper();
  private static final List<String> NOTES =
      List.of(
          "{'event':'connected','sdk':'azure-iot-device 2.14.0'}",
          "{'event':'twin','version':2,'properties':['firmwareVersion','telemetryInterval']}",
          "{'event':'reported','patch':{'firmwareUpdate':{'status':'downloading','targetVersion':'2.2.0'}}}",
          "{'event':'patch','version':3,'properties':['telemetryInterval','temperatureThreshold']}",
          "{'event':'reported','patch':{'telemetryInterval':15,'temperatureThreshold':{'min':20.0}}}",
          "{'event':'reported','patch':{'firmwareVersion':'2.2.0','firmwareUpdate':{'status':'completed'}}}");

  private static ObjectNode json(String text) {
    try {
      return (ObjectNode) MAPPER.readTree(text.replace('\'', '"'));
    } catch (java.io.IOException e) {
      throw new IllegalArgumentException(text, e);
    }
  }

  private static Finding judged(String shortcoming, List<String> notes, String reported) {
    return DeviceRow.judge(
        new DeviceRow.Seen(
            "a Python program over MQTT",
            shortcoming,
            notes.stream().<JsonNode>map(DeviceRowTest::json).toList(),
            json(
                "{'telemetryInterval':15,'temperatureThreshold':{'min':20.0},'firmwareVersion':'2.2.0'}"),
            json(
                "{'telemetryInterval':30,'temperatureThreshold':{'min':18.0,'max':28.0},"
                    + "'firmwareVersion':'2.2.0','$version':2}"),
            json(reported)));
  }

  private static final String REPORTED =
      "{'telemetryInterval':15,'temperatureThreshold':{'min':20,'max':28.0},'firmwareVersion':'2.2.0'}";

  @Test
  void aProgramThatHandledItAll() {
    Finding finding = judged("", NOTES, REPORTED);
    assertThat(finding.verdict()).as(finding.seen()).isEqualTo(Verdict.PASS);
    assertThat(finding.seen())
        .contains(
            "azure-iot-device 2.14.0",
            "read its twin at $version 2",
            "telemetryInterval, temperatureThreshold at 3",
            "telemetryInterval 15",
            "downloading",
            "2.2.0");
  }

  @Test
  void withoutMqttThereIsNothingToJudge() {
    assertThat(judged("port 8883 cannot be bound", List.of(), "{}").line())
        .isEqualTo("row 4  SKIP  port 8883 cannot be bound");
  }

  @Test
  void whateverIsLeftOutFails() {
    String[] complaints = {
      "did not read its whole twin",
      "did not report {\"status\":\"downloading\"",
      "was not told of a change",
      "did not report telemetryInterval",
      "did not report firmwareVersion"
    };
    for (int left = 1; left < NOTES.size(); left++) {
      List<String> notes = new ArrayList<>(NOTES);
      notes.remove(left);
      Finding finding = judged("", notes, REPORTED);
      assertThat(finding.verdict()).as(NOTES.get(left)).isEqualTo(Verdict.FAIL);
      assertThat(finding.seen()).contains(complaints[left - 1]);
    }
  }

  @Test
  void aChangeThatHoldsMoreThanWasAskedForFails() {
    List<String> notes = new ArrayList<>(NOTES);
    notes.set(3, "{'event':'patch','version':3,'properties':['telemetryInterval','other']}");
    assertThat(judged("", notes, REPORTED).verdict()).isEqualTo(Verdict.FAIL);
  }

  @Test
  void aHubThatHoldsSomethingElseFails() {
    assertThat(judged("", NOTES, REPORTED.replace("':15", "':30")).seen())
        .contains("the hub has telemetryInterval 30 of it, not 15");
  }
}
