package io.twinoperator.emulator.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.twinoperator.emulator.hub.ClientId;
import io.twinoperator.emulator.hub.DeviceLink;
import io.twinoperator.emulator.hub.DeviceListener;
import io.twinoperator.emulator.hub.EmulatedHub;
import io.twinoperator.emulator.hub.HubError;
import io.twinoperator.emulator.hub.HubSettings;
import io.twinoperator.emulator.hub.MethodCall;
import io.twinoperator.emulator.hub.Switches;
import io.twinoperator.emulator.hub.Tier;
import io.twinoperator.emulator.time.Agenda;
import io.twinoperator.emulator.time.VirtualClock;
import io.twinoperator.emulator.twin.Json;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Whatever jobs there are and whenever devices come and go. */
class JobsPropertyTest {
  private static final Set<String> ENDED = Set.of("completed", "failed", "cancelled");

  /** A job of either kind. */
  record JobPlan(String type, int createdAt, int startDelay, int maxSeconds) {
    /** The method is named after the job, so that a device knows whose call it has. */
    ObjectNode request(Instant now, String jobId) {
      ObjectNode request =
          Json.object(
              "{'cloudToDeviceMethod':{'responseTimeoutInSeconds':20},'queryCondition':'*',"
                  + "'updateTwin':{'etag':'*','properties':{'desired':{'a':1}}}}");
      ((ObjectNode) request.path("cloudToDeviceMethod")).put("methodName", jobId);
      return request
          .put("type", type)
          .put("startTime", now.plusSeconds(startDelay).toString())
          .put("maxExecutionTimeInSeconds", maxSeconds);
    }
  }

  /** A device that is on or off, changes that at some seconds, and answers slowly or too late. */
  record DevicePlan(boolean on, Set<Integer> switched, int answersAfter) {}

  @Property(tries = 150)
  void jobsEndCountRightAndKeepTheirPace(
      @ForAll("tiers") Tier tier,
      @ForAll ScheduledJobs scheduledJobs,
      @ForAll("jobs") List<JobPlan> plans,
      @ForAll("devices") List<DevicePlan> devices) {
    World world = new World(tier, scheduledJobs, devices);
    List<String> ids = world.create(plans);
    world.run();

    Set<Operation> operations = new HashSet<>();
    List<Instant> turns = new ArrayList<>();
    for (String id : ids) {
      JsonNode job = world.hub.jobs().get(id);
      assertThat(ENDED).as("%s", job).contains(job.path("status").asText());
      List<JsonNode> rows = world.rows(id);
      assertCounts(job, rows);
      for (JsonNode row : rows) {
        assertThat(operations.add(new Operation(id, row.path("deviceId").asText()))).isTrue();
        if (id.startsWith("twin") && row.path("status").asText().equals("completed")) {
          turns.add(Instant.parse(row.path("endTimeUtc").asText()));
        }
      }
    }
    Set<Operation> called = new HashSet<>();
    world.calls.forEach(call -> assertThat(called.add(call.operation())).isTrue());
    world.calls.forEach(call -> turns.add(call.at()));
    assertPace(turns, tier.jobDeviceOperationsPerSecond(1));
    world.assertEveryTwinWasWrittenOncePerCompletedRow(ids);
  }

  record Operation(String jobId, String deviceId) {}

  record Called(Operation operation, Instant at) {}

  private static void assertCounts(JsonNode job, List<JsonNode> rows) {
    JsonNode counts = job.path("deviceJobStatistics");
    assertThat(counts.path("deviceCount").asInt()).isEqualTo(rows.size());
    assertThat(counts.path("failedCount").asLong()).isEqualTo(count(rows, "failed"));
    assertThat(counts.path("succeededCount").asLong()).isEqualTo(count(rows, "completed"));
    assertThat(counts.path("runningCount").asInt()).isZero();
    assertThat(counts.path("pendingCount").asInt()).isZero();
    assertThat(count(rows, "failed") + count(rows, "completed")).isEqualTo(rows.size());
  }

  private static long count(List<JsonNode> rows, String status) {
    return rows.stream().filter(row -> row.path("status").asText().equals(status)).count();
  }

  private static void assertPace(List<Instant> turns, int perSecond) {
    List<Instant> sorted = turns.stream().sorted().toList();
    for (int i = perSecond; i < sorted.size(); i++) {
      assertThat(Duration.between(sorted.get(i - perSecond), sorted.get(i)))
          .isGreaterThanOrEqualTo(Duration.ofSeconds(1));
    }
  }

  @Provide
  Arbitrary<Tier> tiers() {
    return Arbitraries.of(Tier.S1, Tier.S2);
  }

  @Provide
  Arbitrary<List<JobPlan>> jobs() {
    return Combinators.combine(
            Arbitraries.of("scheduleUpdateTwin", "scheduleDeviceMethod"),
            Arbitraries.integers().between(0, 30),
            Arbitraries.integers().between(0, 30),
            Arbitraries.integers().between(1, 60))
        .as(JobPlan::new)
        .list()
        .ofMaxSize(8);
  }

  @Provide
  Arbitrary<List<DevicePlan>> devices() {
    return Combinators.combine(
            Arbitraries.of(true, false),
            Arbitraries.integers().between(0, 90).set().ofMaxSize(4),
            Arbitraries.integers().between(0, 25))
        .as(DevicePlan::new)
        .list()
        .ofMaxSize(30);
  }

  /** A hub with its devices. */
  private static final class World {
    private final VirtualClock clock = new VirtualClock();
    private final Agenda agenda = new Agenda(clock);
    private final Tier tier;
    private final EmulatedHub hub;
    private final List<Called> calls = new ArrayList<>();

    World(Tier tier, ScheduledJobs scheduledJobs, List<DevicePlan> plans) {
      this.tier = tier;
      JobRules rules =
          new JobRules(UnfinishedEndTime.FAR_FUTURE, scheduledJobs, JobsOutOfTime.FAIL);
      this.hub =
          new EmulatedHub(
              "test.azure-devices.net",
              new HubSettings(tier, 1, Switches.defaults().with(rules)),
              clock,
              agenda);
      for (int i = 0; i < plans.size(); i++) {
        add("d" + i, plans.get(i));
      }
    }

    private void add(String id, DevicePlan plan) {
      hub.identities().create(ClientId.device(id), Json.object("{}"));
      Device device = new Device(id, Duration.ofSeconds(plan.answersAfter()));
      if (plan.on()) {
        device.toggle();
      }
      plan.switched().forEach(second -> agenda.schedule(at(second), device::toggle));
    }

    private final class Device implements DeviceListener {
      private final String id;
      private final Duration answersAfter;
      private Optional<DeviceLink> link = Optional.empty();

      Device(String id, Duration answersAfter) {
        this.id = id;
        this.answersAfter = answersAfter;
      }

      void toggle() {
        if (link.isPresent()) {
          link.get().close();
          link = Optional.empty();
        } else {
          link = Optional.of(hub.connect(ClientId.device(id), this));
          link.get().acceptMethods();
        }
      }

      @Override
      public void onMethod(MethodCall call) {
        calls.add(new Called(new Operation(call.name(), id), clock.instant()));
        Optional<DeviceLink> over = link;
        agenda.schedule(
            clock.instant().plus(answersAfter),
            () ->
                over.filter(used -> link.equals(over))
                    .ifPresent(used -> used.answerMethod(call.requestId(), 200, call.payload())));
      }

      @Override
      public void onDesired(ObjectNode patchWithVersion) {}

      @Override
      public void dropped() {}
    }

    private Instant at(int second) {
      return clock.instant().plusSeconds(second);
    }

    /** The ids of the jobs that the hub will have taken. */
    List<String> create(List<JobPlan> plans) {
      List<String> ids = new ArrayList<>();
      for (int i = 0; i < plans.size(); i++) {
        JobPlan plan = plans.get(i);
        String id = (plan.type().equals("scheduleUpdateTwin") ? "twin" : "method") + i;
        agenda.schedule(
            at(plan.createdAt()),
            () -> {
              try {
                hub.jobs().create(id, plan.request(clock.instant(), id));
                ids.add(id);
              } catch (HubError refused) {
                assertThat(refused.code()).isEqualTo(429004);
              }
            });
      }
      return ids;
    }

    void run() {
      for (int step = 0; step < 1200; step++) {
        clock.advance(Duration.ofMillis(500), agenda);
        assertThat(
                hub.queryJobs(Optional.empty(), Optional.of("running"), 100, Optional.empty())
                    .items()
                    .size())
            .isLessThanOrEqualTo(tier.activeJobs());
      }
    }

    List<JsonNode> rows(String jobId) {
      return hub.query(
              "SELECT * FROM devices.jobs WHERE jobId = '" + jobId + "'", 100, Optional.empty())
          .items();
    }

    void assertEveryTwinWasWrittenOncePerCompletedRow(List<String> ids) {
      hub.query("SELECT * FROM devices", 100, Optional.empty())
          .items()
          .forEach(
              twin -> {
                long writes =
                    ids.stream()
                        .filter(id -> id.startsWith("twin"))
                        .flatMap(id -> rows(id).stream())
                        .filter(row -> row.path("deviceId").equals(twin.path("deviceId")))
                        .filter(row -> row.path("status").asText().equals("completed"))
                        .count();
                assertThat(twin.at("/properties/desired/$version").asLong()).isEqualTo(1 + writes);
              });
    }
  }
}
