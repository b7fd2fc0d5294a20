package io.twinoperator.emulator.query;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The names of a twin's own fields, which a query may write in any letter case. */
public final class BuiltInField {
  private static final Map<String, String> CANONICAL =
      List.of(
              "deviceId",
              "moduleId",
              "etag",
              "deviceEtag",
              "status",
              "statusReason",
              "statusUpdateTime",
              "connectionState",
              "lastActivityTime",
              "cloudToDeviceMessageCount",
              "authenticationType",
              "x509Thumbprint",
              "modelId",
              "version",
              "tags",
              "properties",
              "capabilities",
              "configurations",
              "deviceScope",
              "parentScopes")
          .stream()
          .collect(Collectors.toMap(name -> name.toLowerCase(Locale.ROOT), Function.identity()));

  private BuiltInField() {}

  /** The field's name as documents have it, found whatever the case. */
  public static Optional<String> canonical(String lowerCaseName) {
    return Optional.ofNullable(CANONICAL.get(lowerCaseName));
  }
}
