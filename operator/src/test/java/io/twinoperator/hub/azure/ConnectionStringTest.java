package io.twinoperator.hub.azure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.twinoperator.hub.HubHost;
import io.twinoperator.hub.azure.ConnectionString.SharedAccessKey;
import io.twinoperator.hub.azure.ConnectionString.SharedAccessSignature;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConnectionStringTest {

  private static final String KEY = "c2VjcmV0LWtleS1zZWNyZXQta2V5LXNlY3JldC1rZXk=";
  private static final String GOOD =
      "HostName=Hub.azure-devices.net;SharedAccessKeyName=service;SharedAccessKey=" + KEY;

  @ParameterizedTest
  @ValueSource(
      strings = {
        GOOD,
        GOOD + "\n",
        "  " + GOOD + ";  ",
        GOOD + ";GatewayHostName=elsewhere",
        "SharedAccessKey=" + KEY + ";SharedAccessKeyName=service;HostName=hub.azure-devices.net",
      })
  void readsHostPolicyAndKey(String text) throws InvalidConnectionStringException {
    assertThat(ConnectionString.parse(text))
        .isEqualTo(
            new ConnectionString(
                new HubHost("hub.azure-devices.net"), new SharedAccessKey("service", KEY)));
  }

  @Test
  void readsATokenInPlaceOfAKey() throws InvalidConnectionStringException {
    String token = "SharedAccessSignature sr=hub&sig=abc%3D&se=1800000000&skn=service";
    assertThat(ConnectionString.parse("HostName=hub;SharedAccessSignature=" + token).credential())
        .isEqualTo(new SharedAccessSignature(token));
  }

  @ParameterizedTest(name = "{1}")
  @CsvSource(
      delimiter = '|',
      value = {
        "''                                                              | HostName is missing",
        "hub.azure-devices.net                                           | HostName is missing",
        "hostname=h;SharedAccessKeyName=p;SharedAccessKey=S3CRET==       | HostName is missing",
        "HostName=;SharedAccessKeyName=p;SharedAccessKey=S3CRET==        | HostName is missing",
        "HostName=h;SharedAccessKey=S3CRET==                             | SharedAccessKeyName is missing",
        "HostName=h;SharedAccessKeyName=p                                | SharedAccessKey is missing",
        "HostName=h;SharedAccessKeyName=p;SharedAccessKey=S3CRET!        | SharedAccessKey in the connection string is not Base64",
        "HostName=h:8443;SharedAccessKeyName=p;SharedAccessKey=S3CRET==  | HostName in the connection string must be a host name without port",
        "HostName=https://h;SharedAccessKeyName=p;SharedAccessKey=S3CRET | HostName in the connection string must be a host name without port",
        "HostName=h;DeviceId=d;SharedAccessKey=S3CRET==                  | it is a device's",
        "HostName=h;SharedAccessKey=S3CRET==;SharedAccessKey=S3CRET==    | has SharedAccessKey twice",
        "HostName=h;SharedAccessSignature=S3CRET                         | must begin with 'SharedAccessSignature sr='",
        "HostName=h;S3CRET/a=1;S3CRET/a=2                                | has a key twice",
      })
  void saysWhichKeyIsWrongAndNeverWhatItHolds(String text, String message) {
    assertThatThrownBy(() -> ConnectionString.parse(text))
        .isInstanceOf(InvalidConnectionStringException.class)
        .hasMessageContaining(message)
        .message()
        .doesNotContain("S3CRET");
  }

  @Test
  void hidesSecretsWhenPrinted() throws InvalidConnectionStringException {
    String token = "SharedAccessSignature sr=hub&sig=abc%3D&se=1800000000";

    assertThat(ConnectionString.parse(GOOD).toString())
        .contains("hub.azure-devices.net", "service")
        .doesNotContain(KEY);
    assertThat(ConnectionString.parse("HostName=hub;SharedAccessSignature=" + token).toString())
        .doesNotContain("abc");
  }

  @ParameterizedTest
  @CsvSource({
    "https://localhost:8443, localhost, 8443",
    "https://Localhost:8443/, localhost, 8443",
    "https://emulator.twins.svc, emulator.twins.svc, 443",
  })
  void readsAnEndpoint(String url, String host, int port) {
    assertThat(Endpoint.parse(url)).isEqualTo(new Endpoint(host, port));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "localhost:8443",
        "http://localhost:8443",
        "https://localhost:8443/path",
        "https://localhost:8443/?a=b",
        "https://user@localhost",
        "https://localhost:70000",
        "https://",
      })
  void refusesWhatIsNoEndpoint(String url) {
    assertThatThrownBy(() -> Endpoint.parse(url)).isInstanceOf(IllegalArgumentException.class);
  }
}
