package io.twinoperator.fleetrollout.plan;

import io.twinoperator.fleetrollout.ledger.BeforeImage;
import io.twinoperator.twin.JsonValues;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/** The before-images that devices have, each once; numbers are compared as numbers. */
final class ValueClasses {
  private final List<BeforeImage> images = new ArrayList<>();
  private final Map<String, Integer> indexes = new HashMap<>();

  /** Devices of a scan share their images, and there are many devices. */
  private final IdentityHashMap<BeforeImage, Integer> seen = new IdentityHashMap<>();

  /** The index of an image, which is new if no equal one was there before. */
  int indexOf(BeforeImage image) {
    return seen.computeIfAbsent(image, this::indexByValue);
  }

  private int indexByValue(BeforeImage image) {
    return indexes.computeIfAbsent(
        key(image),
        key -> {
          images.add(image);
          return images.size() - 1;
        });
  }

  List<BeforeImage> images() {
    return List.copyOf(images);
  }

  /** One text for all equal images of one change. */
  static String key(BeforeImage image) {
    StringBuilder text = new StringBuilder();
    for (BeforeImage.Leaf leaf : image.leaves()) {
      text.append(leaf.path()).append('\n');
      text.append(leaf.value().map(JsonValues::canonical).orElse("")).append('\n');
    }
    return text.toString();
  }
}
