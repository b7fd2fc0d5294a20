package io.twinoperator.emulator.method;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.TextNode;
import io.twinoperator.emulator.twin.Json;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MethodRequestTest {
  @Test
  void whatIsNotSaidHasItsDefault() {
    MethodRequest request =
        MethodRequest.of(
            Json.object(
                "{'methodName':'reboot','responseTimeoutInSeconds':null,"
                    + "'connectTimeoutInSeconds':null}"));
    assertThat(request.responseTimeout()).isEqualTo(Duration.ofSeconds(30));
    assertThat(request.connectTimeout()).isZero();
    assertThat(request.payload().isNull()).isTrue();
  }

  @Test
  void theLimitsThemselvesAreAllowed() {
    String name = "n".repeat(100);
    MethodRequest request =
        MethodRequest.of(
            Json.object("{'responseTimeoutInSeconds':300,'connectTimeoutInSeconds':300}")
                .put("methodName", name)
                .put("payload", "x".repeat(128 * 1024 - 2)));
    assertThat(request.methodName()).isEqualTo(name);
    assertThat(request.responseTimeout()).isEqualTo(Duration.ofMinutes(5));
    assertThat(request.connectTimeout()).isEqualTo(Duration.ofMinutes(5));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{}|methodName is required: it is absent",
        "{'methodName':null}|methodName is required: it is null",
        "{'methodName':' '}|methodName is required: it is \" \"",
        "{'methodName':'m','responseTimeoutInSeconds':4}"
            + "|responseTimeoutInSeconds must be within [5; 300].",
        "{'methodName':'m','responseTimeoutInSeconds':301}"
            + "|responseTimeoutInSeconds must be within [5; 300].",
        "{'methodName':'m','responseTimeoutInSeconds':'30'}"
            + "|responseTimeoutInSeconds must be within [5; 300].",
        "{'methodName':'m','connectTimeoutInSeconds':-1}"
            + "|connectTimeoutInSeconds must be within [0; 300].",
        "{'methodName':'m','connectTimeoutInSeconds':4294967296}"
            + "|connectTimeoutInSeconds must be within [0; 300]."
      },
      quoteCharacter = '`')
  void whatIsOutsideIsRefusedInTheHubsWords(String body, String message) {
    assertThatThrownBy(() -> MethodRequest.of(Json.object(body)))
        .isInstanceOf(InvalidMethodException.class)
        .hasMessage(message);
  }

  @Test
  void aNameOrAPayloadThatIsTooLongIsRefusedWithItsSize() {
    assertThatThrownBy(() -> MethodRequest.of(Json.object("{}").put("methodName", "n".repeat(101))))
        .hasMessage("methodName has 101 characters, the maximum is 100");
    assertThatThrownBy(
            () ->
                MethodRequest.of(
                    Json.object("{'methodName':'m'}")
                        .put("payload", "é".repeat(64 * 1024 - 1) + "x")))
        .hasMessage("'payload' size should be less than 131072 bytes; this one has 131073");
    assertThatThrownBy(() -> new MethodAnswer(200, TextNode.valueOf("x".repeat(128 * 1024))))
        .isInstanceOf(InvalidMethodException.class);
  }

  @Test
  void anAnswerIsStatusAndPayload() {
    assertThat(new MethodAnswer(201, Json.object("{'a':[1,null]}")).json().toString())
        .isEqualTo("{\"status\":201,\"payload\":{\"a\":[1,null]}}");
  }
}
