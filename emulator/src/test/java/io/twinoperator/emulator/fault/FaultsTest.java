package io.twinoperator.emulator.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.twinoperator.emulator.fault.FaultKind.Moment;
import io.twinoperator.emulator.hub.ErrorCode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FaultsTest {
  private static final KnownOperations KNOWN =
      new KnownOperations(
          Map.of(
              "PATCH_TWIN", FaultSide.SERVICE,
              "GET_TWIN", FaultSide.SERVICE,
              "QUERY", FaultSide.SERVICE,
              "DEVICE_REPORT", FaultSide.DEVICE,
              "DESIRED_NOTIFICATION", FaultSide.NOTIFICATION));
  private static final FaultKind BUSY = new FaultKind.Answer(ErrorCode.SERVER_BUSY, Moment.BEFORE);
  private static final FaultKind SLOW = new FaultKind.Delay(Duration.ofSeconds(1));

  private final Faults faults = new Faults(7, KNOWN);

  @Test
  void aRuleIsAboutItsOperationsDevicesAndHub() {
    FaultRule rule = FaultRule.always(BUSY).on("PATCH_TWIN").forDevice("s-*").forHub("A.net");
    faults.add(rule);
    assertThat(faults.at(point("a.NET", "PATCH_TWIN", "s-1"))).containsExactly(rule);
    assertThat(faults.at(point("a.net", "GET_TWIN", "s-1"))).isEmpty();
    assertThat(faults.at(point("a.net", "PATCH_TWIN", "t-1"))).isEmpty();
    assertThat(faults.at(point("b.net", "PATCH_TWIN", "s-1"))).isEmpty();
    assertThat(faults.at(new FaultPoint("a.net", "QUERY", Optional.empty()))).isEmpty();
    assertThat(faults.all()).containsExactly(new PlacedFault(1, rule, 1, 1));
  }

  @Test
  void withoutOperationsItIsAboutEveryOneInWhichTheKindCanBeDone() {
    faults.add(FaultRule.always(new FaultKind.DuplicateNotification()));
    assertThat(faults.at(point("h", "PATCH_TWIN", "d"))).isEmpty();
    assertThat(faults.at(point("h", "DESIRED_NOTIFICATION", "d"))).hasSize(1);
  }

  @Test
  void fireSoOftenAtMost() {
    faults.add(FaultRule.always(BUSY).times(2));
    assertThat(fired(faults, 5)).containsExactly(true, true, false, false, false);
    assertThat(faults.all().get(0).asked()).isEqualTo(5);
    assertThat(faults.all().get(0).fired()).isEqualTo(2);
  }

  @Test
  void theFirstThatDecidesTheAnswerIsTheLastThatIsAsked() {
    faults.add(FaultRule.always(SLOW));
    faults.add(FaultRule.always(BUSY));
    faults.add(FaultRule.always(SLOW));
    assertThat(faults.at(point("h", "GET_TWIN", "d")))
        .extracting(FaultRule::kind)
        .containsExactly(SLOW, BUSY);
    assertThat(faults.all()).extracting(PlacedFault::asked).containsExactly(1L, 1L, 0L);
  }

  @Test
  void rulesAreTakenAwayAndWhatLastsIsUndone() {
    List<Long> undone = new ArrayList<>();
    faults.onRemoved(fault -> undone.add(fault.id()));
    long first = faults.add(FaultRule.always(SLOW));
    faults.add(FaultRule.always(BUSY));
    assertThat(faults.remove(first)).isTrue();
    assertThat(faults.remove(first)).isFalse();
    faults.clear();
    assertThat(faults.all()).isEmpty();
    assertThat(undone).containsExactly(1L, 2L);
    assertThat(faults.add(FaultRule.always(BUSY))).isEqualTo(3);
  }

  @Test
  void theLargestLagOfTheRulesThatHaveFiredForAHub() {
    long large = faults.add(FaultRule.always(stale(60)).on("QUERY"));
    faults.add(FaultRule.always(stale(10)).on("QUERY").forHub("a"));
    faults.add(FaultRule.always(stale(90)).on("GET_TWIN"));
    faults.add(FaultRule.always(SLOW));
    assertThat(faults.queryLag("a")).isEmpty();
    faults.at(new FaultPoint("a", "QUERY", Optional.empty()));
    assertThat(faults.queryLag("a")).contains(Duration.ofSeconds(60));
    assertThat(faults.queryLag("b")).isEmpty();
    faults.remove(large);
    assertThat(faults.queryLag("a")).contains(Duration.ofSeconds(10));
  }

  private static FaultKind stale(int seconds) {
    return new FaultKind.StaleQueries(Duration.ofSeconds(seconds));
  }

  @Test
  void aRuleThatCouldNeverFireIsRefused() {
    assertThatThrownBy(() -> faults.add(FaultRule.always(BUSY).on("PATCH_TWINS")))
        .hasMessageContaining("PATCH_TWINS")
        .hasMessageContaining("PATCH_TWIN, QUERY");
    assertThatThrownBy(() -> faults.add(FaultRule.always(SLOW).on("DEVICE_REPORT")))
        .hasMessageContaining("GET_TWIN, PATCH_TWIN, QUERY");
    assertThatThrownBy(() -> FaultRule.always(BUSY).withProbability(1.1))
        .hasMessageContaining("1.1");
    assertThatThrownBy(() -> FaultRule.always(BUSY).withProbability(Double.NaN))
        .hasMessageContaining("NaN");
    assertThatThrownBy(() -> FaultRule.always(BUSY).times(0)).hasMessageContaining("count is 0");
  }

  @Property(tries = 50)
  void theSameSeedGivesTheSameFaults(
      @ForAll long seed, @ForAll @DoubleRange(min = 0.1, max = 0.9) double probability) {
    assertThat(fired(seed, probability)).isEqualTo(fired(seed, probability));
  }

  @Property(tries = 50)
  void aboutAsManyFireAsTheProbabilitySays(
      @ForAll long seed, @ForAll @DoubleRange(min = 0.1, max = 0.9) double probability) {
    long count = fired(seed, probability).stream().filter(fires -> fires).count();
    double deviation = Math.sqrt(2000 * probability * (1 - probability));
    assertThat((double) count)
        .isBetween(2000 * probability - 6 * deviation, 2000 * probability + 6 * deviation);
  }

  @Test
  void anotherRuleDoesNotChangeWhatARuleDraws() {
    Faults alone = new Faults(7, KNOWN);
    alone.add(FaultRule.always(SLOW).withProbability(0.5));
    Faults both = new Faults(7, KNOWN);
    both.add(FaultRule.always(SLOW).withProbability(0.5));
    both.add(FaultRule.always(SLOW).withProbability(0.3));
    fired(alone, 100);
    fired(both, 100);
    assertThat(both.all().get(0).fired()).isEqualTo(alone.all().get(0).fired());
    assertThat(fired(new Faults(8, KNOWN), 1)).containsExactly(false);
  }

  @ParameterizedTest
  @CsvSource({
    "s-1, s-1, true",
    "s-1, s-11, false",
    "s-*, s-, true",
    "s-*, t-s-, false",
    "*, anything, true",
    "*-3, room-13-3, true",
    "a*b*c, abc, true",
    "a*b*c, a-c-b-c, true",
    "a*b*c, ac, false",
    "ab*ba, aba, false",
    "a?c, abc, false",
    "a.c, abc, false"
  })
  void globs(String pattern, String deviceId, boolean matches) {
    assertThat(new DeviceGlob(pattern).matches(deviceId)).isEqualTo(matches);
  }

  private static FaultPoint point(String hub, String operation, String device) {
    return new FaultPoint(hub, operation, Optional.of(device));
  }

  private static List<Boolean> fired(long seed, double probability) {
    Faults faults = new Faults(seed, KNOWN);
    faults.add(FaultRule.always(BUSY).withProbability(probability));
    return fired(faults, 2000);
  }

  private static List<Boolean> fired(Faults faults, int operations) {
    return IntStream.range(0, operations)
        .mapToObj(i -> !faults.at(point("h", "PATCH_TWIN", "d" + i)).isEmpty())
        .toList();
  }
}
