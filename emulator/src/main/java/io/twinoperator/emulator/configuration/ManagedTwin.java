package io.twinoperator.emulator.configuration;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.twinoperator.emulator.twin.Author;
import io.twinoperator.emulator.twin.Section;

/** One twin of a device or module as configurations see it. */
public interface ManagedTwin {

  /** The desired properties now. */
  Section desired();

  /** What configurations are to this twin now. */
  Assignment assignment();

  /** Keeps what configurations are to this twin from now on; it moves no version. */
  void assign(Assignment assignment);

  /** Merges into the desired properties; answers whether the result fits the twin's limits. */
  boolean write(ObjectNode patch, Author author);

  /** Merges into the desired properties what a deployment to one device brings. */
  void deploy(ObjectNode patch);
}
