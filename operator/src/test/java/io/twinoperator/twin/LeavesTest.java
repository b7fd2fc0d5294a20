package io.twinoperator.twin;

import static io.twinoperator.twin.TwinDocuments.json;
import static io.twinoperator.twin.TwinDocuments.object;
import static io.twinoperator.twin.TwinDocuments.path;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.twinoperator.twin.LeafChange.SetLeaf;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class LeavesTest {

  @Test
  void anArrayIsOneLeafAndAnEmptyObjectHasNone() {
    assertThat(Leaves.of(object("{site: {floor: 3}}"), object("{a: {b: [{c: 1}], d: {}}, e: ''}")))
        .containsExactly(
            Map.entry(path("tags.site.floor"), json("3")),
            Map.entry(path("desired.a.b"), json("[{c: 1}]")),
            Map.entry(path("desired.e"), json("''")));
  }

  @Test
  void absentSectionsHaveNoLeaves() {
    assertThat(Leaves.of(null, null)).isEmpty();
  }

  @Test
  void aNullIsNoLeaf() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Leaves.of(null, object("{a: {b: null}}")))
        .withMessageContaining("desired.a.b");
  }

  @Property
  void leavesMakeUpTheDocumentAgain(@ForAll("objects") ObjectNode document) {
    var leaves = Leaves.of(null, document);
    List<SetLeaf> changes =
        leaves.entrySet().stream()
            .map(leaf -> new SetLeaf(leaf.getKey(), leaf.getValue(), Cause.FIRST_SIGHT))
            .toList();

    assertThat(Leaves.of(null, MergePatch.of(changes).desired())).isEqualTo(leaves);
  }

  @Provide
  Arbitrary<ObjectNode> objects() {
    return TwinDocuments.objects();
  }
}
