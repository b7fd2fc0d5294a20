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
import io.twinoperator.hub.HubHost;
import io.twinoperator.hub.azure.AzureHubs;
import io.twinoperator.hub.azure.ConnectionString;
import io.twinoperator.hub.azure.Endpoint;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;

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
    // For its trust in the emulator's authority alone; the script has the vendor's own client.
    AzureHubs.install(InstantSource.system())
        .connect(
            new HubHost("localhost"),
            ConnectionString.parse(words.get(1)),
            Optional.of(endpoint),
            Optional.of(words.get(2)));
    TwinClient client = new TwinClient(endpoint.toString(), credential());
    int done = 0;
    for (String deviceId : words.subList(3, words.size())) {
      patch(client, deviceId);
      done++;
    }
    return Map.of("done", done);
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
