package io.twinoperator.hub.azure;

import io.twinoperator.hub.HubHost;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * The connection string of a hub's shared access policy: {@code
 * HostName=...;SharedAccessKeyName=...;SharedAccessKey=...}, or with {@code SharedAccessSignature}
 * in place of the key.
 *
 * @param credential what proves to the hub who we are
 */
public record ConnectionString(HubHost host, Credential credential) {

  private static final String HOST_NAME = "HostName";
  private static final String KEY_NAME = "SharedAccessKeyName";
  private static final String KEY = "SharedAccessKey";
  private static final String SIGNATURE = "SharedAccessSignature";
  private static final Pattern HOST = Pattern.compile("[a-zA-Z0-9][a-zA-Z0-9._-]*");

  /** A key to sign tokens with, or a token made elsewhere. */
  public sealed interface Credential {
    /** What the first function makes of a key, or the second of a token. */
    <T> T fold(Function<SharedAccessKey, T> ofKey, Function<SharedAccessSignature, T> ofToken);
  }

  /** The key of a shared access policy, in Base64. */
  public record SharedAccessKey(String policy, String key) implements Credential {
    @Override
    public <T> T fold(
        Function<SharedAccessKey, T> ofKey, Function<SharedAccessSignature, T> ofToken) {
      return ofKey.apply(this);
    }

    /** Names the policy and hides the key. */
    @Override
    public String toString() {
      return "SharedAccessKey[policy=" + policy + ", key=hidden]";
    }
  }

  /** A token that somebody else has signed; it cannot be renewed here. */
  public record SharedAccessSignature(String token) implements Credential {
    @Override
    public <T> T fold(
        Function<SharedAccessKey, T> ofKey, Function<SharedAccessSignature, T> ofToken) {
      return ofToken.apply(this);
    }

    /** Hides the token. */
    @Override
    public String toString() {
      return "SharedAccessSignature[token=hidden]";
    }
  }

  /**
   * Reads a connection string. Keys are compared as Microsoft writes them, unknown ones are passed
   * over, blanks and line ends around the text too, since files in Secrets often end in one.
   *
   * @throws InvalidConnectionStringException naming the key that is missing or wrong
   */
  public static ConnectionString parse(String text) throws InvalidConnectionStringException {
    Map<String, String> parts = parts(text.strip());
    if (parts.containsKey("DeviceId")) {
      throw new InvalidConnectionStringException(
          "the connection string has a DeviceId: it is a device's; the operator needs that of a shared access policy of the hub");
    }
    String host = required(parts, HOST_NAME);
    if (!HOST.matcher(host).matches()) {
      throw new InvalidConnectionStringException(
          "HostName in the connection string must be a host name without port or scheme; a hub elsewhere is named in spec.endpoint");
    }
    String signature = parts.get(SIGNATURE);
    return new ConnectionString(
        new HubHost(host), signature == null ? key(parts) : signature(signature));
  }

  private static Map<String, String> parts(String text) throws InvalidConnectionStringException {
    Map<String, String> parts = new HashMap<>();
    for (String part : text.split(";", -1)) {
      int equals = part.indexOf('=');
      if (equals > 0 && parts.put(part.substring(0, equals), part.substring(equals + 1)) != null) {
        throw new InvalidConnectionStringException(
            Optional.of(part.substring(0, equals))
                .filter(name -> Pattern.matches("[A-Za-z]{1,40}", name))
                .map(name -> "the connection string has " + name + " twice")
                .orElse("the connection string has a key twice"));
      }
    }
    return parts;
  }

  private static String required(Map<String, String> parts, String name)
      throws InvalidConnectionStringException {
    String value = parts.get(name);
    if (value == null || value.isEmpty()) {
      throw new InvalidConnectionStringException(
          "%s is missing in the connection string; it must read HostName=...;SharedAccessKeyName=...;SharedAccessKey=..."
              .formatted(name));
    }
    return value;
  }

  private static Credential key(Map<String, String> parts) throws InvalidConnectionStringException {
    String policy = required(parts, KEY_NAME);
    String key = required(parts, KEY);
    try {
      if (Base64.getDecoder().decode(key).length == 0) {
        throw new IllegalArgumentException("empty");
      }
    } catch (IllegalArgumentException e) {
      throw new InvalidConnectionStringException(
          "SharedAccessKey in the connection string is not Base64; it may have been cut or encoded twice");
    }
    return new SharedAccessKey(policy, key);
  }

  private static Credential signature(String token) throws InvalidConnectionStringException {
    if (!token.startsWith("SharedAccessSignature sr=")) {
      throw new InvalidConnectionStringException(
          "SharedAccessSignature in the connection string must begin with 'SharedAccessSignature sr='");
    }
    return new SharedAccessSignature(token);
  }
}
