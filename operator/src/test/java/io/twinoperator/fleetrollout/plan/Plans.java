package io.twinoperator.fleetrollout.plan;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.twinoperator.api.v1alpha1.FleetRolloutSpec.Marker;
import io.twinoperator.api.v1alpha1.FleetRolloutSpec.Mode;
import io.twinoperator.api.v1alpha1.FleetRolloutSpec.OnConflict;
import io.twinoperator.api.v1alpha1.FleetRolloutSpec.State;
import io.twinoperator.fleetrollout.ledger.BeforeImage;
import io.twinoperator.fleetrollout.ledger.LedgerStore.RolloutKey;
import io.twinoperator.fleetrollout.ledger.RolloutPlan;
import io.twinoperator.fleetrollout.spec.Amount;
import io.twinoperator.fleetrollout.spec.Change;
import io.twinoperator.fleetrollout.spec.Control;
import io.twinoperator.fleetrollout.spec.ConvergenceTerms;
import io.twinoperator.fleetrollout.spec.ExpectedDevices;
import io.twinoperator.fleetrollout.spec.FailurePolicy;
import io.twinoperator.fleetrollout.spec.OfflinePolicy;
import io.twinoperator.fleetrollout.spec.Order;
import io.twinoperator.fleetrollout.spec.RollbackPolicy;
import io.twinoperator.fleetrollout.spec.RolloutSpec;
import io.twinoperator.fleetrollout.spec.Selection;
import io.twinoperator.fleetrollout.spec.Strategy;
import io.twinoperator.fleetrollout.spec.WaveSpec;
import io.twinoperator.fleetrollout.spec.Writing;
import io.twinoperator.hub.DailyMessages;
import io.twinoperator.hub.HubHost;
import io.twinoperator.hub.HubLimits;
import io.twinoperator.ownership.DeviceClaims;
import io.twinoperator.twin.LeafPath;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

/** Specs, scans and plans for the tests of planning, each the plainest that can be had. */
final class Plans {
  static final Instant NOW = Instant.parse("2026-01-05T08:00:00Z");
  static final RolloutKey KEY = new RolloutKey("plant", "interval");
  static final HubHost HOST = new HubHost("h.azure-devices.net");
  static final HubLimits S1 = HubLimits.of(HubLimits.Tier.S1, 1, 100);
  static final DailyMessages S1_MESSAGES = DailyMessages.of(HubLimits.Tier.S1, 1);
  static final LeafPath LEAF = LeafPath.parse("desired.a");

  private static final JsonMapper COMPACT =
      JsonMapper.builder()
          .enable(JsonReadFeature.ALLOW_UNQUOTED_FIELD_NAMES)
          .enable(JsonReadFeature.ALLOW_SINGLE_QUOTES)
          .build();

  private Plans() {}

  /** Reads JSON whose names need no quotes, and whose texts may have single ones. */
  static JsonNode json(String compact) {
    try {
      return COMPACT.readTree(compact);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(compact + " is no JSON", e);
    }
  }

  /** Sets desired.a to 1, in these waves and then the rest. */
  static RolloutSpec spec(WaveSpec... waves) {
    List<WaveSpec> all = new ArrayList<>(List.of(waves));
    all.add(WaveSpec.rest());
    return spec(Strategy.of(all, Order.of("s")));
  }

  static RolloutSpec spec(Strategy strategy) {
    return new RolloutSpec(
        Selection.of("tags.a = 1"),
        change(Map.of("desired.a", "1")),
        ConvergenceTerms.STANDARD,
        Control.of(State.Run),
        strategy,
        FailurePolicy.of(new Amount.Percent(2), 20),
        RollbackPolicy.DEFAULT,
        OfflinePolicy.DEFAULT,
        Optional.empty(),
        Writing.DEFAULT,
        Duration.ofDays(30),
        Optional.empty());
  }

  static Change change(Map<String, String> set, String... remove) {
    SortedMap<LeafPath, JsonNode> leaves = new TreeMap<>();
    set.forEach((path, value) -> leaves.put(LeafPath.parse(path), json(value)));
    TreeSet<LeafPath> removed = new TreeSet<>();
    List.of(remove).forEach(path -> removed.add(LeafPath.parse(path)));
    return new Change(leaves, removed);
  }

  static WaveSpec wave(String name, Amount size) {
    return WaveSpec.of(name, size);
  }

  static WaveSpec querying(WaveSpec wave, String query) {
    return new WaveSpec(
        wave.name(),
        Optional.of(query),
        wave.size(),
        wave.soak(),
        wave.successThreshold(),
        wave.minConverged(),
        wave.gate(),
        wave.tolerance());
  }

  static Amount count(int devices) {
    return new Amount.Count(devices);
  }

  static Amount percent(int percent) {
    return new Amount.Percent(percent);
  }

  // What differs from the plainest spec.

  static RolloutSpec with(RolloutSpec spec, Selection selection) {
    return new Parts(spec).selection(selection).spec();
  }

  static RolloutSpec with(RolloutSpec spec, Change change) {
    return new Parts(spec).change(change).spec();
  }

  static RolloutSpec with(RolloutSpec spec, Control control) {
    return new Parts(spec).control(control).spec();
  }

  static RolloutSpec with(RolloutSpec spec, ConvergenceTerms terms) {
    return new Parts(spec).convergence(terms).spec();
  }

  static RolloutSpec with(RolloutSpec spec, OnConflict onConflict) {
    return new Parts(spec).onConflict(onConflict).spec();
  }

  static RolloutSpec in(RolloutSpec spec, Mode mode) {
    return new Parts(spec).writing(new Writing(mode, 200, Marker.Tag)).spec();
  }

  static RolloutSpec with(RolloutSpec spec, UnaryOperator<Strategy> change) {
    return new Parts(spec).strategy(change.apply(spec.strategy())).spec();
  }

  static RolloutSpec excluding(RolloutSpec spec, String... ids) {
    return with(
        spec,
        new Selection(
            spec.selection().query(), new TreeSet<>(Set.of(ids)), spec.selection().expected()));
  }

  static RolloutSpec expecting(RolloutSpec spec, ExpectedDevices expected) {
    return with(
        spec, new Selection(spec.selection().query(), spec.selection().excluded(), expected));
  }

  static RolloutSpec approving(RolloutSpec spec, String digest) {
    Control now = spec.control();
    return with(
        spec, new Control(now.state(), now.promoteTo(), Optional.of(digest), now.planMaxAge()));
  }

  static RolloutSpec ordered(RolloutSpec spec, Order order) {
    return with(
        spec,
        (Strategy s) ->
            new Strategy(
                s.waves(),
                order,
                s.maxConcurrency(),
                s.disruptionBudget(),
                s.rate(),
                s.progressDeadline(),
                s.retries()));
  }

  // Devices.

  static FoundDevice device(String id) {
    return device(id, "0");
  }

  /** One that has this value of desired.a; an empty text if it has none. */
  static FoundDevice device(String id, String value) {
    return new FoundDevice(
        id, true, true, 1, before(value), TagValues.ALL, TagValues.ALL, Map.of());
  }

  static BeforeImage before(String value) {
    return new BeforeImage(
        List.of(
            new BeforeImage.Leaf(
                LEAF.toString(), value.isEmpty() ? Optional.empty() : Optional.of(json(value)))));
  }

  static FoundDevice spread(String id, String value) {
    return new FoundDevice(id, true, true, 1, before("0"), value, TagValues.ALL, Map.of());
  }

  static FoundDevice grouped(String id, String group) {
    return new FoundDevice(id, true, true, 1, before("0"), TagValues.ALL, group, Map.of());
  }

  static FoundDevice marked(
      String id, Map<String, io.twinoperator.fleetrollout.ledger.Marker> markers) {
    return new FoundDevice(id, true, true, 1, before("0"), TagValues.ALL, TagValues.ALL, markers);
  }

  static List<FoundDevice> devices(int number) {
    return IntStream.range(0, number).mapToObj(n -> device("device-" + n)).toList();
  }

  static Scanned scanned(List<FoundDevice> devices) {
    return scanned(devices, Map.of());
  }

  static Scanned scanned(List<FoundDevice> devices, Map<String, Set<String>> waveMatches) {
    return new Scanned(devices, waveMatches, OptionalLong.empty(), List.of(), List.of(1000));
  }

  static PlannedRollout planned(RolloutSpec spec, Scanned scanned) {
    return RolloutPlanner.plan(input(spec, scanned, S1));
  }

  static RolloutPlanner.Input input(RolloutSpec spec, Scanned scanned, HubLimits limits) {
    return new RolloutPlanner.Input(
        KEY,
        "uid",
        NOW,
        HOST,
        spec,
        scanned,
        device -> DeviceClaims.NONE,
        List.of(),
        Set.of(KEY),
        limits,
        S1_MESSAGES,
        NOW);
  }

  static RolloutPlan plan(RolloutSpec spec, List<FoundDevice> devices) {
    return planned(spec, scanned(devices)).plan();
  }

  /** Ids of a wave in the order in which they are taken. */
  static List<String> wave(RolloutPlan plan, int wave) {
    return plan.members().stream()
        .filter(member -> member.wave() == wave)
        .map(RolloutPlan.Member::deviceId)
        .toList();
  }

  /** A spec taken apart. */
  private static final class Parts {
    private Selection selection;
    private Change change;
    private ConvergenceTerms convergence;
    private Control control;
    private Strategy strategy;
    private Optional<OnConflict> onConflict;
    private Writing writing;
    private final RolloutSpec rest;

    Parts(RolloutSpec spec) {
      this.selection = spec.selection();
      this.change = spec.change();
      this.convergence = spec.convergence();
      this.control = spec.control();
      this.strategy = spec.strategy();
      this.onConflict = spec.onConflict();
      this.writing = spec.writing();
      this.rest = spec;
    }

    Parts selection(Selection other) {
      selection = other;
      return this;
    }

    Parts change(Change other) {
      change = other;
      return this;
    }

    Parts convergence(ConvergenceTerms other) {
      convergence = other;
      return this;
    }

    Parts control(Control other) {
      control = other;
      return this;
    }

    Parts strategy(Strategy other) {
      strategy = other;
      return this;
    }

    Parts onConflict(OnConflict other) {
      onConflict = Optional.of(other);
      return this;
    }

    Parts writing(Writing other) {
      writing = other;
      return this;
    }

    RolloutSpec spec() {
      return new RolloutSpec(
          selection,
          change,
          convergence,
          control,
          strategy,
          rest.failures(),
          rest.rollback(),
          rest.offline(),
          onConflict,
          writing,
          rest.ttlAfterFinished(),
          rest.schema());
    }
  }
}
