package io.twinoperator.emulator.hub;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.twinoperator.emulator.time.HubTime;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;

/** A request the hub refuses, with everything needed to answer it as IoT Hub does. */
public final class HubError extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private static final DateTimeFormatter US_TIME =
      DateTimeFormatter.ofPattern("MM/dd/yyyy HH:mm:ss", Locale.ROOT).withZone(ZoneOffset.UTC);

  private static final DateTimeFormatter HOURS =
      DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ROOT);

  private final ErrorCode error;
  private final ErrorShape shape;
  private final transient Optional<Duration> waited;

  /** An error of the service API. */
  public HubError(ErrorCode error, String message) {
    this(error, message, ErrorShape.SERVICE);
  }

  /** An error with a chosen body. */
  public HubError(ErrorCode error, String message, ErrorShape shape) {
    this(error, message, shape, Optional.empty());
  }

  private HubError(ErrorCode error, String message, ErrorShape shape, Optional<Duration> waited) {
    super(message);
    this.error = error;
    this.shape = shape;
    this.waited = waited;
  }

  /** An error for a method's caller that waited in vain; its {@code info} says how long. */
  static HubError timedOut(ErrorCode error, String message, Duration waited) {
    return new HubError(error, message, ErrorShape.DEVICE, Optional.of(waited));
  }

  /** Which error of Microsoft's table. */
  public ErrorCode error() {
    return error;
  }

  /** The HTTP status. */
  public int httpStatus() {
    return error.httpStatus();
  }

  /** The six digits, for example 404001. */
  public int code() {
    return error.digits();
  }

  /** Microsoft's name, also the value of the header {@code iothub-errorcode}. */
  public String name() {
    return error.hubName();
  }

  /** Which of the bodies {@link #body} renders. */
  public ErrorShape shape() {
    return shape;
  }

  /** The same error with the body that a device or a method caller gets. */
  public HubError toDevice() {
    return new HubError(error, getMessage(), ErrorShape.DEVICE, waited);
  }

  @Override
  public String getMessage() {
    return String.valueOf(super.getMessage());
  }

  /** The answer's JSON; {@code trackingId} is any text that finds the request again in a log. */
  public ObjectNode body(String trackingId, Instant now) {
    String tracking = "Tracking ID:" + trackingId + "-TimeStamp:" + US_TIME.format(now);
    return switch (shape) {
      case SERVICE -> messages("ErrorCode:" + name() + ";" + getMessage(), tracking);
      case NESTED -> {
        ObjectNode inner = messages("ErrorCode:" + name() + ";" + httpStatus(), tracking);
        yield messages("ErrorCode:" + name() + ";Error: " + httpStatus() + " " + inner, tracking);
      }
      case DEVICE -> messages(deviceBody(trackingId, now).toString(), "");
    };
  }

  private static ObjectNode messages(String message, String exceptionMessage) {
    return JsonNodeFactory.instance
        .objectNode()
        .put("Message", message)
        .put("ExceptionMessage", exceptionMessage);
  }

  /** The inner JSON of the device shape, which MQTT carries bare. */
  public ObjectNode deviceBody(String trackingId, Instant now) {
    ObjectNode json =
        JsonNodeFactory.instance
            .objectNode()
            .put("errorCode", code())
            .put("trackingId", trackingId)
            .put("message", getMessage());
    waited.ifPresent(
        time -> json.putObject("info").put("timeout", LocalTime.MIN.plus(time).format(HOURS)));
    return json.put("timestampUtc", HubTime.format(now));
  }
}
