package io.twinoperator.emulator.hub;

/** The two JSON bodies in which a hub answers an error. */
public enum ErrorShape {
  /**
   * Most of the service API: {@code {"Message":"ErrorCode:Name;text","ExceptionMessage":"Tracking
   * ID:..."}}.
   */
  SERVICE,
  /** Device and method errors: the six digits, as JSON text inside {@code Message}. */
  DEVICE
}
