package io.twinoperator.api.crd;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/** Lists choices in the order in which the Java type declares them, which is the order of use. */
final class EnumOrder implements CrdRule {
  @Override
  public void apply(GeneratedCrd crd) {
    for (SchemaNode node : crd.nodes()) {
      if (node.type().isEnum()) {
        List<JsonNode> declared =
            Arrays.stream(node.type().getEnumConstants())
                .map(constant -> (JsonNode) TextNode.valueOf(((Enum<?>) constant).name()))
                .toList();
        node.schema()
            .setEnum(
                node.schema().getEnum().stream()
                    .sorted(Comparator.comparingInt(declared::indexOf))
                    .toList());
      }
    }
  }
}
