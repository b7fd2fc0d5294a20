package io.twinoperator.fleetrollout.decide;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.twinoperator.api.v1alpha1.FleetRolloutSpec.State;
import io.twinoperator.fleetrollout.decide.ChunkPacker.Writable;
import io.twinoperator.fleetrollout.decide.RolloutPlanner.Candidate;
import io.twinoperator.fleetrollout.ledger.Chunk;
import io.twinoperator.fleetrollout.ledger.RolloutPlan;
import io.twinoperator.fleetrollout.ledger.RolloutPlan.Member;
import io.twinoperator.fleetrollout.ledger.RolloutPlan.PlannedWave;
import io.twinoperator.fleetrollout.spec.Amount;
import io.twinoperator.fleetrollout.spec.RolloutSpec;
import io.twinoperator.fleetrollout.spec.WaveSpec;
import io.twinoperator.hub.HubHost;
import io.twinoperator.hub.HubLimits;
import io.twinoperator.twin.Cause;
import io.twinoperator.twin.LeafChange;
import io.twinoperator.twin.LeafChange.SetLeaf;
import io.twinoperator.twin.LeafPath;
import io.twinoperator.twin.Twin;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class RolloutPlannerTest {
  private static final Instant NOW = Instant.parse("2026-01-05T08:00:00Z");
  private static final HubLimits LIMITS = HubLimits.of(HubLimits.Tier.S1, 1, 100);

  private static RolloutSpec spec(String salt, int value, Amount first) {
    SortedMap<LeafPath, JsonNode> set = new TreeMap<>();
    set.put(LeafPath.parse("desired.a"), IntNode.valueOf(value));
    return new RolloutSpec(
        "tags.a = 1",
        set,
        new TreeSet<>(),
        State.Run,
        List.of(
            new WaveSpec("first", first, Duration.ofMinutes(1), 90, 3),
            new WaveSpec("rest", new Amount.Percent(100), Duration.ZERO, 90, 1)),
        salt,
        Duration.ofMinutes(5),
        new Amount.Percent(2),
        20,
        200);
  }

  private static List<Candidate> candidates(int devices) {
    List<Candidate> found = new ArrayList<>();
    for (int n = 0; n < devices; n++) {
      found.add(new Candidate("device-" + n, n % 4 != 0, n % 5 == 0, n % 7 == 0));
    }
    return found;
  }

  private static RolloutPlan plan(RolloutSpec spec, List<Candidate> candidates) {
    return RolloutPlanner.plan("uid", new HubHost("h"), spec, candidates, LIMITS, NOW);
  }

  @Property(tries = 60)
  void growingAPercentageOnlyAddsDevices(
      @ForAll @IntRange(min = 1, max = 300) int devices,
      @ForAll @IntRange(min = 1, max = 99) int percent) {
    List<Candidate> candidates = candidates(devices);
    List<Candidate> shuffled = new ArrayList<>(candidates);
    Collections.shuffle(shuffled, new Random(percent));
    Set<String> small = first(plan(spec("s", 1, new Amount.Percent(percent)), candidates));
    Set<String> large = first(plan(spec("s", 1, new Amount.Percent(percent + 1)), shuffled));

    assertThat(large).containsAll(small);
    assertThat(small).hasSize((devices * percent + 99) / 100);
  }

  private static Set<String> first(RolloutPlan plan) {
    Set<String> ids = new HashSet<>();
    plan.members().stream().filter(m -> m.wave() == 0).map(Member::deviceId).forEach(ids::add);
    return ids;
  }

  @Test
  void orderAndDigestDependOnWhatTheyShould() {
    RolloutSpec spec = spec("s", 1, new Amount.Count(4));
    RolloutPlan plan = plan(spec, candidates(40));

    assertThat(plan(spec, candidates(40)).digest()).isEqualTo(plan.digest());
    assertThat(plan(spec("t", 1, new Amount.Count(4)), candidates(40)).members())
        .isNotEqualTo(plan.members());
    assertThat(plan(spec("s", 2, new Amount.Count(4)), candidates(40)).digest())
        .isNotEqualTo(plan.digest());
    assertThat(plan(spec("s", 1, new Amount.Count(5)), candidates(40)).digest())
        .isNotEqualTo(plan.digest());
    assertThat(plan(spec, candidates(41)).digest()).isNotEqualTo(plan.digest());
  }

  @Test
  void aWaveTakesWhatIsThere() {
    assertThat(plan(spec("s", 1, new Amount.Count(9)), candidates(2)).waves())
        .containsExactly(
            new PlannedWave("first", 2, Duration.ofMinutes(1), 90, 2),
            new PlannedWave("rest", 0, Duration.ZERO, 90, 1));
  }

  @Test
  void forecastsTheCost() {
    RolloutPlan.Forecast forecast =
        plan(spec("s", 1, new Amount.Count(4)), candidates(450)).forecast();

    assertThat(forecast.claimed()).isEqualTo(90);
    assertThat(forecast.alreadyEqual()).isEqualTo(65 - 13);
    assertThat(forecast.twinWrites()).isEqualTo(450 - 90 - 52);
    assertThat(forecast.jobs()).isEqualTo(4);
    assertThat(forecast.queries()).isEqualTo(5);
    assertThat(forecast.duration()).isGreaterThan(Duration.ofMinutes(1));
  }

  @Property(tries = 40)
  void chunksStayWithinTheLimitsOfAJob(
      @ForAll @IntRange(min = 1, max = 700) int devices,
      @ForAll @IntRange(min = 1, max = 128) int length,
      @ForAll Random random) {
    List<Writable> writables = new ArrayList<>();
    for (int n = 0; n < devices; n++) {
      StringBuilder id = new StringBuilder(Integer.toString(n));
      while (id.length() < length) {
        id.append("ab'%#.:".charAt(random.nextInt(7)));
      }
      writables.add(writable(n, id.toString(), random.nextInt(2)));
    }
    List<Chunk> chunks = ChunkPacker.pack(writables, "fr", 0, 3, 10_000, 200, NOW);

    assertThat(chunks)
        .allSatisfy(
            chunk -> {
              assertThat(chunk.devices()).hasSizeBetween(1, 200);
              assertThat(ChunkPacker.condition(chunk)).hasSizeLessThanOrEqualTo(8192);
              assertThat(chunk.devices())
                  .allSatisfy(
                      device ->
                          assertThat(writables.get(device.member()).changes().get(0))
                              .isEqualTo(change(chunk)));
            });
    assertThat(chunks.stream().flatMap(c -> c.devices().stream()).map(d -> d.member()).toList())
        .hasSize(devices)
        .doesNotHaveDuplicates();
    assertThat(chunks).extracting(Chunk::number).startsWith(3).doesNotHaveDuplicates();
  }

  private static LeafChange change(Chunk chunk) {
    return set(chunk.patch().asJson().at("/properties/desired/a").asInt());
  }

  private static LeafChange set(int value) {
    return new SetLeaf(LeafPath.parse("desired.a"), IntNode.valueOf(value), Cause.FIRST_SIGHT);
  }

  private static Writable writable(int member, String id, int value) {
    Twin twin = Twin.parse(JsonNodeFactory.instance.objectNode().put("deviceId", id));
    return new Writable(member, twin, List.of(set(value)));
  }
}
