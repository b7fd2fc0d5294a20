package io.twinoperator.emulator.auth;

import java.util.Arrays;
import java.util.Optional;

/** The five policies every new IoT Hub has, with the permissions it gives them. */
public enum SharedAccessPolicy {
  /** Everything. */
  IOTHUB_OWNER("iothubowner"),
  /** Twins, queries and jobs. */
  SERVICE("service"),
  /** Device endpoints. */
  DEVICE("device"),
  /** Device identities, for reading. */
  REGISTRY_READ("registryRead"),
  /** Device identities, for reading and writing. */
  REGISTRY_READ_WRITE("registryReadWrite");

  private final String policyName;

  SharedAccessPolicy(String policyName) {
    this.policyName = policyName;
  }

  /** The name as it stands in {@code skn} and {@code SharedAccessKeyName}. */
  public String policyName() {
    return policyName;
  }

  /** Whether the policy gives this permission. */
  public boolean allows(Permission permission) {
    return switch (this) {
      case IOTHUB_OWNER -> true;
      case SERVICE -> permission == Permission.SERVICE_CONNECT;
      case DEVICE -> permission == Permission.DEVICE_CONNECT;
      case REGISTRY_READ -> permission == Permission.REGISTRY_READ;
      case REGISTRY_READ_WRITE ->
          permission == Permission.REGISTRY_READ || permission == Permission.REGISTRY_WRITE;
    };
  }

  /** The policy of that name, without regard to letter case. */
  public static Optional<SharedAccessPolicy> named(String name) {
    return Arrays.stream(values()).filter(p -> p.policyName.equalsIgnoreCase(name)).findFirst();
  }
}
