package io.twinoperator.hub.azure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.microsoft.azure.sdk.iot.service.exceptions.IotHubException;
import com.microsoft.azure.sdk.iot.service.exceptions.IotHubExceptionManager;
import com.microsoft.azure.sdk.iot.service.transport.http.HttpResponse;
import io.twinoperator.hub.HubException;
import io.twinoperator.hub.HubHost;
import io.twinoperator.hub.azure.HubCall.Operation;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class AzureErrorsTest {

  private static final HubHost HOST = new HubHost("x.azure-devices.net");
  private static final Endpoint ENDPOINT = Endpoint.of(HOST.name());
  private static final HubCall PATCH =
      new HubCall(Operation.PATCH_TWIN, "device sensor-1", HOST, ENDPOINT);

  /** Bodies as they were seen from live hubs, or stand in Microsoft's documents and code. */
  @ParameterizedTest(name = "{0} {1} {2} is {3}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "400 | PATCH_TWIN | {\"Message\":\"ErrorCode:ArgumentInvalid;Property or Tag value should be maximum 4096 bytes\",\"ExceptionMessage\":\"Tracking ID:9f\"} | Invalid",
        "400 | PATCH_TWIN | {\"Message\":\"ErrorCode:EtagDoesNotMatch;\",\"ExceptionMessage\":\"\"} | Conflict",
        "400 | QUERY      | {\"Message\":\"ErrorCode:ArgumentNull;BadRequest\",\"ExceptionMessage\":\"Tracking ID:9f\"} | Unavailable",
        "400 | QUERY      | {\"Message\":\"{\\\"errorCode\\\":400004,\\\"trackingId\\\":\\\"9f\\\",\\\"message\\\":\\\"no\\\"}\",\"ExceptionMessage\":\"\"} | Invalid",
        "401 | READ_TWIN  | {\"Message\":\"ErrorCode:IotHubUnauthorizedAccess;Unauthorized\",\"ExceptionMessage\":\"Tracking ID:9f\"} | Unauthorized",
        "403 | READ_TWIN  | {\"Message\":\"ErrorCode:IotHubQuotaExceeded;Total number of messages on IotHub 'x' exceeded the allocated quota.\",\"ExceptionMessage\":\"\"} | QuotaExceeded",
        "403 | READ_TWIN  | {\"Message\":\"{\\\"errorCode\\\":403002,\\\"message\\\":\\\"quota\\\"}\",\"ExceptionMessage\":\"\"} | QuotaExceeded",
        "403 | CREATE_JOB | {\"Message\":\"ErrorCode:JobQuotaExceeded;\",\"ExceptionMessage\":\"\"} | JobSlotsTaken",
        "403 | CREATE_JOB | {\"Message\":\"ErrorCode:OperationNotAvailableInCurrentTier;\",\"ExceptionMessage\":\"\"} | Forbidden",
        "404 | READ_TWIN  | {\"Message\":\"ErrorCode:DeviceNotFound;E2E\",\"ExceptionMessage\":\"Tracking ID:9f-G:0-TimeStamp:01/01/2024 00:00:00\"} | NotFound",
        "404 | READ_TWIN  | {\"Message\":\"{\\\"errorCode\\\":404001,\\\"message\\\":\\\"none\\\"}\",\"ExceptionMessage\":\"\"} | NotFound",
        "409 | CREATE_JOB | {\"Message\":\"ErrorCode:JobAlreadyExists;\",\"ExceptionMessage\":\"\"} | AlreadyExists",
        "412 | PATCH_TWIN | {\"Message\":\"ErrorCode:PreconditionFailed;Precondition failed: Device version did not match\",\"ExceptionMessage\":\"\"} | Conflict",
        "412 | CREATE_JOB | {\"Message\":\"ErrorCode:PreconditionFailed;\",\"ExceptionMessage\":\"\"} | Invalid",
        "413 | PATCH_TWIN | {\"Message\":\"ErrorCode:MessageTooLarge;\",\"ExceptionMessage\":\"\"} | TooLarge",
        "405 | CANCEL_JOB | {\"Message\":\"ErrorCode:InvalidOperation;\",\"ExceptionMessage\":\"\"} | Invalid",
        "429 | PATCH_TWIN | {\"Message\":\"ErrorCode:ThrottlingException;\",\"ExceptionMessage\":\"\"} | Throttled",
        "429 | PATCH_TWIN | {\"Message\":\"{\\\"errorCode\\\":429002,\\\"message\\\":\\\"backlog\\\"}\",\"ExceptionMessage\":\"\"} | Throttled",
        "429 | CREATE_JOB | {\"Message\":\"ErrorCode:ThrottlingMaxActiveJobCountExceeded;Error: 429 {\\\"Message\\\":\\\"ErrorCode:ThrottlingMaxActiveJobCountExceeded;429\\\",\\\"ExceptionMessage\\\":\\\"Tracking ID:1\\\"}\",\"ExceptionMessage\":\"Tracking ID:2\"} | JobSlotsTaken",
        "429 | CREATE_JOB | {\"Message\":\"{\\\"errorCode\\\":429004,\\\"message\\\":\\\"jobs\\\"}\",\"ExceptionMessage\":\"\"} | JobSlotsTaken",
        "500 | READ_TWIN  | {\"Message\":\"ErrorCode:ServerError;\",\"ExceptionMessage\":\"\"} | Unavailable",
        "502 | READ_TWIN  | <html>Bad Gateway</html> | Unavailable",
        "503 | READ_TWIN  | {\"Message\":\"ErrorCode:ServerBusy;\",\"ExceptionMessage\":\"\"} | Unavailable",
        "504 | READ_TWIN  | ~~ | Unavailable",
        "400 | READ_TWIN  | ~~ | Invalid",
        "418 | READ_TWIN  | teapot | Invalid",
        "418 | READ_TWIN  | ~~ | Unknown",
        "302 | READ_TWIN  | moved | Unknown",
      })
  void anAnswerOfTheHubHasItsMeaning(
      int status, Operation operation, String body, String expected) {
    HubCall call = new HubCall(operation, "device sensor-1", HOST, ENDPOINT);

    HubException translated = AzureErrors.translate(call, asTheSdkThrowsIt(status, body));

    assertThat(translated.getClass().getSimpleName()).isEqualTo(expected);
    assertThat(translated).hasMessageContaining("device sensor-1 on x.azure-devices.net");
  }

  @Test
  void theMessageSaysWhatWasDoneToWhatWhereAndWhatTheHubSaid() {
    HubException translated =
        AzureErrors.translate(
            PATCH,
            asTheSdkThrowsIt(
                404,
                "{\"Message\":\"ErrorCode:DeviceNotFound;sensor-1\",\"ExceptionMessage\":\"Tracking ID:9f\"}"));

    assertThat(translated)
        .hasMessage(
            "patching the twin of device sensor-1 on x.azure-devices.net: the hub answered 404: ErrorCode:DeviceNotFound;sensor-1 Tracking ID:9f");
  }

  @Test
  void aRefusedKeyMayAlsoBeAClockThatIsOff() {
    Instant now = Instant.parse("2026-03-01T10:00:00Z");

    assertThat(refused(ClockDifference.of(now, Optional.empty())))
        .endsWith("; the key may be lost, or the clock of this machine may be off");
    assertThat(refused(ClockDifference.of(now, Optional.of(now.plusSeconds(59)))))
        .endsWith("; the key may be lost; this machine's clock agrees with the hub's");
    assertThat(refused(ClockDifference.of(now, Optional.of(now.minusSeconds(61)))))
        .contains("this machine's clock is 1 min ahead of the hub's", "or the key may be lost");
  }

  private static String refused(ClockDifference clock) {
    return String.valueOf(
        AzureErrors.unauthorized(PATCH, asTheSdkThrowsIt(401, ""), "the key may be lost", clock)
            .getMessage());
  }

  @Test
  void a429SaysWhenToComeBack() {
    HubException.Throttled throttled =
        (HubException.Throttled) AzureErrors.translate(PATCH, asTheSdkThrowsIt(429, ""));
    assertThat(throttled.retryAfter()).isEqualTo(Duration.ofSeconds(10));
  }

  static Stream<Arguments> brokenConnections() {
    return Stream.of(
        Arguments.of(new UnknownHostException("x"), "host x.azure-devices.net is not known to DNS"),
        Arguments.of(
            new ConnectException("Connection refused"),
            "no connection to x.azure-devices.net:443: Connection refused"),
        Arguments.of(
            new SocketTimeoutException("Read timed out"),
            "x.azure-devices.net:443 did not answer in time"),
        Arguments.of(
            new SocketException("Unexpected end of file from server"),
            "the connection to x.azure-devices.net:443 broke: Unexpected end of file"),
        Arguments.of(
            new SSLHandshakeException("Remote host terminated the handshake"),
            "no TLS connection to x.azure-devices.net:443"),
        Arguments.of(
            caused(
                new SSLHandshakeException("PKIX path building failed"),
                new CertPathValidatorException("no anchor")),
            "spec.caSecretRef"),
        Arguments.of(
            caused(
                new SSLHandshakeException("No subject alternative names"),
                new CertificateException("No name matching y found")),
            "the certificate of x.azure-devices.net:443 does not fit"),
        Arguments.of(
            new IOException("wrapped", new ConnectException("Connection refused")),
            "no connection to x.azure-devices.net:443"));
  }

  @ParameterizedTest
  @MethodSource("brokenConnections")
  void aBrokenConnectionIsUnavailableAndNamesHostAndPort(IOException broken, String message) {
    assertThat(AzureErrors.translate(PATCH, broken))
        .isInstanceOf(HubException.Unavailable.class)
        .hasMessageContaining(message);
  }

  @Test
  void anythingElseIsUnknown() {
    assertThat(AzureErrors.translate(PATCH, new IllegalArgumentException("odd")))
        .isInstanceOf(HubException.Unknown.class)
        .hasMessageContaining("odd");
  }

  @Test
  void secretsAndEndlessTextsStayOut() {
    String echo =
        "bad token SharedAccessSignature sr=x&sig=S3CRET%3D&se=1 or SharedAccessKey=S3CRET; "
            + "x".repeat(5000);

    assertThat(AzureErrors.translate(PATCH, asTheSdkThrowsIt(401, echo)).getMessage())
        .doesNotContain("S3CRET")
        .hasSizeLessThan(1000);
  }

  private static IotHubException asTheSdkThrowsIt(int status, String body) {
    HttpResponse response =
        new HttpResponse(status, new byte[0], Map.of(), body.getBytes(StandardCharsets.UTF_8));
    return catchThrowableOfType(
        IotHubException.class, () -> IotHubExceptionManager.httpResponseVerification(response));
  }

  private static IOException caused(IOException failure, Throwable cause) {
    failure.initCause(cause);
    return failure;
  }
}
