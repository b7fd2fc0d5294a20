package io.twinoperator.iothub;

import io.fabric8.kubernetes.api.model.Secret;
import io.twinoperator.api.v1alpha1.IoTHub;
import io.twinoperator.api.v1alpha1.IoTHubSpec;
import io.twinoperator.api.v1alpha1.IoTHubSpec.WorkloadIdentity;
import io.twinoperator.api.v1alpha1.SecretKeyRef;
import io.twinoperator.hub.Hub;
import io.twinoperator.hub.HubHost;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Makes links out of IoTHubs and their Secrets, and keeps each until one of them changes. */
final class HubLinks {

  private static final String CONNECTION_STRING_KEY = "connectionString";
  private static final String CA_KEY = "ca.crt";

  private final SecretWatches secrets;
  private final HubConnections connections;
  private final Function<HubKey, Optional<IoTHub>> hubs;
  private final Map<HubKey, Made> made = new ConcurrentHashMap<>();

  /**
   * Links.
   *
   * @param hubs finds an IoTHub as it is now
   */
  HubLinks(
      SecretWatches secrets, HubConnections connections, Function<HubKey, Optional<IoTHub>> hubs) {
    this.secrets = secrets;
    this.connections = connections;
    this.hubs = hubs;
  }

  /** A link, what it was made from, and the connection in it if there is one. */
  private record Made(HubAccess access, HubLink link, Optional<Hub> bare) {}

  /** The Secrets that an IoTHub names. */
  static Set<SecretName> secretsOf(IoTHub hub) {
    return Stream.of(hub.getSpec().credentials().secretRef(), hub.getSpec().caSecretRef())
        .filter(Objects::nonNull)
        .map(ref -> secretName(hub, ref))
        .collect(Collectors.toSet());
  }

  /** Where an IoTHub leads. */
  HubLink resolve(IoTHub hub) {
    try {
      return made(hub).link();
    } catch (HubAccessException e) {
      return new HubLink.NotReady(e.reason(), e.getMessage());
    }
  }

  private Made made(IoTHub hub) throws HubAccessException {
    HubAccess access = access(hub);
    return made.compute(
        HubKey.of(hub),
        (key, before) ->
            before != null && before.access().equals(access) ? before : make(hub, access));
  }

  /**
   * A connection with other credentials than these, if the IoTHub has others by now: the hub has
   * refused these, and the watch may be a moment behind, so its Secrets are read.
   */
  private Optional<Hub> newer(HubKey key, HubAccess used) {
    Optional<IoTHub> hub = hubs.apply(key);
    try {
      hub.ifPresent(found -> secretsOf(found).forEach(secrets::readNow));
      return hub.isEmpty()
          ? Optional.empty()
          : Optional.of(made(hub.get()))
              .filter(now -> !now.access().credentials().equals(used.credentials()))
              .flatMap(Made::bare);
    } catch (HubAccessException e) {
      return Optional.empty();
    }
  }

  void forget(HubKey key) {
    made.remove(key);
    connections.forget(key);
  }

  private Made make(IoTHub hub, HubAccess access) {
    HubKey key = HubKey.of(hub);
    try {
      var connection = connections.connect(key, access, () -> newer(key, access));
      return new Made(access, connection.link(), Optional.of(connection.bare()));
    } catch (HubAccessException e) {
      var gone = new HubLink.NotReady(e.reason(), origin(hub, e.reason()) + e.getMessage());
      return new Made(access, gone, Optional.empty());
    }
  }

  private static String origin(IoTHub hub, HubLink.Reason reason) {
    return switch (reason) {
      case INVALID_CONNECTION_STRING, HOST_MISMATCH ->
          origin(hub, hub.getSpec().credentials().secretRef(), CONNECTION_STRING_KEY);
      case INVALID_CERTIFICATE -> origin(hub, hub.getSpec().caSecretRef(), CA_KEY);
      case HUB_NOT_FOUND,
          SECRET_NOT_READ,
          SECRET_NOT_FOUND,
          SECRET_KEY_MISSING,
          NO_CREDENTIALS,
          INVALID_ENDPOINT ->
          "";
    };
  }

  private static String origin(IoTHub hub, @Nullable SecretKeyRef ref, String defaultKey) {
    return ref == null
        ? ""
        : "Secret %s, key %s: ".formatted(secretName(hub, ref), keyOf(ref, defaultKey));
  }

  private HubAccess access(IoTHub hub) throws HubAccessException {
    IoTHubSpec spec = hub.getSpec();
    Optional<String> authority =
        spec.caSecretRef() == null
            ? Optional.empty()
            : Optional.of(read(hub, spec.caSecretRef(), CA_KEY));
    return new HubAccess(spec, new HubHost(spec.hostName()), credentials(hub), authority);
  }

  /** An API server refuses both and neither; one without that rule must not have us guess. */
  private HubCredentials credentials(IoTHub hub) throws HubAccessException {
    SecretKeyRef secret = hub.getSpec().credentials().secretRef();
    WorkloadIdentity identity = hub.getSpec().credentials().workloadIdentity();
    if ((secret == null) == (identity == null)) {
      throw new HubAccessException(
          HubLink.Reason.NO_CREDENTIALS,
          "spec.credentials must have exactly one of secretRef and workloadIdentity");
    }
    return secret == null
        ? new HubCredentials.Entra(identity.clientId(), identity.tenantId())
        : new HubCredentials.SharedAccess(read(hub, secret, CONNECTION_STRING_KEY).strip());
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
