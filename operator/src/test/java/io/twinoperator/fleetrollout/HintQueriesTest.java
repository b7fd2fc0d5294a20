package io.twinoperator.fleetrollout;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.twinoperator.hub.Hub;
import io.twinoperator.hub.HubException;
import java.lang.reflect.Proxy;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HintQueriesTest {
  private static final Instant NOW = Instant.parse("2026-01-05T08:00:00Z");

  @Test
  void idsStandEscapedInAList() {
    assertThat(HintQueries.connected(List.of("a", "o'b")))
        .containsExactly(
            "SELECT deviceId FROM devices WHERE deviceId IN ['a','o\\'b'] AND connectionState ="
                + " 'Connected'");
    assertThat(HintQueries.connected(List.of())).isEmpty();
  }

  @ParameterizedTest(name = "{0} ids of {1} characters are {2} queries")
  @CsvSource({"300, 16, 1", "1000, 16, 3", "10000, 16, 24", "1000, 128, 17"})
  void manyIdsAreAsFewQueriesAsTheLengthAllows(int ids, int length, int queries) {
    List<String> all =
        HintQueries.connected(
            IntStream.range(0, ids)
                .mapToObj(number -> ("%0" + length + "d").formatted(number))
                .toList());

    assertThat(all).hasSize(queries).allMatch(query -> query.length() <= HintQueries.MAX_CHARS);
    assertThat(all.stream().mapToLong(query -> query.chars().filter(c -> c == '\'').count()).sum())
        .isEqualTo(2L * ids + 2L * queries);
  }

  @Test
  void aRoundIsReadAPageAtATimeAndIsWholeAtItsEnd() throws HubException {
    HintRound round = new HintRound();
    Hub hub = answering(page("1", "a", "b"), page(null, "c"), page(null));

    assertThat(round.isOver(NOW)).isTrue();
    round.begin(List.of("first", "second"), NOW);
    assertThat(round.isOver(NOW.plusSeconds(60))).isFalse();
    assertThat(round.page(hub, NOW)).containsExactly("a", "b");
    assertThat(round.page(hub, NOW)).containsExactly("c");
    assertThat(round.isValid(NOW.minusSeconds(1))).isFalse();
    assertThat(round.page(hub, NOW.plusSeconds(5))).isEmpty();

    assertThat(round.isUnderWay()).isFalse();
    assertThat(round.isValid(NOW)).isTrue();
    assertThat(round.isOver(NOW)).isTrue();
    assertThat(round.isOver(NOW.minusSeconds(1))).isFalse();
  }

  @Test
  void aRoundThatWasRefusedRestsAndSaysNothing() {
    HintRound round = new HintRound();
    round.begin(List.of(), NOW);
    assertThat(round.isValid(NOW.minusSeconds(1))).isTrue();
    round.begin(List.of("refused"), NOW);
    round.giveUp(NOW.plusSeconds(3600));

    assertThat(round.isUnderWay()).isFalse();
    assertThat(round.isValid(NOW.minusSeconds(1))).isFalse();
    assertThat(round.isOver(NOW.plusSeconds(3599))).isFalse();
    assertThat(round.isOver(NOW.plusSeconds(3600))).isTrue();
  }

  private static Hub.QueryPage page(@Nullable String next, String... ids) {
    return new Hub.QueryPage(
        List.of(ids).stream()
            .map(id -> (JsonNode) JsonNodeFactory.instance.objectNode().put("deviceId", id))
            .toList(),
        Optional.ofNullable(next));
  }

  private static Hub answering(Hub.QueryPage... pages) {
    List<Hub.QueryPage> left = new ArrayList<>(List.of(pages));
    return (Hub)
        Proxy.newProxyInstance(
            Hub.class.getClassLoader(),
            new Class<?>[] {Hub.class},
            (proxy, method, args) -> left.remove(0));
  }
}
