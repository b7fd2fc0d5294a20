package io.twinoperator.emulator.hub;

/** The JSON bodies in which a hub answers an error. */
public enum ErrorShape {
  /**
   * Most of the service API: {@code {"Message":"ErrorCode:Name;text","ExceptionMessage":"Tracking
   * ID:..."}}.
   */
  SERVICE,
  /**
   * The job service's own error, with nothing but the status for a text, as text inside that of the
   * service API; seen on a live hub for too many active jobs (azure-iot-sdk-csharp issue 361).
   */
  NESTED,
  /** Device and method errors: the six digits, as JSON text inside {@code Message}. */
  DEVICE
}
