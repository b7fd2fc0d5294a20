package io.twinoperator.deviceconfig;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.twinoperator.api.v1alpha1.DeviceConfigSpec;
import io.twinoperator.api.v1alpha1.DeviceConfigStatus;
import io.twinoperator.deviceconfig.DeviceObservation.Seen;
import io.twinoperator.deviceconfig.DeviceObservation.Sight;
import io.twinoperator.hub.HubConfiguration;
import io.twinoperator.iothub.HubKey;
import io.twinoperator.ownership.Claim;
import io.twinoperator.ownership.DeviceClaims;
import io.twinoperator.ownership.Owner;
import io.twinoperator.schema.SchemaCheck;
import io.twinoperator.twin.LeafPath;
import io.twinoperator.twin.Twin;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Observations for tests of what is pure. */
final class Observations {

  static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
  static final Owner SELF = new Owner("DeviceConfig", "plant", "self", NOW.minusSeconds(100));
  static final Owner ELDER = new Owner("DeviceConfig", "plant", "elder", NOW.minusSeconds(200));

  private Observations() {}

  static DeviceConfigSpec spec(String tags, String desired) {
    return spec("{tags: %s, desired: %s}".formatted(tags, desired));
  }

  /** A spec from YAML in braces, without its hub. */
  static DeviceConfigSpec spec(String yaml) {
    ObjectNode spec = object(yaml);
    spec.putObject("hubRef").put("name", "production");
    return Serialization.unmarshal(spec.toString(), DeviceConfigSpec.class);
  }

  /** The spec with members of YAML in braces added or replaced. */
  static DeviceConfigSpec with(DeviceConfigSpec spec, String yaml) {
    ObjectNode changed = object(Serialization.asJson(spec));
    changed.setAll(object(yaml));
    return Serialization.unmarshal(changed.toString(), DeviceConfigSpec.class);
  }

  static DeviceConfigSpec suspended(DeviceConfigSpec spec) {
    return with(spec, "{suspend: true}");
  }

  static DeviceObservation of(
      DeviceConfigSpec spec, @Nullable DeviceConfigStatus previous, Sight sight) {
    return of(spec, previous, Failing.NOT, sight);
  }

  static DeviceObservation of(
      DeviceConfigSpec spec, @Nullable DeviceConfigStatus previous, Failing failing, Sight sight) {
    return new DeviceObservation(
        SELF,
        1,
        null,
        "d",
        new HubKey("plant", "production"),
        spec,
        DeviceIntent.of(spec),
        new SchemaCheck.Passed(),
        standstill(spec),
        Optional.ofNullable(previous),
        failing,
        Watch.beginning(NOW),
        sight,
        NOW);
  }

  /** The same, seen later in an unbroken row of looks or after a gap. */
  static DeviceObservation at(Instant now, Watch watch, DeviceObservation seen) {
    return new DeviceObservation(
        seen.self(),
        seen.generation(),
        seen.reconcileRequest(),
        seen.deviceId(),
        seen.hub(),
        seen.spec(),
        seen.intent(),
        seen.schema(),
        seen.standstill(),
        seen.previous(),
        seen.failing(),
        watch,
        seen.sight(),
        now);
  }

  /** An observation of a spec's generation at a time. */
  static DeviceObservation at(
      Instant now,
      long generation,
      DeviceConfigSpec spec,
      DeviceConfigStatus previous,
      Sight sight) {
    return new DeviceObservation(
        SELF,
        generation,
        null,
        "d",
        new HubKey("plant", "production"),
        spec,
        DeviceIntent.of(spec),
        new SchemaCheck.Passed(),
        standstill(spec),
        Optional.of(previous),
        Failing.NOT,
        Watch.beginning(now),
        sight,
        now);
  }

  /** The observation while something stands in the way of writing. */
  static DeviceObservation at(DeviceObservation seen, Standstill standstill) {
    return new DeviceObservation(
        seen.self(),
        seen.generation(),
        seen.reconcileRequest(),
        seen.deviceId(),
        seen.hub(),
        seen.spec(),
        seen.intent(),
        seen.schema(),
        Optional.of(standstill),
        seen.previous(),
        seen.failing(),
        seen.watch(),
        seen.sight(),
        seen.now());
  }

  private static Optional<Standstill> standstill(DeviceConfigSpec spec) {
    return spec.modeOrDefault() == DeviceConfigSpec.Mode.Observe
        ? Optional.of(Standstill.OBSERVED)
        : Optional.empty();
  }

  static Seen seen(Twin twin, Claim... claims) {
    return seen(twin, List.of(), claims);
  }

  /** The same on a hub with these configurations. */
  static Seen seen(Twin twin, List<HubConfiguration> configurations, Claim... claims) {
    return new Seen(
        twin, DeviceClaims.of(Arrays.asList(claims)), ConfiguredLeaves.of(twin, configurations));
  }

  static Claim claim(Owner owner, String path) {
    return new Claim(owner, LeafPath.parse(path));
  }

  /** A connected device's twin at desired version 7. */
  static Twin twin(String tags, String desired, String reported) {
    return twin("Connected", tags, desired, reported);
  }

  static Twin twin(String connection, String tags, String desired, String reported) {
    return Twin.parse(
        json(
            """
            {"deviceId": "d", "etag": "AAAA", "connectionState": "%s", "tags": %s,
             "properties": {"desired": %s, "reported": %s}}
            """
                .formatted(connection, tags, withVersion(desired, 7), withVersion(reported, 3))));
  }

  static ObjectNode object(String text) {
    return (ObjectNode) json(text);
  }

  /** Reads YAML, which lets keys stand without quotes. */
  static JsonNode json(String text) {
    return Serialization.unmarshal("---\n" + text, JsonNode.class);
  }

  private static String withVersion(String section, int version) {
    return object(section).put("$version", version).toString();
  }
}
