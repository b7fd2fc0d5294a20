package io.twinoperator.emulator.hub;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class HubErrorTest {
  private static final Instant NOW = Instant.parse("2026-02-16T09:00:00Z");
  private final HubError error =
      new HubError(ErrorCode.DEVICE_NOT_FOUND, "Device d not registered");

  @Test
  void theServiceShape() {
    assertThat(error.body("9f-G:0", NOW).toString())
        .isEqualTo(
            "{\"Message\":\"ErrorCode:DeviceNotFound;Device d not registered\","
                + "\"ExceptionMessage\":\"Tracking ID:9f-G:0-TimeStamp:02/16/2026 09:00:00\"}");
  }

  @Test
  void theDeviceShapeIsJsonInsideJson() {
    String inner =
        "{\"errorCode\":404001,\"trackingId\":\"9f\",\"message\":\"Device d not registered\","
            + "\"timestampUtc\":\"2026-02-16T09:00:00.0000000Z\"}";

    assertThat(error.deviceBody("9f", NOW).toString()).isEqualTo(inner);
    assertThat(error.toDevice().body("9f", NOW).path("Message").asText()).isEqualTo(inner);
    assertThat(error.toDevice().body("9f", NOW).path("ExceptionMessage").asText()).isEmpty();
  }

  @Test
  void theNestedShapeIsTheOneOfTooManyJobs() {
    assertThat(
            new HubError(
                    ErrorCode.ACTIVE_JOBS_EXCEEDED,
                    "The hub allows 1 active jobs; wait for one to end",
                    ErrorShape.NESTED)
                .body("9f", NOW)
                .path("Message")
                .asText())
        .isEqualTo(
            "ErrorCode:ThrottlingMaxActiveJobCountExceeded;Error: 429 "
                + "{\"Message\":\"ErrorCode:ThrottlingMaxActiveJobCountExceeded;429\","
                + "\"ExceptionMessage\":\"Tracking ID:9f-TimeStamp:02/16/2026 09:00:00\"}");
  }

  @ParameterizedTest
  @EnumSource
  void theDigitsBeginWithTheStatus(ErrorCode code) {
    assertThat(code.digits() / 1000).isEqualTo(code.httpStatus());
    assertThat(code.hubName()).matches("[A-Z][A-Za-z]+");
  }
}
