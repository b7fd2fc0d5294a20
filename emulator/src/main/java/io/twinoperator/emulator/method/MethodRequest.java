package io.twinoperator.emulator.method;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;

/**
 * A checked call of a direct method.
 *
 * @param methodName 1 to 100 characters
 * @param payload any JSON, null when the caller sent none, at most 128 KB
 * @param responseTimeout how long the device may take once it has the call, 5 to 300 s
 * @param connectTimeout how long to wait for a device that is away, 0 to 300 s
 */
public record MethodRequest(
    String methodName, JsonNode payload, Duration responseTimeout, Duration connectTimeout) {
  // Azure/iotedge, MethodRequestValidator.
  private static final int MAX_NAME = 100;
  private static final Seconds RESPONSE = new Seconds("responseTimeoutInSeconds", 5, 300, 30);
  private static final Seconds CONNECT = new Seconds("connectTimeoutInSeconds", 0, 300, 0);

  /**
   * Reads the body of a call, or the {@code cloudToDeviceMethod} of a job.
   *
   * @throws InvalidMethodException for a name, a timeout or a payload outside its limits
   */
  public static MethodRequest of(ObjectNode body) {
    JsonNode payload = body.path("payload");
    return new MethodRequest(
        name(body.path("methodName")),
        payload.isMissingNode() ? NullNode.getInstance() : MethodPayload.checked(payload),
        RESPONSE.read(body),
        CONNECT.read(body));
  }

  private static String name(JsonNode sent) {
    if (!sent.isTextual() || sent.textValue().isBlank()) {
      throw new InvalidMethodException("methodName is required: it is " + shown(sent));
    }
    String name = sent.textValue();
    if (name.length() > MAX_NAME) {
      throw new InvalidMethodException(
          "methodName has " + name.length() + " characters, the maximum is " + MAX_NAME);
    }
    return name;
  }

  private static String shown(JsonNode sent) {
    return sent.isMissingNode() ? "absent" : sent.toString();
  }

  /** A timeout; its refusal has the hub's own words (azure-iot-sdk-csharp issue 724). */
  private record Seconds(String name, int min, int max, int otherwise) {
    Duration read(ObjectNode body) {
      JsonNode sent = body.path(name);
      if (sent.isMissingNode() || sent.isNull()) {
        return Duration.ofSeconds(otherwise);
      }
      boolean fits = sent.isIntegralNumber() && sent.canConvertToInt();
      if (!fits || sent.intValue() < min || sent.intValue() > max) {
        throw new InvalidMethodException(name + " must be within [" + min + "; " + max + "].");
      }
      return Duration.ofSeconds(sent.intValue());
    }
  }
}
