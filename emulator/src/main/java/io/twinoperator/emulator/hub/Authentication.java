package io.twinoperator.emulator.hub;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;

/**
 * How a device proves who it is.
 *
 * @param type sas, selfSigned, certificateAuthority or none
 * @param primaryKey base64; empty unless the type is sas
 * @param secondaryKey base64; empty unless the type is sas
 * @param primaryThumbprint of an X.509 certificate
 * @param secondaryThumbprint of an X.509 certificate
 */
record Authentication(
    Type type,
    Optional<String> primaryKey,
    Optional<String> secondaryKey,
    Optional<String> primaryThumbprint,
    Optional<String> secondaryThumbprint) {
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final int KEY_BYTES = 32;

  enum Type {
    SAS("sas"),
    SELF_SIGNED("selfSigned"),
    CERTIFICATE_AUTHORITY("certificateAuthority"),
    NONE("none");

    private final String json;

    Type(String json) {
      this.json = json;
    }

    String json() {
      return json;
    }

    static Type of(String text) {
      for (Type type : values()) {
        if (type.json.equalsIgnoreCase(text)) {
          return type;
        }
      }
      throw new HubError(
          ErrorCode.ARGUMENT_INVALID,
          "authentication.type is '"
              + text
              + "': use sas, selfSigned, certificateAuthority or none");
    }
  }

  @Override
  public String toString() {
    return "Authentication[" + type.json() + "]";
  }

  /**
   * Reads {@code authentication} of a device body; keys of type sas that are not given are made.
   */
  static Authentication of(JsonNode json) {
    Type type = text(json.path("type")).map(Type::of).orElse(Type.SAS);
    JsonNode keys = json.path("symmetricKey");
    JsonNode thumbprints = json.path("x509Thumbprint");
    boolean hasKeys = type == Type.SAS;
    return new Authentication(
        type,
        hasKeys ? Optional.of(keyOrNew(keys, "primaryKey")) : Optional.empty(),
        hasKeys ? Optional.of(keyOrNew(keys, "secondaryKey")) : Optional.empty(),
        text(thumbprints.path("primaryThumbprint")),
        text(thumbprints.path("secondaryThumbprint")));
  }

  ObjectNode json() {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.putObject("symmetricKey")
        .put("primaryKey", primaryKey.orElse(null))
        .put("secondaryKey", secondaryKey.orElse(null));
    json.set("x509Thumbprint", thumbprintJson());
    return json.put("type", type.json());
  }

  ObjectNode thumbprintJson() {
    return JsonNodeFactory.instance
        .objectNode()
        .put("primaryThumbprint", primaryThumbprint.orElse(null))
        .put("secondaryThumbprint", secondaryThumbprint.orElse(null));
  }

  private static String keyOrNew(JsonNode keys, String name) {
    return text(keys.path(name))
        .map(key -> checkedKey(name, key))
        .orElseGet(Authentication::newKey);
  }

  private static String checkedKey(String name, String key) {
    try {
      Base64.getDecoder().decode(key);
      return key;
    } catch (IllegalArgumentException notBase64) {
      throw new HubError(
          ErrorCode.ARGUMENT_INVALID, "authentication.symmetricKey." + name + " is not base64");
    }
  }

  private static String newKey() {
    byte[] key = new byte[KEY_BYTES];
    RANDOM.nextBytes(key);
    return Base64.getEncoder().encodeToString(key);
  }

  private static Optional<String> text(JsonNode node) {
    return node.isTextual() && !node.textValue().isEmpty()
        ? Optional.of(node.textValue())
        : Optional.empty();
  }
}
