package io.twinoperator.fleetrollout.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.twinoperator.api.v1alpha1.FleetRolloutLedgerSpec.Kind;
import io.twinoperator.fleetrollout.ledger.LedgerStore.RolloutKey;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ShardNamesTest {
  private static final String SHA = "0123456789abcdef".repeat(4);

  /** Rules of Kubernetes for names and for values of labels. */
  private static final String SUBDOMAIN =
      "[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*";

  private static final String LABEL = "[A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?";

  private static RolloutKey key(String name) {
    return new RolloutKey("plant", name);
  }

  private static List<String> allShards(RolloutKey key) {
    return Stream.concat(
            Stream.of(
                    ShardNames.PROGRESS,
                    ShardNames.plan(0),
                    ShardNames.plan(Integer.MAX_VALUE),
                    ShardNames.batch(0),
                    ShardNames.batch(Integer.MAX_VALUE),
                    ShardNames.tail(Integer.MAX_VALUE, SHA))
                .map(shard -> ShardNames.object(key, shard)),
            Stream.of("abcdefabcdef", "000000000000", "0", "progress", "sha256:77", SHA)
                .map(revision -> ShardNames.tombstone(key, revision)))
        .toList();
  }

  @Test
  void areTheRolloutsWithAnEnding() {
    assertThat(ShardNames.object(key("interval"), ShardNames.plan(3))).isEqualTo("interval-plan-3");
    assertThat(ShardNames.object(key("interval"), ShardNames.PROGRESS))
        .isEqualTo("interval-progress");
    assertThat(ShardNames.tombstone(key("interval"), "abcdefabcdef"))
        .isEqualTo("interval-abcdefabcdef");
  }

  @Test
  void noTwoRolloutsShareOne() {
    String longName = "a".repeat(253);
    List<String> first =
        List.of("x", "x-plan", "x-batch", "x-batch-1", longName, "a".repeat(252), "a".repeat(200));
    Map<String, String> owners = new HashMap<>();
    Stream<String> derived =
        first.stream()
            .flatMap(name -> Stream.concat(Stream.of(name), allShards(key(name)).stream()))
            .distinct();

    derived.forEach(
        rollout ->
            allShards(key(rollout)).stream()
                .distinct()
                .forEach(shard -> assertThat(owners.put(shard, rollout)).as(shard).isNull()));
  }

  @Test
  void areNamesHoweverLongTheRolloutsIs() {
    for (int length = 1; length <= 253; length++) {
      for (String name : List.of("a".repeat(length), "a.".repeat(length).substring(0, length))) {
        RolloutKey key = key(name.substring(0, length - 1) + "b");
        assertThat(allShards(key))
            .allSatisfy(
                shard -> assertThat(shard).hasSizeLessThanOrEqualTo(253).matches(SUBDOMAIN));
        assertThat(ShardNames.labels(key, Kind.Batch).values())
            .allSatisfy(label -> assertThat(label).hasSizeLessThanOrEqualTo(63).matches(LABEL));
      }
    }
  }

  @Test
  void aDotBeforeTheHashIsNoDot() {
    String name = "a".repeat(161) + "." + "b".repeat(91);

    assertThat(ShardNames.object(key(name), ShardNames.PROGRESS)).matches(SUBDOMAIN);
  }
}
