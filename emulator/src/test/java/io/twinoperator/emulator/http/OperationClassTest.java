package io.twinoperator.emulator.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.twinoperator.emulator.throttle.ThrottledOperation;
import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OperationClassTest {

  @ParameterizedTest
  @CsvSource({
    "GET_TWIN, TWIN_READ",
    "PATCH_TWIN, TWIN_UPDATE",
    "REPLACE_TWIN, TWIN_UPDATE",
    "GET_MODULE_TWIN, TWIN_READ",
    "PATCH_MODULE_TWIN, TWIN_UPDATE",
    "QUERY, QUERY",
    "INVOKE_METHOD, DIRECT_METHOD",
    "GET_JOB, JOB_OPERATION",
    "CREATE_JOB, JOB_OPERATION",
    "CANCEL_JOB, JOB_OPERATION",
    "QUERY_JOBS, JOB_OPERATION",
    "GET_DEVICE, IDENTITY_REGISTRY",
    "LIST_DEVICES, IDENTITY_REGISTRY",
    "PUT_MODULE, IDENTITY_REGISTRY",
    "DEVICE_STATISTICS, IDENTITY_REGISTRY"
  })
  void theThrottleOfEachOperation(Operation operation, ThrottledOperation throttle) {
    assertThat(OperationClass.of(operation)).contains(throttle);
  }

  @Test
  void noOperationOfTheServiceApiIsForgotten() {
    assertThat(
            Arrays.stream(Operation.values())
                .filter(operation -> !operation.template().contains("messages"))
                .filter(operation -> !operation.template().contains("commands"))
                .map(OperationClass::of))
        .allMatch(Optional::isPresent);
  }
}
