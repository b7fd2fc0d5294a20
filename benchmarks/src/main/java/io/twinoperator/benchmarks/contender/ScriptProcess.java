package io.twinoperator.benchmarks.contender;

import com.azure.core.credential.AzureSasCredential;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.microsoft.azure.sdk.iot.service.exceptions.IotHubException;
import com.microsoft.azure.sdk.iot.service.exceptions.IotHubTooManyRequestsException;
import com.microsoft.azure.sdk.iot.service.twin.Twin;
import com.microsoft.azure.sdk.iot.service.twin.TwinClient;
import io.twinoperator.benchmarks.fleet.Sample;
import io.twinoperator.benchmarks.process.Conversation;
import io.twinoperator.emulator.auth.DevelopmentKey;
import io.twinoperator.emulator.auth.SasToken;
import io.twinoperator.emulator.auth.SharedAccessPolicy;
import io.twinoperator.hub.azure.Endpoint;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManagerFactory;

/**
 * The script that people write today with the vendor's SDK: for each device get the twin, patch
 * tags and desired properties, done; after a 429 it waits and tries again.
 */
final class ScriptProcess {
  private static final Duration AFTER_THROTTLING = Duration.ofSeconds(1);
  private static final Duration TOKEN_LIFETIME = Duration.ofHours(1);
  private static final TypeReference<Map<String, Object>> MAP = new TypeReference<>() {};

  private final JsonMapper mapper = new JsonMapper();

  private ScriptProcess() {}

  /** Serves until its parent is gone. */
  public static void main(String[] args) throws IOException {
    ScriptProcess process = new ScriptProcess();
    new Conversation().answering("run", process::run).run();
  }

  /** The hub's endpoint, connection string and CA, then ids of devices. */
  private Map<String, Integer> run(List<String> words) throws Exception {
    Endpoint endpoint = Endpoint.parse(words.get(0));
    HttpsURLConnection.setDefaultSSLSocketFactory(trusting(words.get(2)));
    TwinClient client = new TwinClient(endpoint.toString(), credential());
    int done = 0;
    for (String deviceId : words.subList(3, words.size())) {
      patch(client, deviceId);
      done++;
    }
    return Map.of("done", done);
  }

  /** The vendor's client takes its trust from the JVM. */
  private static SSLSocketFactory trusting(String authorityPem)
      throws GeneralSecurityException, IOException {
    KeyStore authorities = KeyStore.getInstance(KeyStore.getDefaultType());
    authorities.load(null, null);
    authorities.setCertificateEntry(
        "emulator",
        CertificateFactory.getInstance("X.509")
            .generateCertificate(
                new ByteArrayInputStream(authorityPem.getBytes(StandardCharsets.UTF_8))));
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(authorities);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    return context.getSocketFactory();
  }

  private static AzureSasCredential credential() {
    return new AzureSasCredential(
        SasToken.sign(
                "localhost",
                Optional.of(SharedAccessPolicy.SERVICE.policyName()),
                Instant.now().plus(TOKEN_LIFETIME),
                DevelopmentKey.bytes())
            .header());
  }

  private void patch(TwinClient client, String deviceId)
      throws IotHubException, IOException, InterruptedException {
    while (true) {
      try {
        Twin twin = client.get(deviceId);
        Twin patch = new Twin(twin.getDeviceId());
        patch.getTags().putAll(mapper.convertValue(Sample.tags(), MAP));
        patch.getDesiredProperties().putAll(mapper.convertValue(Sample.desired(), MAP));
        client.patch(patch);
        return;
      } catch (IotHubTooManyRequestsException throttled) {
        Thread.sleep(AFTER_THROTTLING.toMillis());
      }
    }
  }
}
