package io.twinoperator.demo.device;

import com.microsoft.azure.sdk.iot.device.DeviceClient;
import com.microsoft.azure.sdk.iot.device.IotHubStatusCode;
import com.microsoft.azure.sdk.iot.device.Message;
import com.microsoft.azure.sdk.iot.device.exceptions.IotHubClientException;
import com.microsoft.azure.sdk.iot.device.transport.IotHubTransportMessage;
import com.microsoft.azure.sdk.iot.device.twin.GetTwinCorrelatingMessageCallback;
import com.microsoft.azure.sdk.iot.device.twin.ReportedPropertiesUpdateCorrelatingMessageCallback;
import com.microsoft.azure.sdk.iot.device.twin.ReportedPropertiesUpdateResponse;
import com.microsoft.azure.sdk.iot.device.twin.Twin;
import com.microsoft.azure.sdk.iot.device.twin.TwinCollection;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The hub's answer to one request about a twin, read where the vendor's client 2.5.0 cannot lose
 * it.
 *
 * <p>The client's own blocking calls wait for {@code onResponseReceived}, which is not always
 * called, however the hub answers: {@code IotHubTransport.onMessageReceived} hands the answer to
 * the receiving thread before it looks up the callback, and {@code acknowledgeReceivedMessage} on
 * that thread has it removed (azure-iot-sdk-java issue 1803). That same method calls {@code
 * onResponseAcknowledged} first, for every answer; so this waits for that.
 */
final class TwinAnswer
    implements GetTwinCorrelatingMessageCallback,
        ReportedPropertiesUpdateCorrelatingMessageCallback {
  private static final int PATIENCE_SECONDS = 20;

  private final CompletableFuture<IotHubTransportMessage> answer = new CompletableFuture<>();

  private TwinAnswer() {}

  /**
   * Reads the twin's properties; throws {@link IotHubClientException} when the hub refuses or does
   * not answer within 20 s. The client has to be subscribed to desired properties.
   */
  static Twin read(DeviceClient client) throws IotHubClientException, InterruptedException {
    TwinAnswer answer = new TwinAnswer();
    client.getTwinAsync(answer, null);
    return Twin.createFromPropertiesJson(
        new String(answer.message().getBytes(), StandardCharsets.UTF_8));
  }

  /**
   * Reports properties and returns their new version; throws {@link IotHubClientException} when the
   * hub refuses or does not answer within 20 s. The client has to be subscribed to desired
   * properties.
   */
  static int report(DeviceClient client, TwinCollection patch)
      throws IotHubClientException, InterruptedException {
    TwinAnswer answer = new TwinAnswer();
    client.updateReportedPropertiesAsync(patch, answer, null);
    return answer.message().getVersion();
  }

  private IotHubTransportMessage message() throws IotHubClientException, InterruptedException {
    IotHubTransportMessage message;
    try {
      message = answer.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      throw new IotHubClientException(
          IotHubStatusCode.ERROR, "The request about the twin was not taken: " + e.getMessage(), e);
    } catch (TimeoutException e) {
      throw new IotHubClientException(
          IotHubStatusCode.DEVICE_OPERATION_TIMED_OUT,
          "The hub has not answered a request about the twin for " + PATIENCE_SECONDS + " s",
          e);
    }
    IotHubStatusCode status =
        IotHubStatusCode.getIotHubStatusCode(Integer.parseInt(message.getStatus()));
    if (!IotHubStatusCode.isSuccessful(status)) {
      throw new IotHubClientException(
          status, "The hub answered a request about the twin with " + message.getStatus());
    }
    return message;
  }

  @Override
  public void onResponseAcknowledged(Message message, Object context) {
    answer.complete((IotHubTransportMessage) message);
  }

  @Override
  public void onRequestAcknowledged(
      Message message, Object context, IotHubClientException refused) {
    if (refused != null) {
      answer.completeExceptionally(refused);
    }
  }

  @Override
  public void onRequestQueued(Message message, Object context) {}

  @Override
  public void onRequestSent(Message message, Object context) {}

  @Override
  public void onResponseReceived(
      Twin twin,
      Message message,
      Object context,
      IotHubStatusCode status,
      IotHubClientException refused) {}

  @Override
  public void onResponseReceived(
      Message message,
      Object context,
      IotHubStatusCode status,
      ReportedPropertiesUpdateResponse response,
      IotHubClientException refused) {}
}
