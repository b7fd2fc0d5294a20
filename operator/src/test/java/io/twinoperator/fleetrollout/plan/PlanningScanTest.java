package io.twinoperator.fleetrollout.plan;

import static io.twinoperator.fleetrollout.plan.Plans.count;
import static io.twinoperator.fleetrollout.plan.Plans.json;
import static io.twinoperator.fleetrollout.plan.Plans.querying;
import static io.twinoperator.fleetrollout.plan.Plans.wave;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.twinoperator.api.v1alpha1.FleetRolloutSpec.By;
import io.twinoperator.api.v1alpha1.FleetRolloutSpec.OnConflict;
import io.twinoperator.emulator.hub.ClientId;
import io.twinoperator.emulator.hub.EmulatedHub;
import io.twinoperator.emulator.hub.HubSettings;
import io.twinoperator.emulator.hub.IfMatch;
import io.twinoperator.emulator.time.Agenda;
import io.twinoperator.fleetrollout.ledger.Marker;
import io.twinoperator.fleetrollout.spec.DisruptionBudget;
import io.twinoperator.fleetrollout.spec.ExpectedDevices;
import io.twinoperator.fleetrollout.spec.Order;
import io.twinoperator.fleetrollout.spec.RolloutSpec;
import io.twinoperator.fleetrollout.spec.Selection;
import io.twinoperator.fleetrollout.spec.Strategy;
import io.twinoperator.fleetrollout.spec.WaveSpec;
import io.twinoperator.hub.Hub;
import io.twinoperator.hub.HubConfiguration;
import io.twinoperator.hub.HubException;
import io.twinoperator.hub.HubJob;
import io.twinoperator.hub.JobRequest;
import io.twinoperator.testing.InProcessHub;
import io.twinoperator.testing.VirtualClock;
import io.twinoperator.twin.LeafPath;
import io.twinoperator.twin.MergePatch;
import io.twinoperator.twin.Twin;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Against the emulator's core, so that each query is one that the hub's grammar allows. */
class PlanningScanTest {
  private final VirtualClock clock = new VirtualClock(Plans.NOW);
  private final EmulatedHub core =
      new EmulatedHub(Plans.HOST.name(), HubSettings.defaults(), clock, new Agenda(clock));
  private final CountingHub hub = new CountingHub(new InProcessHub(core));

  /** Counts queries, and refuses those that come too often. */
  private static final class CountingHub implements Hub {
    private final Hub hub;
    private final List<String> asked = new ArrayList<>();
    private int allowed = Integer.MAX_VALUE;
    private boolean repeating;

    CountingHub(Hub hub) {
      this.hub = hub;
    }

    @Override
    public QueryPage query(String sql, int pageSize, Optional<String> continuation)
        throws HubException {
      if (allowed-- <= 0) {
        throw new HubException.Throttled("used up", Duration.ofSeconds(1));
      }
      asked.add(sql);
      QueryPage page = hub.query(sql, pageSize, continuation);
      if (!repeating || !sql.contains("leaf0")) {
        return page;
      }
      List<JsonNode> twice = new ArrayList<>(page.rows());
      twice.add(page.rows().get(0));
      return new QueryPage(twice, page.continuation());
    }

    @Override
    public Twin twin(String deviceId) {
      throw new AssertionError("planning reads no twin");
    }

    @Override
    public Twin patch(String deviceId, MergePatch patch, String etag) {
      throw new AssertionError("planning writes nothing");
    }

    @Override
    public HubJob createJob(JobRequest request) {
      throw new AssertionError("planning writes nothing");
    }

    @Override
    public Optional<HubJob> job(String jobId) {
      throw new AssertionError("planning reads no job");
    }

    @Override
    public HubJob cancelJob(String jobId) {
      throw new AssertionError("planning cancels nothing");
    }

    @Override
    public long deviceCount() {
      throw new AssertionError("the registry is ahead of the query store");
    }

    @Override
    public List<HubConfiguration> configurations() {
      throw new AssertionError("they are given");
    }
  }

  private void device(String id, String twin) {
    core.identities().create(ClientId.device(id), JsonNodeFactory.instance.objectNode());
    core.twins().patch(ClientId.device(id), (ObjectNode) json(twin), IfMatch.parse(null));
  }

  private void fleet(int devices) {
    for (int n = 0; n < devices; n++) {
      device("device-" + n, "{tags: {a: 1, odd: " + n % 2 + "}}");
    }
  }

  private static HubConfiguration configuration(String id, String condition, String path) {
    ObjectNode one = JsonNodeFactory.instance.objectNode();
    one.put("id", id).put("targetCondition", condition).put("priority", 1);
    one.withObject("/content/deviceContent").put("properties.desired." + path, 7);
    return HubConfiguration.parse(JsonNodeFactory.instance.arrayNode().add(one)).get(0);
  }

  private Scanned scan(RolloutSpec spec, HubConfiguration... configurations) throws HubException {
    return new PlanningScan(spec, List.of(configurations)).readOn(hub).orElseThrow();
  }

  private static RolloutSpec selecting(RolloutSpec spec, String query) {
    return Plans.with(spec, Selection.of(query));
  }

  private static RolloutSpec spreadAndGrouped() {
    LeafPath site = LeafPath.parse("tags.site");
    LeafPath line = LeafPath.parse("tags.line");
    return Plans.with(
        Plans.ordered(Plans.spec(), new Order(By.Hash, "s", List.of(site))),
        (Strategy s) ->
            new Strategy(
                s.waves(),
                s.order(),
                s.maxConcurrency(),
                Optional.of(new DisruptionBudget(List.of(site, line), count(1))),
                s.rate(),
                s.progressDeadline(),
                s.retries()));
  }

  @Test
  void readsOfEachDeviceWhatThePlanNeeds() throws HubException {
    String key = Marker.key(Plans.KEY);
    device(
        "x",
        "{tags: {a: 1, site: 'berlin', line: 3, twinOperator: {"
            + key
            + ": {rev: 'abc', wave: 'w', at: '20260105T080000Z'}}}, properties: {desired: {a: 20.0}}}");
    device("y", "{tags: {a: 1, line: 'x, y'}}");
    device("z", "{tags: {a: 2}}");
    Map<String, FoundDevice> found =
        scan(spreadAndGrouped()).devices().stream()
            .collect(Collectors.toMap(FoundDevice::deviceId, Function.identity()));

    assertThat(found).containsOnlyKeys("x", "y");
    FoundDevice x = found.get("x");
    assertThat(x.enabled()).isTrue();
    assertThat(x.connected()).isFalse();
    assertThat(x.before().isCoveredBy(Plans.before("20"))).isTrue();
    assertThat(x.spread()).isEqualTo("tags.site=berlin");
    assertThat(x.group()).isEqualTo("tags.site=berlin, tags.line=3");
    assertThat(x.markers()).containsExactly(Map.entry(key, Marker.written("abc", "w", Plans.NOW)));
    FoundDevice y = found.get("y");
    assertThat(y.before().value(Plans.LEAF)).isEmpty();
    assertThat(y.spread()).isEqualTo("no tags.site");
    assertThat(y.group()).isEqualTo("no tags.site, tags.line=\"x, y\"");
    assertThat(y.markers()).isEmpty();
  }

  @Test
  void aDisabledDeviceIsTold() throws HubException {
    ObjectNode disabled = JsonNodeFactory.instance.objectNode().put("status", "disabled");
    core.identities().create(ClientId.device("off"), disabled);

    assertThat(scan(selecting(Plans.spec(), "deviceId = 'off'")).devices())
        .extracting(FoundDevice::enabled)
        .containsExactly(false);
  }

  @Test
  void aSelectorThatSaysOrIsKeptApartFromTheQueryOfAWave() throws HubException {
    fleet(10);
    RolloutSpec spec =
        selecting(
            Plans.spec(querying(wave("odd", count(2)), "tags.odd = 1 OR deviceId = 'device-2'")),
            "deviceId = 'device-0' OR deviceId = 'device-1' OR deviceId = 'device-2'");

    assertThat(scan(spec).waveMatches())
        .containsExactly(Map.entry("odd", Set.of("device-1", "device-2")));
  }

  @Test
  void allDevicesAreCountedOnlyWhereNobodySaidHowManyThereMayBe() throws HubException {
    fleet(4);
    ExpectedDevices max = new ExpectedDevices(OptionalInt.empty(), OptionalInt.of(9));

    assertThat(scan(Plans.spec()).devicesOnHub()).isEqualTo(OptionalLong.of(4));
    assertThat(scan(Plans.expecting(Plans.spec(), max)).devicesOnHub()).isEmpty();
  }

  @Test
  void aSelectorThatTheHubDoesNotAcceptIsNamed() {
    assertThatThrownBy(() -> scan(selecting(Plans.spec(), "tags.a = = 1")))
        .isInstanceOf(HubException.Invalid.class)
        .hasMessageStartingWith("spec.selector.query 'tags.a = = 1' is not accepted by the hub: ");
  }

  @Test
  void soIsTheQueryOfAWave() {
    RolloutSpec spec = Plans.spec(querying(wave("odd", count(2)), "tags.odd LIKE 1"));

    assertThatThrownBy(() -> scan(spec))
        .isInstanceOf(HubException.Invalid.class)
        .hasMessageStartingWith(
            "spec.strategy.waves[odd].query 'tags.odd LIKE 1' is not accepted by the hub: ");
  }

  @Test
  void aThrottledScanGoesOnWhereItStopped() throws HubException {
    fleet(350);
    PlanningScan scan =
        new PlanningScan(
            Plans.spec(querying(wave("odd", count(2)), "tags.odd = 1")),
            List.of(configuration("c", "tags.odd = 1", "a")));
    Optional<Scanned> scanned = Optional.empty();
    int refused = 0;
    while (scanned.isEmpty()) {
      hub.allowed = 1;
      try {
        scanned = scan.readOn(hub);
      } catch (HubException.Throttled e) {
        refused++;
      }
    }

    // Four pages of the selector, two of the wave, two counts.
    assertThat(hub.asked).hasSize(4 + 2 + 1 + 1);
    assertThat(refused).isEqualTo(7);
    assertThat(scanned.get().devices()).hasSize(350).doesNotHaveDuplicates();
    assertThat(scanned.get().waveMatches().get("odd")).hasSize(175);
    assertThat(scanned.get().pageBytes()).hasSize(8).allMatch(bytes -> bytes > 2);
  }

  @Test
  void howeverLargeTheFleetAStepReadsABoundedNumberOfPages() throws HubException {
    fleet(100 * PlanningScan.PAGES_PER_STEP + 1);
    PlanningScan scan = new PlanningScan(Plans.spec(), List.of());

    assertThat(scan.readOn(hub)).isEmpty();
    assertThat(hub.asked).hasSize(PlanningScan.PAGES_PER_STEP);
    assertThat(scan.readOn(hub).orElseThrow().devices())
        .hasSize(100 * PlanningScan.PAGES_PER_STEP + 1);
    assertThat(hub.asked).hasSize(PlanningScan.PAGES_PER_STEP + 2);
  }

  @Test
  void aDeviceThatComesOnTwoPagesIsOne() throws HubException {
    fleet(150);
    hub.repeating = true;

    assertThat(scan(Plans.spec()).devices())
        .hasSize(150)
        .extracting(FoundDevice::deviceId)
        .doesNotHaveDuplicates();
  }

  @Test
  void aConfigurationIsCountedOnlyIfItSetsALeafOfTheChange() throws HubException {
    fleet(10);

    assertThat(scan(Plans.spec(), configuration("c", "tags.odd = 1 OR tags.odd = 5", "a.b")))
        .extracting(Scanned::configurations)
        .isEqualTo(
            List.of(
                new SharedConfiguration(
                    "c", List.of("desired.a"), 5, Optional.empty(), Optional.empty())));
    assertThat(scan(Plans.spec(), configuration("c", "tags.odd = 1", "other")).configurations())
        .isEmpty();
    assertThat(scan(Plans.spec(), configuration("c", "tags.odd = 3", "a")).configurations())
        .isEmpty();
    assertThat(scan(Plans.spec(), configuration("c", "", "a")).configurations()).isEmpty();
  }

  @Test
  void aConfigurationForAllDevicesSharesEachOne() throws HubException {
    fleet(3);
    device("other", "{tags: {a: 2}}");

    assertThat(scan(Plans.spec(), configuration("c", "*", "a")).configurations())
        .extracting(SharedConfiguration::devices)
        .containsExactly(3L);
  }

  @Test
  void sharedDevicesAreNamedWhereTheyAreToBeSkipped() throws HubException {
    fleet(4);
    RolloutSpec skipping = Plans.with(Plans.spec(), OnConflict.Skip);

    assertThat(scan(skipping, configuration("c", "tags.odd = 1", "a")).configurations())
        .extracting(SharedConfiguration::ids)
        .containsExactly(Optional.of(Set.of("device-1", "device-3")));
  }

  @Test
  void aConditionThatTheHubDoesNotAcceptIsTakenToShareAllDevices() throws HubException {
    fleet(4);
    SharedConfiguration shared =
        scan(Plans.spec(), configuration("c", "tags.odd LIKE 1", "a")).configurations().get(0);

    assertThat(shared.unknown()).isPresent();
    assertThat(shared.has("anybody")).isTrue();
  }

  @Test
  void aLaterScanAsksForTheConfigurationsAlone() throws HubException {
    fleet(4);
    ConfigurationScan scan =
        new ConfigurationScan(Plans.spec(), List.of(configuration("c", "tags.odd = 1", "a")));

    assertThat(scan.readOn(hub).orElseThrow())
        .extracting(SharedConfiguration::devices)
        .containsExactly(2L);
    assertThat(hub.asked)
        .containsExactly(
            "SELECT COUNT() AS shared FROM devices WHERE (tags.a = 1) AND (tags.odd = 1)");
  }

  @Test
  void theOneThatIsPlannedFromAScanIsTheWholeFleet() throws HubException {
    fleet(30);
    WaveSpec odd = querying(wave("odd", Plans.percent(20)), "tags.odd = 1");
    PlannedRollout planned = Plans.planned(Plans.spec(odd), scan(Plans.spec(odd)));

    assertThat(planned.plan().members()).hasSize(30);
    assertThat(Plans.wave(planned.plan(), 0))
        .hasSize(3)
        .allMatch(id -> Integer.parseInt(id.substring("device-".length())) % 2 == 1);
    assertThat(planned.notes()).isEmpty();
  }

  @Test
  void aQueryThatIsLongerThanTheHubTakesIsNamedWithBothNumbersBeforeItIsAsked() {
    String long4000 = "tags.a = 1 OR tags.a = 2".repeat(1) + " OR tags.a = 3".repeat(290);
    RolloutSpec selecting = selecting(Plans.spec(), long4000 + " OR tags.a = 3".repeat(310));
    RolloutSpec spec =
        selecting(
            Plans.spec(querying(wave("odd", count(2)), long4000)), long4000 + " OR tags.a = 4");
    CountingHub counting = new CountingHub(new InProcessHub(core));

    assertThatThrownBy(() -> new PlanningScan(selecting, List.of()).readOn(counting))
        .isInstanceOf(HubException.Invalid.class)
        .hasMessageMatching(
            "spec.selector.query, .* makes a query of 8\\d{3} characters, .* 8192.*");
    assertThatThrownBy(() -> new PlanningScan(spec, List.of()).readOn(counting))
        .isInstanceOf(HubException.Invalid.class)
        .hasMessageMatching(
            "spec.strategy.waves\\[odd].query, .* makes a query of 8\\d{3} characters, .* 8192.*");
    assertThat(counting.asked).allMatch(sql -> sql.length() <= 8192);
  }

  @Test
  void ofALongQueryTheHubsWordsAreNotCutAway() {
    String selector = "tags.a = = 1" + " OR tags.a = 2".repeat(200);

    assertThatThrownBy(() -> scan(selecting(Plans.spec(), selector)))
        .isInstanceOf(HubException.Invalid.class)
        .satisfies(
            refused ->
                assertThat(refused.getMessage().indexOf("is not accepted by the hub: "))
                    .isBetween(1, 300));
  }
}
