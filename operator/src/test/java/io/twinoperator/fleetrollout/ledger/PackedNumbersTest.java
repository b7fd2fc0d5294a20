package io.twinoperator.fleetrollout.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class PackedNumbersTest {

  static Stream<long[]> columns() {
    return Stream.of(
        new long[] {},
        new long[] {0, 0, 0},
        new long[] {1, 255, 7},
        new long[] {0, 256, 65_535},
        new long[] {65_536, 1_767_600_000_000L, 3},
        new long[] {Long.MAX_VALUE, 0},
        new long[] {-1, 5, Long.MIN_VALUE});
  }

  @ParameterizedTest
  @MethodSource("columns")
  void areUnpackedAsTheyWerePacked(long[] numbers) {
    assertThat(PackedNumbers.unpack(PackedNumbers.pack(numbers), numbers.length))
        .containsExactly(numbers);
  }

  @Test
  void takeTheBytesThatTheLargestNeeds() {
    assertThat(PackedNumbers.pack(new long[] {0, 0, 0})).isEmpty();
    assertThat(PackedNumbers.pack(new long[] {1, 2, 3})).isEqualTo("AQID");
    assertThat(PackedNumbers.pack(new long[] {256, 2, 3})).isEqualTo("AAIDAQAA");
  }

  @Test
  void ofAnotherNumberAreRefused() {
    assertThatThrownBy(() -> PackedNumbers.unpack("AQID", 2))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("3 bytes are no column of 2 numbers");
    assertThatThrownBy(() -> PackedNumbers.unpack("AQID", 0))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
