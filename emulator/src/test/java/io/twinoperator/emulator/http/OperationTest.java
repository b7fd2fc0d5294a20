package io.twinoperator.emulator.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.twinoperator.emulator.throttle.ThrottledOperation;
import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OperationTest {

  @ParameterizedTest
  @CsvSource({
    "TWIN_READ, GET_TWIN GET_MODULE_TWIN GET_DIGITAL_TWIN",
    "TWIN_UPDATE, PATCH_TWIN REPLACE_TWIN PATCH_MODULE_TWIN REPLACE_MODULE_TWIN "
        + "UPDATE_DIGITAL_TWIN",
    "DIRECT_METHOD, INVOKE_METHOD INVOKE_MODULE_METHOD INVOKE_COMMAND "
        + "INVOKE_COMPONENT_COMMAND",
    "QUERY, QUERY",
    "JOB_OPERATION, GET_JOB CREATE_JOB CANCEL_JOB QUERY_JOBS CREATE_REGISTRY_JOB "
        + "LIST_REGISTRY_JOBS GET_REGISTRY_JOB CANCEL_REGISTRY_JOB",
    "IDENTITY_REGISTRY, LIST_DEVICES GET_DEVICE PUT_DEVICE DELETE_DEVICE LIST_MODULES "
        + "GET_MODULE PUT_MODULE DELETE_MODULE CHANGE_IDENTITIES DEVICE_STATISTICS "
        + "SERVICE_STATISTICS",
    "CONFIGURATION_OPERATION, LIST_CONFIGURATIONS GET_CONFIGURATION PUT_CONFIGURATION "
        + "DELETE_CONFIGURATION TEST_QUERIES APPLY_CONFIGURATION_CONTENT"
  })
  void everyOperationThatTakesItsTurnInAThrottle(ThrottledOperation throttle, String operations) {
    assertThat(
            Arrays.stream(Operation.values())
                .filter(operation -> operation.throttle().equals(Optional.of(throttle)))
                .map(Operation::name))
        .containsExactlyInAnyOrder(operations.split(" "));
  }

  @Test
  void messagesAndWhatOnlyTheEmulatorHasAreNotThrottled() {
    assertThat(
            Arrays.stream(Operation.values()).filter(operation -> operation.throttle().isEmpty()))
        .containsExactlyInAnyOrder(
            Operation.SEND_EVENT,
            Operation.SEND_MODULE_EVENT,
            Operation.RECEIVE_MESSAGE,
            Operation.SETTLE_MESSAGE,
            Operation.ABANDON_MESSAGE,
            Operation.PURGE_MESSAGES,
            Operation.RECEIVE_FEEDBACK,
            Operation.COMPLETE_FEEDBACK,
            Operation.ABANDON_FEEDBACK,
            Operation.SEND_MESSAGE,
            Operation.LATEST_TELEMETRY);
  }
}
