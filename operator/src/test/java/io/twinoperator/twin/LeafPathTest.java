package io.twinoperator.twin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.TreeSet;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LeafPathTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "desired",
        "desired.",
        "tags",
        ".a",
        "desired..a",
        "desired.a.",
        "reported.a",
        "Desired.a",
        "properties.desired.a"
      })
  void aTextThatIsNoPathIsRefusedByName(String text) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> LeafPath.parse(text))
        .withMessageContaining("'" + text + "'");
  }

  @Test
  void keysThatWouldMakeTheWrittenFormAmbiguousAreRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> LeafPath.of(Section.TAGS, "a.b"))
        .withMessageContaining("a.b");
    assertThatIllegalArgumentException().isThrownBy(() -> LeafPath.of(Section.TAGS, ""));
    assertThatIllegalArgumentException().isThrownBy(() -> LeafPath.of(Section.TAGS));
  }

  @ParameterizedTest
  @CsvSource({
    "desired.a,     desired.a,     true",
    "desired.a,     desired.a.b.c, true",
    "desired.a.b,   desired.a,     true",
    "desired.a,     desired.ab,    false",
    "desired.a.b,   desired.a.c,   false",
    "desired.a,     tags.a,        false",
    "tags.a,        desired.a.b,   false"
  })
  void overlapsWhenBothCannotBeLeavesOfOneDocument(String a, String b, boolean expected) {
    assertThat(LeafPath.parse(a).overlaps(LeafPath.parse(b))).isEqualTo(expected);
  }

  @Test
  void knowsItsAncestors() {
    LeafPath path = LeafPath.parse("desired.a.b.c");

    assertThat(path.ancestors())
        .containsExactly(LeafPath.parse("desired.a"), LeafPath.parse("desired.a.b"));
    assertThat(path.parent()).contains(LeafPath.parse("desired.a.b"));
    assertThat(LeafPath.parse("desired.a").parent()).isEmpty();
    assertThat(LeafPath.parse("desired.a").isAncestorOf(path)).isTrue();
    assertThat(path.isAncestorOf(path)).isFalse();
    assertThat(LeafPath.parse("desired.a.b").child("c")).isEqualTo(path);
  }

  @Test
  void isOrderedRightBeforeItsDescendants() {
    assertThat(
            new TreeSet<>(
                List.of(
                    LeafPath.parse("desired.a-b"),
                    LeafPath.parse("desired.b"),
                    LeafPath.parse("desired.a.c"),
                    LeafPath.parse("desired.a"),
                    LeafPath.parse("tags.z"))))
        .extracting(LeafPath::toString)
        .containsExactly("tags.z", "desired.a", "desired.a.c", "desired.a-b", "desired.b");
  }

  @Property
  void readsBackWhatItWrites(@ForAll("paths") LeafPath path) {
    assertThat(LeafPath.parse(path.toString())).isEqualTo(path);
  }

  @Property
  void orderAgreesWithEquality(@ForAll("paths") LeafPath a, @ForAll("paths") LeafPath b) {
    assertThat(a.compareTo(b) == 0).isEqualTo(a.equals(b));
    assertThat(Integer.signum(a.compareTo(b))).isEqualTo(-Integer.signum(b.compareTo(a)));
  }

  @Provide
  Arbitrary<LeafPath> paths() {
    Arbitrary<String> keys =
        Arbitraries.oneOf(
            Arbitraries.of("a", "b"),
            Arbitraries.strings().ofMinLength(1).ofMaxLength(6).filter(key -> !key.contains(".")));
    return Combinators.combine(Arbitraries.of(Section.class), keys.list().ofMinSize(1).ofMaxSize(4))
        .as(LeafPath::new);
  }
}
