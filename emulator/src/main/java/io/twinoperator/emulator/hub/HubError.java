package io.twinoperator.emulator.hub;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.twinoperator.emulator.time.HubTime;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** A request the hub refuses, with everything needed to answer it as IoT Hub does. */
public final class HubError extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private static final DateTimeFormatter US_TIME =
      DateTimeFormatter.ofPattern("MM/dd/yyyy HH:mm:ss", Locale.ROOT).withZone(ZoneOffset.UTC);

  private final ErrorCode error;
  private final ErrorShape shape;

  /** An error of the service API. */
  public HubError(ErrorCode error, String message) {
    this(error, message, ErrorShape.SERVICE);
  }

  /** An error with a chosen body. */
  public HubError(ErrorCode error, String message, ErrorShape shape) {
    super(message);
    this.error = error;
    this.shape = shape;
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

  /** Which of the two bodies {@link #body} renders. */
  public ErrorShape shape() {
    return shape;
  }

  /** The same error with the body that a device or a method caller gets. */
  public HubError toDevice() {
    return new HubError(error, getMessage(), ErrorShape.DEVICE);
  }

  @Override
  public String getMessage() {
    return String.valueOf(super.getMessage());
  }

  /** The answer's JSON; {@code trackingId} is any text that finds the request again in a log. */
  public ObjectNode body(String trackingId, Instant now) {
    return switch (shape) {
      case SERVICE ->
          JsonNodeFactory.instance
              .objectNode()
              .put("Message", "ErrorCode:" + name() + ";" + getMessage())
              .put(
                  "ExceptionMessage",
                  "Tracking ID:" + trackingId + "-TimeStamp:" + US_TIME.format(now));
      case DEVICE ->
          JsonNodeFactory.instance
              .objectNode()
              .put("Message", deviceBody(trackingId, now).toString())
              .put("ExceptionMessage", "");
    };
  }

  /** The inner JSON of the device shape, which MQTT carries bare. */
  public ObjectNode deviceBody(String trackingId, Instant now) {
    return JsonNodeFactory.instance
        .objectNode()
        .put("errorCode", code())
        .put("trackingId", trackingId)
        .put("message", getMessage())
        .put("timestampUtc", HubTime.format(now));
  }
}
