package io.twinoperator.emulator.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.twinoperator.emulator.fault.FaultKind.Moment;
import io.twinoperator.emulator.hub.ErrorCode;
import io.twinoperator.emulator.twin.Json;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FaultTextTest {

  @Test
  void aWholeRule() {
    assertThat(
            FaultText.parse(
                "operation=patch_twin|REPLACE_TWIN, status=503,probability=0.1,count=5,"
                    + "device=sensor-*,hub=x.azure-devices.net"))
        .isEqualTo(
            new FaultRule(
                Set.of("PATCH_TWIN", "REPLACE_TWIN"),
                Optional.of(new DeviceGlob("sensor-*")),
                Optional.of("x.azure-devices.net"),
                0.1,
                OptionalLong.of(5),
                new FaultKind.Answer(ErrorCode.SERVICE_UNAVAILABLE, Moment.BEFORE)));
  }

  @Test
  void everyKind() {
    assertThat(kind("status=429"))
        .isEqualTo(new FaultKind.Answer(ErrorCode.THROTTLED, Moment.BEFORE));
    assertThat(kind("code=403002,when=after"))
        .isEqualTo(new FaultKind.Answer(ErrorCode.QUOTA_EXCEEDED, Moment.AFTER));
    assertThat(kind("status=503,code=503005"))
        .isEqualTo(new FaultKind.Answer(ErrorCode.SERVER_BUSY, Moment.BEFORE));
    assertThat(kind("reset=before")).isEqualTo(new FaultKind.Reset(Moment.BEFORE));
    assertThat(kind("reset=after")).isEqualTo(new FaultKind.Reset(Moment.AFTER));
    assertThat(kind("garble=after")).isEqualTo(new FaultKind.Garble(Moment.AFTER));
    assertThat(kind("delay=0.25")).isEqualTo(new FaultKind.Delay(Duration.ofMillis(250)));
    assertThat(kind("queryLag=30")).isEqualTo(new FaultKind.StaleQueries(Duration.ofSeconds(30)));
    assertThat(kind("connection=drop")).isEqualTo(new FaultKind.DropConnection());
    assertThat(kind("notification=duplicate")).isEqualTo(new FaultKind.DuplicateNotification());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "status; 'status' is not of the form name=value",
        "=1; '=1' is not of the form name=value",
        "status=503,status=429; status is given twice",
        "sttus=503; sttus is not known; ",
        "probability=1; not none",
        "status=503,reset=after; not status and reset",
        "status=418; use [400, 401, 403, 404, 409, 412, 429, 500, 503, 504]",
        "status=x; status is 'x', not a whole number",
        "code=429999; code 429999 is not known",
        "status=500,code=503005; code 503005 has status 503, not 500",
        "reset=later; reset is 'later': use before or after",
        "reset=after,when=after; when goes with status or code only",
        "delay=0; delay is 0: use seconds",
        "delay=NaN; delay is NaN: use seconds",
        "delay=86401; delay is 86401: use seconds",
        "connection=cut; connection is 'cut': use drop",
        "status=503,probability=0; probability is 0.0",
        "status=503,count=-1; count is -1",
        "status=503,device=; device is empty"
      })
  void whatIsWrongIsNamed(String text, String message) {
    assertThatThrownBy(() -> FaultText.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message);
  }

  @Property
  void anyOtherTextIsRefusedByAMessage(@ForAll String text) {
    assertThatThrownBy(() -> FaultText.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageMatching("(?s).+");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "operation=GET_TWIN|PATCH_TWIN,code=429002,when=after,count=3,device=a*,hub=h",
        "reset=after,probability=0.5",
        "garble=before",
        "delay=0.25",
        "queryLag=30.0",
        "connection=drop",
        "notification=duplicate"
      })
  void whatIsShownCanBeSentAgain(String text) {
    FaultRule rule = FaultText.parse(text);
    ObjectNode shown = FaultJson.render(new PlacedFault(4, rule, 9, 2));
    assertThat(shown.path("id").longValue()).isEqualTo(4);
    assertThat(shown.path("asked").longValue()).isEqualTo(9);
    assertThat(shown.path("fired").longValue()).isEqualTo(2);
    shown.remove(java.util.List.of("id", "asked", "fired"));
    assertThat(FaultJson.parse(shown)).isEqualTo(rule);
  }

  @Test
  void jsonOfAnotherShapeIsRefused() {
    assertThatThrownBy(() -> FaultJson.parse(Json.object("{\"operation\":[\"A\"]}")))
        .hasMessageContaining("operation must be a text or a number, not ARRAY");
    assertThatThrownBy(() -> FaultJson.parse(Json.object("{\"device\":null}")))
        .hasMessageContaining("not NULL");
  }

  private static FaultKind kind(String text) {
    return FaultText.parse(text).kind();
  }
}
