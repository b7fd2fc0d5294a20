package io.twinoperator.twin;

import java.util.Optional;

/** A part of the twin that the back end may write. */
public enum Section {
  /** The tags, which the device does not see. */
  TAGS("tags"),
  /** The desired properties, which the device receives. */
  DESIRED("desired");

  private final String jsonName;

  Section(String jsonName) {
    this.jsonName = jsonName;
  }

  /** The name as it stands in a leaf path and in a twin document. */
  public String jsonName() {
    return jsonName;
  }

  /** The section of that name, if there is one; case matters. */
  public static Optional<Section> of(String jsonName) {
    for (Section section : values()) {
      if (section.jsonName.equals(jsonName)) {
        return Optional.of(section);
      }
    }
    return Optional.empty();
  }
}
