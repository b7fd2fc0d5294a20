package io.twinoperator.iothub;

import io.fabric8.kubernetes.api.model.Secret;
import io.twinoperator.api.v1alpha1.IoTHub;
import io.twinoperator.api.v1alpha1.IoTHubSpec;
import io.twinoperator.api.v1alpha1.SecretKeyRef;
import io.twinoperator.hub.HubHost;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/** Makes links out of IoTHubs and their Secrets, and keeps each until one of them changes. */
final class HubLinks {

  private static final String CONNECTION_STRING_KEY = "connectionString";
  private static final String CA_KEY = "ca.crt";

  private final SecretWatches secrets;
  private final HubConnections connections;
  private final Map<HubKey, Made> made = new ConcurrentHashMap<>();

  HubLinks(SecretWatches secrets, HubConnections connections) {
    this.secrets = secrets;
    this.connections = connections;
  }

  private record Made(HubAccess access, HubLink link) {}

  /** The Secrets that an IoTHub names. */
  static Set<SecretName> secretsOf(IoTHub hub) {
    Set<SecretName> names = new HashSet<>();
    names.add(secretName(hub, hub.getSpec().credentials().secretRef()));
    if (hub.getSpec().caSecretRef() != null) {
      names.add(secretName(hub, hub.getSpec().caSecretRef()));
    }
    return names;
  }

  /**
   * Where an IoTHub leads.
   *
   * @param elders older IoTHubs that are reached at the same endpoint as one
   */
  HubLink resolve(IoTHub hub, Function<IoTHub, List<IoTHub>> elders) {
    HubAccess access;
    try {
      access = access(hub);
      for (IoTHub elder : elders.apply(hub)) {
        boolean works = resolve(elder, elders).fold(connected -> true, gone -> false);
        if (works && !access(elder).certificateAuthority().equals(access.certificateAuthority())) {
          throw otherAuthority(hub, elder);
        }
      }
    } catch (HubAccessException e) {
      return new HubLink.NotReady(e.reason(), e.getMessage());
    }
    return made.compute(
            HubKey.of(hub),
            (key, before) ->
                before != null && before.access().equals(access)
                    ? before
                    : new Made(access, connect(hub, access)))
        .link();
  }

  /**
   * Trust is kept by host and port, so one endpoint has one authority. Were the last one to win,
   * anybody who may create an IoTHub could have another's tokens sent to a server of their own.
   */
  private static HubAccessException otherAuthority(IoTHub hub, IoTHub elder) {
    return new HubAccessException(
        HubLink.Reason.OTHER_AUTHORITY,
        ("IoTHub %s, which is older, names another certificate authority for %s, and one endpoint has"
                + " one; name the same in caSecretRef, or reach the hub under another host name or port")
            .formatted(HubKey.of(elder), HubEndpoints.of(hub)));
  }

  void forget(HubKey key) {
    made.remove(key);
    connections.forget(key);
  }

  private HubLink connect(IoTHub hub, HubAccess access) {
    try {
      return connections.connect(HubKey.of(hub), access);
    } catch (HubAccessException e) {
      return new HubLink.NotReady(e.reason(), origin(hub, e.reason()) + e.getMessage());
    }
  }

  private static String origin(IoTHub hub, HubLink.Reason reason) {
    SecretKeyRef authority = hub.getSpec().caSecretRef();
    SecretKeyRef credentials = hub.getSpec().credentials().secretRef();
    return switch (reason) {
      case INVALID_CONNECTION_STRING, HOST_MISMATCH ->
          "Secret %s, key %s: "
              .formatted(secretName(hub, credentials), keyOf(credentials, CONNECTION_STRING_KEY));
      case INVALID_CERTIFICATE ->
          authority == null
              ? ""
              : "Secret %s, key %s: "
                  .formatted(secretName(hub, authority), keyOf(authority, CA_KEY));
      case HUB_NOT_FOUND,
          SECRET_NOT_READ,
          SECRET_NOT_FOUND,
          SECRET_KEY_MISSING,
          INVALID_ENDPOINT,
          OTHER_AUTHORITY ->
          "";
    };
  }

  private HubAccess access(IoTHub hub) throws HubAccessException {
    IoTHubSpec spec = hub.getSpec();
    String connectionString = read(hub, spec.credentials().secretRef(), CONNECTION_STRING_KEY);
    Optional<String> authority =
        spec.caSecretRef() == null
            ? Optional.empty()
            : Optional.of(read(hub, spec.caSecretRef(), CA_KEY));
    return new HubAccess(spec, new HubHost(spec.hostName()), connectionString.strip(), authority);
  }

  private String read(IoTHub hub, SecretKeyRef ref, String defaultKey) throws HubAccessException {
    SecretName name = secretName(hub, ref);
    if (!secrets.isRead(name)) {
      throw new HubAccessException(
          HubLink.Reason.SECRET_NOT_READ, "Secret %s has not been read yet".formatted(name));
    }
    Secret secret =
        secrets
            .find(name)
            .orElseThrow(
                () ->
                    new HubAccessException(
                        HubLink.Reason.SECRET_NOT_FOUND,
                        "there is no Secret %s in namespace %s; create it with the key %s"
                            .formatted(name.name(), name.namespace(), keyOf(ref, defaultKey))));
    return value(secret, name, keyOf(ref, defaultKey));
  }

  private static String value(Secret secret, SecretName name, String key)
      throws HubAccessException {
    String encoded = secret.getData() == null ? null : secret.getData().get(key);
    if (encoded == null || encoded.isBlank()) {
      throw new HubAccessException(
          HubLink.Reason.SECRET_KEY_MISSING,
          "Secret %s has no value under the key %s; add it".formatted(name, key));
    }
    return new String(Base64.getMimeDecoder().decode(encoded), StandardCharsets.UTF_8);
  }

  private static SecretName secretName(IoTHub hub, SecretKeyRef ref) {
    return new SecretName(hub.getMetadata().getNamespace(), ref.name());
  }

  private static String keyOf(SecretKeyRef ref, String defaultKey) {
    return ref.key() == null ? defaultKey : ref.key();
  }
}
