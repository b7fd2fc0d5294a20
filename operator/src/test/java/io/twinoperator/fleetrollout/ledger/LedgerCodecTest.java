package io.twinoperator.fleetrollout.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.DecimalNode;
import com.fasterxml.jackson.databind.node.NullNode;
import io.twinoperator.api.v1alpha1.FleetRolloutLedgerSpec;
import io.twinoperator.api.v1alpha1.FleetRolloutLedgerSpec.Kind;
import io.twinoperator.fleetrollout.ledger.BeforeImage.Leaf;
import io.twinoperator.fleetrollout.ledger.Course.Soak;
import io.twinoperator.fleetrollout.ledger.LedgerCodec.Encoded;
import io.twinoperator.fleetrollout.ledger.Progress.ClaimSample;
import io.twinoperator.fleetrollout.ledger.Progress.FailureSample;
import io.twinoperator.fleetrollout.ledger.Progress.LogEntry;
import io.twinoperator.fleetrollout.ledger.Progress.WaveEnd;
import io.twinoperator.fleetrollout.ledger.Progress.WaveProgress;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class LedgerCodecTest {
  private static final Instant NOW = Ledgers.NOW;

  private static <T> T there(Object part, Class<T> type) throws LedgerCodec.Unreadable {
    return LedgerCodec.decode(spec(LedgerCodec.encode(part), LedgerCodec.FORMAT), type);
  }

  private static FleetRolloutLedgerSpec spec(Encoded content, int format) {
    return new FleetRolloutLedgerSpec(
        "interval",
        "abc",
        "progress",
        format,
        content.content(),
        content.sha256(),
        Kind.Progress,
        "plan",
        null);
  }

  @Test
  void progressIsReadAsItWasWritten() throws Exception {
    Progress progress =
        new Progress(
            ".CRp",
            Map.of(3, 1, 2, 0),
            Map.of(
                3, new Watch(NOW.toEpochMilli(), 0, 0, 9, 0, 2),
                1, new Watch(NOW.toEpochMilli() + 5, NOW.toEpochMilli() - 1, 17, 8, 1_234, 1)),
            "oev",
            List.of(
                WaveProgress.NOT_STARTED.started(NOW).ended(WaveEnd.NO_EVIDENCE, NOW),
                WaveProgress.NOT_STARTED.soaking(Optional.of(new Soak(NOW, 5)))),
            new Course(
                Optional.of(new Course.Breach("3 of 10", NOW, 1, "terms", Course.Pause.ASKED_FOR)),
                new Course.Verdicts(".CR.", "Bg=="),
                Optional.of(new Course.Stop(Course.By.FAILURE_POLICY, NOW, "why")),
                Optional.of(new Course.Rollback(Course.By.SPEC, NOW, "why", Optional.of(1), 3)),
                Optional.of(new Soak(NOW, 3_000)),
                Optional.of(new Course.Finish(Course.Outcome.ABORTED, NOW)),
                Optional.of(new Course.Suspicion("Interrupted", "why"))),
            List.of(new ClaimSample(1, "DeviceConfig plant/x", List.of("desired.a"))),
            List.of(
                new FailureSample(
                    2, Optional.of("desired.a"), Optional.of(400), Optional.of("too hot")),
                new FailureSample(3, Optional.empty(), Optional.empty(), Optional.empty())),
            List.of(new LogEntry(NOW, "WaveReleased", "wave first")),
            2,
            77,
            NOW.plusMillis(7));

    assertThat(there(progress, Progress.class)).isEqualTo(progress);
  }

  /** What was accepted was numbers once, and who has applied the change was not remembered. */
  @Test
  void aCourseOfBeforeIsStillRead() throws Exception {
    String before =
        """
        {"breach": null, "abort": null, "rollback": null, "bake": null, "suspicion": null,
         "accepted": {"failed": {"REJECTED": 3}, "converged": 7, "wave": 0, "failedInWave": 2},
         "finish": {"outcome": "SUCCEEDED", "at": "2026-01-05T08:00:00Z"}}
        """;

    assertThat(there(new ObjectMapper().readTree(before), Course.class))
        .isEqualTo(Course.NONE.with(new Course.Finish(Course.Outcome.SUCCEEDED, NOW)));
  }

  @Test
  void anAbsentLeafStaysAbsentAndANumberAsItWasWritten() throws Exception {
    BeforeImage image =
        new BeforeImage(
            List.of(
                new Leaf("desired.absent", Optional.empty()),
                new Leaf("desired.no.parents", Optional.empty(), 0),
                new Leaf("desired.no.parent.of.it", Optional.empty(), 2),
                new Leaf("desired.null", Optional.of(NullNode.getInstance())),
                new Leaf(
                    "desired.number",
                    Optional.of(DecimalNode.valueOf(new BigDecimal("20.123456789012345678900"))))));

    assertThat(there(image, BeforeImage.class)).isEqualTo(image);
    assertThat(there(image, BeforeImage.class).leaves().get(0).value()).isEmpty();
  }

  @Test
  void theSameProgressHasTheSameChecksum() {
    Map<Integer, Integer> moved = new HashMap<>();
    IntStream.range(0, 50).forEach(n -> moved.put(n * 31 % 50, n));

    assertThat(LedgerCodec.encode(Map.copyOf(moved)).sha256())
        .isEqualTo(LedgerCodec.encode(new TreeMap<>(moved)).sha256());
  }

  @Test
  void saysWhatIsWrongWithAShardAndQuotesNothingOfIt() {
    Encoded good = LedgerCodec.encode(Ledgers.of(3).progress());
    String cut = good.content().substring(0, good.content().length() / 2);

    assertUnreadable(spec(good, 3), "has format 3, and this operator reads format 2 only");
    assertUnreadable(spec(good, 1), "has format 1");
    assertUnreadable(spec(new Encoded("%%%", good.sha256()), 2), "cut off or was changed");
    assertUnreadable(spec(new Encoded(cut, good.sha256()), 2), "cut off or was changed");
    assertUnreadable(spec(new Encoded(good.content(), "0"), 2), "its checksum is another one");
    assertThatThrownBy(
            () ->
                LedgerCodec.decode(
                    spec(LedgerCodec.encode(List.of("topsecret")), 2), Progress.class))
        .isInstanceOf(LedgerCodec.Unreadable.class)
        .hasMessageContaining("is no Progress")
        .hasMessageNotContaining("topsecret");
  }

  private static void assertUnreadable(FleetRolloutLedgerSpec spec, String why) {
    assertThatThrownBy(() -> LedgerCodec.decode(spec, Progress.class))
        .isInstanceOf(LedgerCodec.Unreadable.class)
        .hasMessageContaining(why);
  }

  /** Nothing in it is like anything else: no fleet is as hard to compress. */
  @Test
  void theProgressOfAHundredThousandDevicesFitsIntoAShard() throws Exception {
    Random random = new Random(7);
    int devices = 100_000;
    String letters =
        Stream.of(MemberState.values())
            .map(state -> String.valueOf(state.letter()))
            .collect(Collectors.joining());
    StringBuilder states = new StringBuilder();
    Map<Integer, Watch> watches = new HashMap<>();
    for (int n = 0; n < devices; n++) {
      states.append(letters.charAt(random.nextInt(letters.length())));
      if (random.nextInt(3) == 0) {
        long since = NOW.toEpochMilli() + random.nextInt(604_800_000);
        long read = since + random.nextInt(604_800_000);
        watches.put(
            n,
            new Watch(
                since,
                read,
                random.nextInt(300),
                random.nextInt(604_800_000),
                random.nextInt(1_800_000),
                random.nextInt(3)));
      }
    }
    Progress progress =
        Ledgers.with(
                Ledgers.of(devices),
                states.toString(),
                "e".repeat(2_000),
                watches,
                Optional.empty())
            .progress();
    Encoded encoded = LedgerCodec.encode(progress);

    assertThat(watches).hasSizeGreaterThan(33_000);
    assertThat(encoded.content().length()).isLessThan(LedgerCodec.MAX_CHARS);
    assertThat(there(progress, Progress.class)).isEqualTo(progress);
  }

  /** A third is offline, in batches of 200 that were written and read together. */
  @Test
  void theProgressOfAUsualFleetIsAFractionOfThat() {
    Random random = new Random(7);
    int devices = 100_000;
    StringBuilder states = new StringBuilder();
    Map<Integer, Watch> watches = new HashMap<>();
    for (int n = 0; n < devices; n++) {
      boolean offline = random.nextInt(3) == 0;
      states.append(offline ? 'o' : 'C');
      if (offline) {
        long since = NOW.toEpochMilli() + n / 200 * 7_321L;
        watches.put(
            n,
            new Watch(since, since + 60_000, 5, n / 200 * 7_321L, random.nextInt(60) * 1_000L, 1));
      }
    }
    Progress progress =
        Ledgers.with(
                Ledgers.of(devices), states.toString(), "e".repeat(500), watches, Optional.empty())
            .progress();

    assertThat(LedgerCodec.encode(progress).content()).hasSizeLessThan(200_000);
  }
}
