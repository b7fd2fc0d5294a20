package io.twinoperator.emulator.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.twinoperator.emulator.SteppedClock;
import io.twinoperator.emulator.auth.Authorizer;
import io.twinoperator.emulator.auth.PolicyKeys;
import io.twinoperator.emulator.fault.FaultText;
import io.twinoperator.emulator.fault.Faults;
import io.twinoperator.emulator.hub.ClientId;
import io.twinoperator.emulator.hub.EmulatedHub;
import io.twinoperator.emulator.hub.HubSettings;
import io.twinoperator.emulator.hub.Tier;
import io.twinoperator.emulator.throttle.ThrottleSettings;
import io.twinoperator.emulator.twin.Json;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.junit.jupiter.api.Test;

/** The service API in virtual time, without a socket. */
class ThrottleStageTest {
  private final SteppedClock clock = new SteppedClock();
  private final Instant start = clock.instant();
  private Executor workers = Runnable::run;

  @Test
  void aThousandRequestsShowABurstThenLatencyThenRefusals() {
    Hub hub = new Hub(HubSettings.of(Tier.S1, 1));
    List<Seen> seen = new ArrayList<>();
    // 200 patches a second, four times what S1 allows, for five seconds.
    for (int i = 0; i < 1000; i++) {
      seen.add(hub.send("PATCH", "/twins/d", "{\"tags\":{\"n\":" + i + "}}"));
      clock.advance(Duration.ofMillis(5));
    }
    clock.advance(Duration.ofSeconds(30));

    assertThat(seen).allMatch(one -> one.status > 0);
    List<Seen> served = seen.stream().filter(one -> one.status == 200).toList();
    List<Seen> refused = seen.stream().filter(one -> one.status == 429).toList();
    assertThat(served.size() + refused.size()).isEqualTo(1000);
    // 50 of burst, 50 a second for 5 seconds, 100 in the queue at the end.
    assertThat(served.size()).isBetween(398, 401);
    int firstWait = firstThat(seen, one -> one.latency().toMillis() > 0);
    int firstRefusal = firstThat(seen, one -> one.status == 429);
    assertThat(firstWait).isBetween(60, 70);
    assertThat(firstRefusal).isGreaterThan(firstWait + 100);
    assertThat(seen.subList(0, firstWait)).allMatch(one -> one.status == 200);
    for (int i = firstWait + 1; i < firstRefusal; i++) {
      assertThat(seen.get(i).latency()).isGreaterThan(seen.get(i - 1).latency());
    }
    assertThat(served).allMatch(one -> one.latency().toMillis() <= 2000);
    assertThat(refused)
        .allMatch(one -> one.latency().isZero())
        .allMatch(one -> one.headers.get("iothub-errorcode").equals("ThrottlingException"))
        .noneMatch(one -> one.headers.containsKey("Retry-After"));
    // The last one that was served is what the twin shows: the order was kept.
    assertThat(hub.core.twins().get(ClientId.device("d")).at("/tags/n").intValue())
        .isEqualTo(seen.lastIndexOf(served.get(served.size() - 1)));
  }

  @Test
  void whoHasWaitedIsServedByAWorkerAndHoldsUpNobodyElseWhoIsDue() {
    Hub hub = new Hub(HubSettings.of(Tier.S1, 1));
    List<Runnable> handedOver = new ArrayList<>();
    workers = handedOver::add;
    for (int i = 0; i < 20; i++) {
      assertThat(hub.query("SELECT * FROM devices").status).isEqualTo(200);
    }
    assertThat(handedOver).as("who need not wait is served at once").isEmpty();
    Seen waiting = hub.query("SELECT * FROM devices");
    clock.advance(Duration.ofSeconds(3));
    assertThat(waiting.status).isZero();
    assertThat(handedOver).hasSize(1);

    handedOver.remove(0).run();

    assertThat(waiting.status).isEqualTo(200);
  }

  @Test
  void whoIsDelayedByAFaultIsServedByAWorkerToo() {
    Hub hub = new Hub(HubSettings.of(Tier.S1, 1));
    List<Runnable> handedOver = new ArrayList<>();
    workers = handedOver::add;
    hub.faults.add(FaultText.parse("operation=GET_TWIN,delay=2"));
    Seen delayed = hub.send("GET", "/twins/d", "");
    assertThat(handedOver).isEmpty();
    clock.advance(Duration.ofSeconds(2));
    assertThat(delayed.status).isZero();

    handedOver.remove(0).run();

    assertThat(delayed.status).isEqualTo(200);
  }

  @Test
  void eachClassHasItsOwnThrottle() {
    Hub hub = new Hub(HubSettings.of(Tier.S1, 1));
    for (int i = 0; i < 20; i++) {
      assertThat(hub.query("SELECT * FROM devices").status).isEqualTo(200);
    }
    Seen waiting = hub.query("SELECT * FROM devices");
    assertThat(waiting.status).isZero();
    assertThat(hub.send("GET", "/twins/d", "").status).isEqualTo(200);
    assertThat(hub.send("PATCH", "/twins/d", "{\"tags\":{}}").status).isEqualTo(200);
    assertThat(hub.send("GET", "/devices/d", "").status).isEqualTo(200);
    assertThat(hub.send("GET", "/jobs/v2/j", "").status).isEqualTo(200);
    clock.advance(Duration.ofSeconds(3));
    assertThat(waiting.status).isEqualTo(200);
  }

  @Test
  void moreUnitsAllowMore() {
    Hub hub = new Hub(HubSettings.of(Tier.S1, 2));
    for (int i = 0; i < 40; i++) {
      assertThat(hub.query("SELECT * FROM devices").status).isEqualTo(200);
    }
    assertThat(hub.query("SELECT * FROM devices").status).isZero();
  }

  @Test
  void methodsAreMeasuredInMetersOf4Kb() {
    Hub hub = new Hub(HubSettings.of(Tier.S1, 1));
    String body = "{\"methodName\":\"m\",\"payload\":\"" + "x".repeat(9000) + "\"}";
    for (int i = 0; i < 13; i++) {
      assertThat(hub.send("POST", "/twins/d/methods", body).status).as("offline").isEqualTo(404);
    }
    // 13 of 3 meters are 39 of the 40 that pass in a second.
    Seen waiting = hub.send("POST", "/twins/d/methods", body);
    assertThat(waiting.status).isZero();
    clock.advance(Duration.ofMillis(50));
    assertThat(waiting.status).isEqualTo(404);
    assertThat(waiting.latency()).isEqualTo(Duration.ofMillis(50));
  }

  @Test
  void aRefusedCallTakesItsTurnAllTheSame() {
    Hub hub = new Hub(HubSettings.of(Tier.S1, 1));
    for (int i = 0; i < 20; i++) {
      assertThat(hub.query("SELECT nonsense FROM").status).isEqualTo(400);
    }
    assertThat(hub.query("SELECT * FROM devices").status).isZero();
  }

  @Test
  void whoIsNotAuthorisedTakesNoTurn() {
    Hub hub = new Hub(HubSettings.of(Tier.S1, 1));
    for (int i = 0; i < 200; i++) {
      assertThat(hub.sendAs("", "GET", "/twins/d", "").status).isEqualTo(401);
    }
    assertThat(hub.send("GET", "/twins/d", "").status).isEqualTo(200);
  }

  @Test
  void whatCountsInTheDailyQuota() {
    Hub hub = new Hub(HubSettings.of(Tier.S1, 1));
    assertThat(hub.messagesFor("GET", "/twins/d", "")).isEqualTo(1);
    String large =
        "{\"tags\":{\"a\":\"" + "x".repeat(4000) + "\",\"b\":\"" + "x".repeat(200) + "\"}}";
    assertThat(hub.messagesFor("PATCH", "/twins/d", large)).isEqualTo(2);
    assertThat(hub.messagesFor("GET", "/twins/d", "")).isEqualTo(2);
    assertThat(hub.messagesFor("GET", "/twins/nobody", "")).isZero();
    assertThat(hub.messagesFor("POST", "/devices/query", "{\"query\":\"SELECT * FROM devices\"}"))
        .isEqualTo(2);
    assertThat(
            hub.messagesFor(
                "POST", "/devices/query", "{\"query\":\"select * FROM  devices.jobs\"}"))
        .isZero();
    assertThat(hub.messagesFor("GET", "/devices/d", "")).isZero();
    assertThat(hub.messagesFor("GET", "/jobs/v2/j", "")).isZero();
  }

  @Test
  void aUsedUpQuotaRefusesWhatCountsUntilMidnightUtc() {
    Hub hub = new Hub(HubSettings.of(Tier.FREE, 1));
    hub.core.throttles().meter(() -> 8_000L * 512);
    Seen refused = hub.send("GET", "/twins/d", "");
    assertThat(refused.status).isEqualTo(403);
    assertThat(refused.headers).containsEntry("iothub-errorcode", "IotHubQuotaExceeded");
    assertThat(refused.body).contains("ErrorCode:IotHubQuotaExceeded;").contains("'8000'");
    assertThat(hub.query("SELECT * FROM devices").status).isEqualTo(403);
    assertThat(hub.query("SELECT * FROM devices.jobs").status).isEqualTo(200);
    assertThat(hub.send("GET", "/devices/d", "").status).isEqualTo(200);
    clock.advance(Duration.between(clock.instant(), Instant.parse("2026-02-16T00:00:00Z")));
    assertThat(hub.send("GET", "/twins/d", "").status).isEqualTo(200);
  }

  private static int firstThat(List<Seen> seen, java.util.function.Predicate<Seen> test) {
    for (int i = 0; i < seen.size(); i++) {
      if (test.test(seen.get(i))) {
        return i;
      }
    }
    throw new AssertionError("none of " + seen.size());
  }

  /** What a caller saw of one request; status 0 while it waits. */
  private static final class Seen {
    private final Instant sent;
    private Instant answered = Instant.MAX;
    private int status;
    private Map<String, String> headers = Map.of();
    private String body = "";

    Seen(Instant sent) {
      this.sent = sent;
    }

    Duration latency() {
      return Duration.between(sent, answered);
    }
  }

  private final class Hub {
    private final EmulatedHub core;
    private final Faults faults = new Faults(0, ServiceApi.faultable());
    private final ServiceApi api;

    Hub(HubSettings settings) {
      core =
          new EmulatedHub("localhost", settings.with(ThrottleSettings.on()), clock, clock.agenda());
      core.identities().create(ClientId.device("d"), Json.object("{}"));
      api =
          new ServiceApi(
              new HubDirectory(List.of(core)),
              new Authorizer(InstantSource.system(), new PolicyKeys(), Optional.empty()),
              InstantSource.system(),
              faults,
              clock.agenda(),
              new RecentRequests(),
              Site.NONE);
      assertThat(start).isEqualTo(clock.instant());
    }

    Seen query(String text) {
      return send("POST", "/devices/query", "{\"query\":\"" + text + "\"}");
    }

    Seen send(String method, String path, String body) {
      return sendAs(
          Caller.token("localhost", "iothubowner", Instant.now().plusSeconds(60)),
          method,
          path,
          body);
    }

    Seen sendAs(String authorization, String method, String path, String body) {
      Map<String, String> headers = new HashMap<>();
      headers.put("authorization", authorization);
      Seen seen = new Seen(clock.instant());
      CompletionStage<ServiceResponse> answer =
          api.handle(
              new ServiceRequest(
                  method, path + "?api-version=2021-04-12", headers, Buffer.buffer(body)),
              workers);
      answer.thenAccept(
          response -> {
            seen.answered = clock.instant();
            seen.status = response.status();
            seen.headers = response.headers();
            seen.body = response.body();
          });
      return seen;
    }

    long messagesFor(String method, String path, String body) {
      long before = core.throttles().messagesToday();
      send(method, path, body);
      return core.throttles().messagesToday() - before;
    }
  }
}
