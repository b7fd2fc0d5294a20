package io.twinoperator.emulator.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.twinoperator.emulator.twin.Json;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class HubMethodsTest {
  private static final ClientId D1 = ClientId.device("d1");
  private static final Duration SECOND = Duration.ofSeconds(1);

  private final HubFixture fixture = new HubFixture();
  private final List<MethodCall> calls = new ArrayList<>();

  private DeviceLink connect(ClientId id) {
    return fixture.hub.connect(
        id,
        new DeviceListener() {
          @Override
          public void onDesired(ObjectNode patchWithVersion) {}

          @Override
          public void onMethod(MethodCall call) {
            calls.add(call);
          }

          @Override
          public void dropped() {}
        });
  }

  private DeviceLink online() {
    fixture.device("d1", "{}");
    DeviceLink link = connect(D1);
    link.acceptMethods();
    return link;
  }

  private Future<ObjectNode> invoke(ClientId id, String body) {
    return fixture.hub.methods().invoke(id, Json.object(body)).toCompletableFuture();
  }

  @Test
  void aDeviceAnswersWhatItLikes() throws Exception {
    DeviceLink link = online();
    Future<ObjectNode> answer = invoke(D1, "{'methodName':'reboot','payload':{'in':5}}");
    assertThat(calls)
        .singleElement()
        .satisfies(
            call -> {
              assertThat(call.name()).isEqualTo("reboot");
              assertThat(call.payload()).isEqualTo(Json.object("{'in':5}"));
            });
    assertThat(answer.isDone()).isFalse();
    fixture.pass(SECOND.multipliedBy(29));

    link.answerMethod(calls.get(0).requestId(), 418, TextNode.valueOf("short and stout"));

    assertThat(answer.get().toString())
        .isEqualTo("{\"status\":418,\"payload\":\"short and stout\"}");
    fixture.pass(SECOND.multipliedBy(60));
    assertThat(answer.get().path("status").asInt()).isEqualTo(418);
  }

  @Test
  void callsAreAnsweredInAnyOrderAndOnce() throws Exception {
    DeviceLink link = online();
    Future<ObjectNode> first = invoke(D1, "{'methodName':'m'}");
    Future<ObjectNode> second = invoke(D1, "{'methodName':'m'}");
    link.answerMethod(calls.get(1).requestId(), 200, IntNode.valueOf(2));
    link.answerMethod(calls.get(1).requestId(), 200, IntNode.valueOf(3));
    link.answerMethod("nobody asked", 200, IntNode.valueOf(4));
    link.answerMethod(calls.get(0).requestId(), 200, IntNode.valueOf(1));

    assertThat(first.get().path("payload").asInt()).isEqualTo(1);
    assertThat(second.get().path("payload").asInt()).isEqualTo(2);
  }

  @Test
  void aDeviceThatDoesNotAnswerInTimeIsAGatewayTimeout() {
    DeviceLink link = online();
    Future<ObjectNode> answer = invoke(D1, "{'methodName':'m','responseTimeoutInSeconds':5}");
    fixture.pass(SECOND.multipliedBy(5));

    HubError timeout = refusal(answer);
    assertThat(timeout.httpStatus()).isEqualTo(504);
    assertThat(inner(timeout))
        .isEqualTo(
            "{\"errorCode\":504101,\"trackingId\":\"T\","
                + "\"message\":\"Timed out waiting for the response from device.\","
                + "\"info\":{\"timeout\":\"00:00:05\"},"
                + "\"timestampUtc\":\"2026-02-16T09:00:05.0000000Z\"}");
    link.answerMethod(calls.get(0).requestId(), 200, IntNode.valueOf(1));
    assertThat(refusal(answer)).isSameAs(timeout);
  }

  @Test
  void aDeviceThatIsAwayIsRefusedAtOnceUnlessTheCallerWaits() {
    fixture.device("d1", "{}");
    HubError refused = refusal(invoke(D1, "{'methodName':'m'}"));
    assertThat(refused.httpStatus()).isEqualTo(404);
    assertThat(inner(refused))
        .isEqualTo(
            "{\"errorCode\":404103,\"trackingId\":\"T\","
                + "\"message\":\"Timed out waiting for device to connect.\","
                + "\"info\":{\"timeout\":\"00:00:00\"},"
                + "\"timestampUtc\":\"2026-02-16T09:00:00.0000000Z\"}");

    Future<ObjectNode> waits = invoke(D1, "{'methodName':'m','connectTimeoutInSeconds':60}");
    fixture.pass(SECOND.multipliedBy(59));
    assertThat(waits.isDone()).isFalse();
    fixture.pass(SECOND);
    assertThat(refusal(waits).code()).isEqualTo(404103);
    connect(D1).acceptMethods();
    assertThat(calls).isEmpty();
  }

  @Test
  void aCallWaitsForADeviceUntilItTakesMethods() throws Exception {
    fixture.device("d1", "{}");
    Future<ObjectNode> answer =
        invoke(D1, "{'methodName':'m','connectTimeoutInSeconds':60,'responseTimeoutInSeconds':10}");
    fixture.pass(SECOND.multipliedBy(30));
    DeviceLink link = connect(D1);
    assertThat(calls).as("connected, but not subscribed").isEmpty();
    fixture.pass(SECOND.multipliedBy(29));
    link.acceptMethods();
    assertThat(calls).hasSize(1);
    fixture.pass(SECOND.multipliedBy(9));

    link.answerMethod(calls.get(0).requestId(), 200, IntNode.valueOf(1));
    assertThat(answer.get().path("status").asInt()).isEqualTo(200);
  }

  @Test
  void aDeviceThatGoesAwayAnswersNoMore() {
    DeviceLink link = online();
    Future<ObjectNode> closed = invoke(D1, "{'methodName':'m'}");
    link.close();
    assertThat(refusal(closed)).hasMessage("Device unavailable");
    assertThat(refusal(closed).code()).isEqualTo(404103);

    DeviceLink second = connect(D1);
    second.acceptMethods();
    Future<ObjectNode> takenOver = invoke(D1, "{'methodName':'m'}");
    connect(D1);
    assertThat(refusal(takenOver)).hasMessage("Device unavailable");
    assertThatThrownBy(() -> second.answerMethod(calls.get(1).requestId(), 200, IntNode.valueOf(1)))
        .isInstanceOf(HubError.class);
    assertThat(refusal(invoke(D1, "{'methodName':'m'}")).code())
        .as("the new link has not subscribed")
        .isEqualTo(404103);
  }

  @Test
  void aDeviceCanStopTakingMethods() {
    DeviceLink link = online();
    link.refuseMethods();
    assertThat(refusal(invoke(D1, "{'methodName':'m'}")).code()).isEqualTo(404103);
    link.acceptMethods();
    assertThat(invoke(D1, "{'methodName':'m'}").isDone()).isFalse();
  }

  @Test
  void whatIsNotRegisteredOrNotValidIsRefusedInTheDevicesShape() {
    assertThatThrownBy(() -> invoke(D1, "{'methodName':'m'}"))
        .isInstanceOfSatisfying(
            HubError.class,
            error -> {
              assertThat(error.code()).isEqualTo(404001);
              assertThat(error.shape()).isEqualTo(ErrorShape.DEVICE);
            });
    fixture.device("d1", "{}");
    assertThatThrownBy(() -> invoke(ClientId.module("d1", "m1"), "{'methodName':'m'}"))
        .isInstanceOfSatisfying(
            HubError.class, error -> assertThat(error.code()).isEqualTo(404010));
    assertThatThrownBy(() -> invoke(D1, "{'methodName':'m','responseTimeoutInSeconds':1}"))
        .isInstanceOfSatisfying(
            HubError.class,
            error ->
                assertThat(inner(error))
                    .contains("\"message\":\"responseTimeoutInSeconds must be within [5; 300].\"")
                    .contains("400004")
                    .doesNotContain("info"));
  }

  @Test
  void aDeviceThatIsDeletedWhileACallWaitsIsNotFound() {
    fixture.device("d1", "{}");
    Future<ObjectNode> waits = invoke(D1, "{'methodName':'m','connectTimeoutInSeconds':60}");
    fixture.hub.identities().delete(D1, new IfMatch.Any());
    assertThat(refusal(waits).code()).isEqualTo(404001);
  }

  @Test
  void anAnswerThatIsTooLargeIsRefusedToTheDevice() {
    DeviceLink link = online();
    Future<ObjectNode> answer = invoke(D1, "{'methodName':'m'}");
    assertThatThrownBy(
            () ->
                link.answerMethod(
                    calls.get(0).requestId(), 200, TextNode.valueOf("x".repeat(128 * 1024))))
        .isInstanceOfSatisfying(
            HubError.class, error -> assertThat(error.code()).isEqualTo(400004));
    fixture.pass(SECOND.multipliedBy(30));
    assertThat(refusal(answer).code()).isEqualTo(504101);
  }

  @Test
  void modulesHaveMethodsOfTheirOwn() throws Exception {
    online();
    ClientId module = ClientId.module("d1", "m1");
    fixture.hub.identities().create(module, Json.object("{}"));
    assertThat(refusal(invoke(module, "{'methodName':'m'}")).code()).isEqualTo(404103);
    DeviceLink link = connect(module);
    link.acceptMethods();
    Future<ObjectNode> answer = invoke(module, "{'methodName':'m'}");
    link.answerMethod(calls.get(0).requestId(), 204, IntNode.valueOf(1));
    assertThat(answer.get().path("status").asInt()).isEqualTo(204);
  }

  @Test
  void theAnswerIsDeliveredOutsideTheHubsLock() throws Exception {
    DeviceLink link = online();
    // A caller that blocks on another thread's call of the hub would never end under the lock.
    CompletableFuture<ObjectNode> later =
        fixture
            .hub
            .methods()
            .invoke(D1, Json.object("{'methodName':'m'}"))
            .thenApply(
                answer -> CompletableFuture.supplyAsync(() -> fixture.hub.twins().get(D1)).join())
            .toCompletableFuture();
    link.answerMethod(calls.get(0).requestId(), 200, IntNode.valueOf(1));
    assertThat(later.get().path("deviceId").asText()).isEqualTo("d1");
  }

  private static HubError refusal(Future<ObjectNode> answer) {
    assertThat(answer).isDone();
    try {
      answer.get();
    } catch (ExecutionException refused) {
      return (HubError) refused.getCause();
    } catch (InterruptedException interrupted) {
      throw new AssertionError(interrupted);
    }
    throw new AssertionError("It was answered");
  }

  private String inner(HubError error) {
    return error.body("T", fixture.clock.instant()).path("Message").asText();
  }
}
