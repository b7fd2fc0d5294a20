package io.twinoperator.hub.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.microsoft.azure.sdk.iot.device.DeviceClient;
import com.microsoft.azure.sdk.iot.device.IotHubClientProtocol;
import com.microsoft.azure.sdk.iot.device.twin.TwinCollection;
import io.twinoperator.hub.Hub;
import io.twinoperator.hub.HubException;
import io.twinoperator.hub.azure.AzureHubs;
import io.twinoperator.hub.azure.ConnectionString;
import io.twinoperator.hub.azure.InvalidConnectionStringException;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import javax.net.ssl.SSLContext;

/**
 * A hub of Azure, by the connection string of its policy {@code iothubowner} in {@link #VARIABLE}.
 * What the tests create there begins with {@code contract-} or a random id, and is deleted after.
 */
final class LiveHub implements RemoteHub {
  static final String VARIABLE = "TWIN_OPERATOR_LIVE_HUB";

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final TypeReference<Map<String, Object>> PROPERTIES = new TypeReference<>() {};
  // Documents say that a query may lag by minutes, and jobs of a free hub start when they start.
  private static final Duration LONGEST_WAIT = Duration.ofMinutes(10);

  private final ConnectionString connection;
  private final Hub hub;
  private final RestHub rest;
  private final List<String> created = new ArrayList<>();

  LiveHub(String connectionString) throws Exception {
    connection = ConnectionString.parse(connectionString);
    hub = connect(connection);
    rest =
        RestHub.of(
            URI.create("https://" + connection.host()),
            connection.host().name(),
            key(connection),
            SSLContext.getDefault());
  }

  static Hub connect(ConnectionString connection) throws HubException {
    return AzureHubs.install(InstantSource.system())
        .connect(connection.host(), connection, Optional.empty(), Optional.empty());
  }

  static byte[] key(ConnectionString connection) {
    return connection
        .credential()
        .fold(
            access -> Base64.getDecoder().decode(access.key()),
            token -> {
              throw new IllegalArgumentException(
                  VARIABLE + " must hold a SharedAccessKey: devices are made with it");
            });
  }

  @Override
  public RestHub rest() {
    return rest;
  }

  @Override
  public void report(String deviceId, ObjectNode reported) throws Exception {
    JsonNode identity = rest.send("GET", "/devices/" + RestHub.encoded(deviceId), "").json();
    DeviceClient device =
        new DeviceClient(
            "HostName=%s;DeviceId=%s;SharedAccessKey=%s"
                .formatted(
                    connection.host(),
                    deviceId,
                    identity.at("/authentication/symmetricKey/primaryKey").textValue()),
            IotHubClientProtocol.MQTT);
    try {
      device.open(true);
      device.subscribeToDesiredProperties((twin, context) -> {}, null);
      device.updateReportedProperties(new TwinCollection(JSON.convertValue(reported, PROPERTIES)));
    } finally {
      device.close();
    }
  }

  @Override
  public Hub hub() {
    return hub;
  }

  @Override
  public Hub withAWrongKey() throws InvalidConnectionStringException, HubException {
    return connect(
        ConnectionString.parse(RemoteHub.strangersConnectionString(connection.host().name())));
  }

  @Override
  public String createDevice(String idBegins) throws Exception {
    String id = idBegins + UUID.randomUUID();
    RestHub.Reply reply =
        rest.send("PUT", "/devices/" + RestHub.encoded(id), "{\"deviceId\":\"" + id + "\"}");
    assertThat(reply.status()).as(reply.describe()).isEqualTo(200);
    created.add(id);
    return id;
  }

  @Override
  public void until(Callable<Boolean> condition) {
    await().atMost(LONGEST_WAIT).pollInterval(Duration.ofSeconds(5)).until(condition);
  }

  @Override
  public void close() throws Exception {
    for (String id : created) {
      rest.send("DELETE", "/devices/" + RestHub.encoded(id), "", "If-Match", "*");
    }
  }
}
