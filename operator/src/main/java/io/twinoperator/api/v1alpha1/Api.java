package io.twinoperator.api.v1alpha1;

/** Names that every kind of this API group shares. */
public final class Api {
  /** The API group. */
  public static final String GROUP = "twin-operator.io";

  /** The API version. */
  public static final String VERSION = "v1alpha1";

  /**
   * Setting or changing this annotation asks for a reconciliation now; any value will do, a time is
   * customary.
   */
  public static final String RECONCILE_REQUESTED_AT = GROUP + "/reconcile-requested-at";

  /**
   * While this annotation is there with any value but {@code false}, nothing is written for the
   * object: a way to stop it where Git keeps saying that it should run.
   */
  public static final String HOLD = GROUP + "/hold";

  /**
   * With this annotation and any value but {@code false} a deletion ends without touching the hub:
   * a way out where the hub does not answer, or must not be written.
   */
  public static final String DETACH = GROUP + "/detach";

  /**
   * Go-style durations as Flux and cert-manager write them: {@code 30s}, {@code 5m}, {@code 1h30m}.
   */
  public static final String DURATION_PATTERN = "^([0-9]+(\\.[0-9]+)?(ms|s|m|h))+$";

  /**
   * Keys of a twin with dots between. No key is empty, and IoT Hub takes none with a dot, a dollar
   * sign, a hash or a blank.
   */
  public static final String KEYS_PATTERN = "^[^.$#\\s]+(\\.[^.$#\\s]+)*$";

  private Api() {}
}
