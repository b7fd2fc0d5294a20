package io.twinoperator.emulator.twin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.twinoperator.emulator.time.HubTime;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What one write leaves in {@code $metadata} at every level it touches. As {@link Stamps} it stands
 * for a part that was written in one go, however much there is below it: most parts of a large
 * fleet's twins are, and a tree for each would be most of their heap.
 *
 * @param time when, as the hub writes it
 * @param version the section's new version; empty for reported, whose metadata has none
 * @param author the configuration that writes; empty for everybody else. It signs leaves only, as
 *     twins of live hubs show
 */
record Stamp(String time, OptionalLong version, Optional<Author> author) implements Stamps {
  /** Of a section that nobody has written. */
  static final Stamp NEVER = new Stamp(HubTime.NEVER, OptionalLong.empty(), Optional.empty());

  static final String TIME_KEY = "$lastUpdated";
  static final String VERSION_KEY = "$lastUpdatedVersion";

  static Stamp at(Instant time, OptionalLong version, Optional<Author> author) {
    return new Stamp(HubTime.format(time), version, author);
  }

  @Override
  public Stamp own() {
    return this;
  }

  @Override
  public Stamps child(int n) {
    return this;
  }

  /** The members that an object has in the metadata, apart from those of its own members. */
  ObjectNode ofObject() {
    ObjectNode json = JsonNodeFactory.instance.objectNode().put(TIME_KEY, time);
    version.ifPresent(number -> json.put(VERSION_KEY, number));
    return json;
  }

  /** All that any other value has in the metadata. */
  JsonNode ofLeaf() {
    ObjectNode json = ofObject();
    author.ifPresent(
        by -> json.put(Author.ID_KEY, by.configurationId()).put(Author.DIGEST_KEY, by.digest()));
    return json;
  }
}
