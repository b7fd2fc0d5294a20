package io.twinoperator.deviceconfig;

import static io.twinoperator.deviceconfig.Observations.ELDER;
import static io.twinoperator.deviceconfig.Observations.SELF;
import static io.twinoperator.deviceconfig.Observations.claim;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.twinoperator.api.v1alpha1.DeviceConfigSpec;
import io.twinoperator.api.v1alpha1.DeviceConfigStatus;
import io.twinoperator.api.v1alpha1.DeviceConfigStatus.LeafState;
import io.twinoperator.api.v1alpha1.LocalObjectRef;
import io.twinoperator.ownership.Claim;
import io.twinoperator.twin.Twin;
import io.twinoperator.twin.TwinLimits;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * The largest status there can be, in bytes as an API server hands them to etcd, which takes 1.5
 * MiB for a whole object.
 */
class StatusSizeTest {

  private static final int KIB = 1024;

  /** Leaves and characters of paths are as many as {@link SpecSize} lets through. */
  private static final int LEAVES = SpecSize.MAX_LEAVES;

  private static final String GROUP = "g".repeat(51);

  @Test
  void aDeviceThatRefusesEverythingAtLengthFitsInto640KiB() {
    ObjectNode desired = leaves(i -> text("\u0001".repeat(TwinLimits.STRING_BYTES)));
    ObjectNode reported =
        leaves(
            i ->
                JsonNodeFactory.instance
                    .objectNode()
                    .put("value", "<".repeat(4_000))
                    .put("ac", 599)
                    .put("av", 7)
                    .put("ad", "<".repeat(4_000)));
    DeviceConfigStatus status = report(desired, twin(desired, reported));

    assertThat(status.managed()).hasSize(LEAVES);
    assertThat(status.convergence())
        .hasSize(LeafReport.MAX_SHOWN)
        .allMatch(leaf -> leaf.state() == LeafState.Rejected)
        .allMatch(leaf -> leaf.message().length() == 256);
    assertThat(bytes(status)).isBetween(256 * KIB, 640 * KIB);
  }

  @Test
  void anObjectWithNothingButConflictsFitsInto256KiB() {
    ObjectNode desired = leaves(i -> text("x"));
    Claim[] claims =
        IntStream.range(0, LEAVES)
            .boxed()
            .flatMap(
                i ->
                    List.of(
                        claim(ELDER, "desired.%s.%s".formatted(GROUP, key(i))),
                        claim(SELF, "desired.%s.%s".formatted(GROUP, key(i))))
                        .stream())
            .toArray(Claim[]::new);
    DeviceConfigStatus status =
        report(desired, twin(JsonNodeFactory.instance.objectNode(), desired), claims);

    assertThat(status.conflicts()).hasSize(StatusFrame.MAX_CONFLICTS);
    assertThat(bytes(status)).isLessThan(256 * KIB);
  }

  @Test
  void ofManyLeavesThoseFurthestFromDoneAreListedInOrder() {
    ObjectNode desired = leaves(i -> text("x"));
    ObjectNode reported = leaves(i -> text(i == LEAVES - 1 || i == 7 ? "other" : "x"));
    DeviceConfigStatus status = report(desired, twin(desired, reported));

    assertThat(status.convergence()).hasSize(LeafReport.MAX_SHOWN);
    assertThat(status.convergence())
        .filteredOn(leaf -> leaf.state() == LeafState.Pending)
        .extracting(leaf -> leaf.path().substring(leaf.path().lastIndexOf('.') + 1))
        .containsExactly(key(7), key(LEAVES - 1));
    assertThat(status.conditions().get(0).getMessage()).contains("confirmed 2046 of 2048");
  }

  private static ObjectNode leaves(IntFunction<JsonNode> value) {
    ObjectNode root = JsonNodeFactory.instance.objectNode();
    ObjectNode group = root.putObject(GROUP);
    IntStream.range(0, LEAVES).forEach(i -> group.set(key(i), value.apply(i)));
    return root;
  }

  private static String key(int number) {
    return "%04d".formatted(number);
  }

  private static JsonNode text(String text) {
    return JsonNodeFactory.instance.textNode(text);
  }

  private static Twin twin(ObjectNode desired, ObjectNode reported) {
    ObjectNode document =
        JsonNodeFactory.instance
            .objectNode()
            .put("deviceId", "d")
            .put("etag", "AAAA")
            .put("connectionState", "Connected");
    ObjectNode properties = document.putObject("properties");
    properties.set("desired", desired.deepCopy().put("$version", 7));
    properties.set("reported", reported.deepCopy().put("$version", 3));
    return Twin.parse(document);
  }

  private static DeviceConfigStatus report(ObjectNode desired, Twin twin, Claim... claims) {
    var spec = DeviceConfigSpec.of(new LocalObjectRef("production"), desired);
    assertThat(DeviceIntent.of(spec).violations()).isEmpty();
    var observation = Observations.of(spec, null, Observations.seen(twin, claims));
    return DeviceReport.of(
            observation,
            new DevicePlanner(Pace.STANDARD).plan(observation),
            new DeviceOutcome.Unwritten())
        .orElseThrow();
  }

  /** As Go writes JSON: three characters more are escaped. */
  private static int bytes(DeviceConfigStatus status) {
    String json = new ObjectMapper().valueToTree(status).toString();
    return json.replaceAll("[<>&]", "\\\\u003c").getBytes(StandardCharsets.UTF_8).length;
  }
}
