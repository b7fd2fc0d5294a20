package io.twinoperator.testing;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.twinoperator.emulator.auth.BearerTokens;
import io.twinoperator.emulator.tls.CertificateAuthority;
import io.twinoperator.emulator.tls.ServerIdentity;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;
import java.util.stream.Collectors;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/**
 * The token endpoint of Microsoft Entra ID on localhost: it takes a service account's token for one
 * of its own, as the OAuth 2.0 client credentials flow with a federated credential does.
 */
public final class TokenEndpoint implements AutoCloseable {

  private static final Base64.Encoder URL_BASE64 = Base64.getUrlEncoder().withoutPadding();

  private final CertificateAuthority authority = CertificateAuthority.create(Instant.now());
  private final KeyPair keys = keys();
  private final ExecutorService threads = Executors.newFixedThreadPool(2);
  private final List<Map<String, String>> requests = new CopyOnWriteArrayList<>();
  private final HttpsServer server;
  private volatile Function<Map<String, String>, Optional<String>> refusal =
      form -> Optional.empty();
  private volatile KeyPair signer = keys;
  private volatile Duration lifetime = Duration.ofHours(1);
  private int issued;

  /** Listens on a free port. */
  public TokenEndpoint() {
    try {
      server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      server.setHttpsConfigurator(
          new HttpsConfigurator(context(authority.issue(List.of("localhost"), Instant.now()))));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
    server.setExecutor(threads);
    server.createContext("/", this::answer);
    server.start();
  }

  /** What stands for {@code https://login.microsoftonline.com/}. */
  public URI authorityHost() {
    return URI.create("https://localhost:" + server.getAddress().getPort() + "/");
  }

  /** Whom to trust to reach it. */
  public String caPem() {
    return authority.certificatePem();
  }

  /** Whose signature hubs are to trust. */
  public PublicKey signer() {
    return keys.getPublic();
  }

  /** The forms posted so far, in order. */
  public List<Map<String, String>> requests() {
    return List.copyOf(requests);
  }

  /** How long tokens last from now on. */
  public TokenEndpoint lifetime(Duration tokens) {
    lifetime = tokens;
    return this;
  }

  /** Refuses a form if this says why, in Entra's words. */
  public TokenEndpoint refuse(Function<Map<String, String>, Optional<String>> why) {
    refusal = why;
    return this;
  }

  /** From now on signs with a key that no hub trusts. */
  public TokenEndpoint forge() {
    signer = keys();
    return this;
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }

  private void answer(HttpExchange exchange) throws IOException {
    String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    Map<String, String> form = form(body);
    requests.add(form);
    Optional<String> why = refusal.apply(form);
    if (why.isPresent()) {
      respond(
          exchange,
          400,
          "{\"error\":\"invalid_client\",\"error_description\":\"%s\"}".formatted(why.get()));
    } else {
      respond(
          exchange,
          200,
          "{\"token_type\":\"Bearer\",\"expires_in\":%d,\"access_token\":\"%s\"}"
              .formatted(lifetime.toSeconds(), token()));
    }
  }

  private static Map<String, String> form(String body) {
    return Arrays.stream(body.split("&"))
        .map(pair -> pair.split("=", 2))
        .filter(pair -> pair.length == 2)
        .collect(
            Collectors.toMap(
                pair -> pair[0], pair -> URLDecoder.decode(pair[1], StandardCharsets.UTF_8)));
  }

  private synchronized String token() {
    Instant now = Instant.now();
    String head = encoded("{\"typ\":\"JWT\",\"alg\":\"RS256\"}");
    String claims =
        encoded(
            "{\"aud\":\"%s\",\"nbf\":%d,\"exp\":%d,\"jti\":\"%d\"}"
                .formatted(
                    BearerTokens.AUDIENCE,
                    now.getEpochSecond() - 1,
                    now.plus(lifetime).getEpochSecond(),
                    issued++));
    return head + "." + claims + "." + signature(head + "." + claims);
  }

  private String signature(String text) {
    try {
      Signature signing = Signature.getInstance("SHA256withRSA");
      signing.initSign(signer.getPrivate());
      signing.update(text.getBytes(StandardCharsets.US_ASCII));
      return URL_BASE64.encodeToString(signing.sign());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String encoded(String json) {
    return URL_BASE64.encodeToString(json.getBytes(StandardCharsets.UTF_8));
  }

  private static void respond(HttpExchange exchange, int status, String json) throws IOException {
    byte[] body = json.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.sendResponseHeaders(status, body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  private static KeyPair keys() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
      generator.initialize(2048);
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static SSLContext context(ServerIdentity identity)
      throws GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    store.setKeyEntry(
        "server", identity.key(), new char[0], new Certificate[] {identity.certificate()});
    KeyManagerFactory managers =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    managers.init(store, new char[0]);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(managers.getKeyManagers(), null, null);
    return context;
  }
}
