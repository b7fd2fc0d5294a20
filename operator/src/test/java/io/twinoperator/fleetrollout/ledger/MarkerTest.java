package io.twinoperator.fleetrollout.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.twinoperator.fleetrollout.ledger.LedgerStore.RolloutKey;
import io.twinoperator.twin.JobCharacters;
import io.twinoperator.twin.Sha256;
import io.twinoperator.twin.Twin;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class MarkerTest {
  private static final RolloutKey KEY = new RolloutKey("plant", "interval");
  private static final Instant AT = Instant.parse("2026-01-05T08:00:07Z");
  private static final Marker MARKER = Marker.written("0123456789ab", "early", AT);

  @Test
  void isUnderTheHashOfTheRolloutsName() {
    String hash = Sha256.hex("plant/interval".getBytes(StandardCharsets.UTF_8)).substring(0, 8);

    assertThat(Marker.key(KEY)).isEqualTo("r" + hash);
    assertThat(Marker.path(KEY)).hasToString("tags.twinOperator.r" + hash);
  }

  @Test
  void isReadAsItWasWritten() {
    ObjectNode twin = JsonNodeFactory.instance.objectNode().put("deviceId", "d");
    twin.withObject("/tags/twinOperator").set(Marker.key(KEY), MARKER.json());

    assertThat(Marker.of(KEY, Twin.parse(twin))).contains(MARKER);
    assertThat(Marker.of(new RolloutKey("plant", "other"), Twin.parse(twin))).isEmpty();
  }

  @Test
  void saysThatItWasUndone() {
    assertThat(MARKER.result()).isEmpty();
    assertThat(
            Marker.all(JsonNodeFactory.instance.objectNode().set("r1", MARKER.rolledBack().json())))
        .containsExactly(Map.entry("r1", MARKER.rolledBack()));
    assertThat(MARKER.rolledBack().json().path("result").asText()).isEqualTo("RolledBack");
  }

  @Test
  void aJobMayCarryIt() {
    ObjectNode tags = JsonNodeFactory.instance.objectNode();
    tags.withObject("/twinOperator").set(Marker.key(KEY), MARKER.rolledBack().json());

    assertThat(JobCharacters.check(tags, null)).isEmpty();
  }

  @Test
  void whatIsNoMarkerIsLeftOut() {
    ObjectNode tag = JsonNodeFactory.instance.objectNode().put("text", "x");
    tag.putObject("object").put("wave", "x");
    tag.putObject("broken").put("rev", "abc").put("at", "yesterday");

    assertThat(Marker.all(tag))
        .containsExactly(
            Map.entry("broken", new Marker("abc", "", Optional.empty(), Optional.empty())));
    assertThat(Marker.all(JsonNodeFactory.instance.missingNode())).isEmpty();
    assertThat(Marker.all(JsonNodeFactory.instance.textNode("x"))).isEmpty();
  }
}
