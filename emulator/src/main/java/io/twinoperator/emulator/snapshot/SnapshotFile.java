package io.twinoperator.emulator.snapshot;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.twinoperator.emulator.hub.EmulatedHub;
import io.twinoperator.emulator.hub.InvalidStateException;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;

/**
 * The state of all hubs as JSON in one file, which only its owner can read: it holds the keys of
 * devices. A file that is broken, or that a newer emulator wrote, is refused and never written
 * over.
 */
public final class SnapshotFile {
  private static final String FORMAT = "iot-hub-emulator-snapshot";
  private static final int VERSION = 1;
  // Escaped, half a surrogate pair is kept as it is; UTF-8 alone could not carry it.
  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(JsonWriteFeature.ESCAPE_NON_ASCII)
          .build();

  private final Path file;

  /**
   * @param file need not exist yet; its directory is made when it is missing
   */
  public SnapshotFile(Path file) {
    this.file = file.toAbsolutePath().normalize();
  }

  /**
   * Fills the hubs from the file, if it exists; hubs of which it says nothing stay empty.
   *
   * @param hubs that nobody has used yet
   * @return whether there was a file
   * @throws SnapshotException if the file cannot be read, is no snapshot, is of a newer version, or
   *     holds a hub that is not among these; also if its directory cannot be made
   */
  public boolean load(List<EmulatedHub> hubs) {
    try {
      Files.createDirectories(directory());
      if (!Files.exists(file)) {
        return false;
      }
      restore(MAPPER.readTree(file.toFile()), hubs);
      return true;
    } catch (JsonProcessingException broken) {
      throw refused("is not JSON: " + broken.getOriginalMessage());
    } catch (IOException e) {
      throw new SnapshotException("The snapshot " + file + " cannot be read: " + e, e);
    }
  }

  /**
   * Writes the hubs' state in one step: whoever looks sees the old file or the new one, whole.
   *
   * @throws SnapshotException if it cannot be written; the old file is then as it was
   */
  public void save(List<EmulatedHub> hubs) {
    ObjectNode root = MAPPER.createObjectNode().put("format", FORMAT).put("version", VERSION);
    ArrayNode saved = root.putArray("hubs");
    for (EmulatedHub hub : hubs) {
      saved.addObject().put("hostName", hub.hostName()).set("state", hub.state().save());
    }
    Path draft = directory().resolve(file.getFileName() + ".new");
    try {
      write(root, draft);
      Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new SnapshotException("The snapshot " + file + " cannot be written: " + e, e);
    }
  }

  private void restore(JsonNode root, List<EmulatedHub> hubs) {
    if (!root.path("format").asText("").equals(FORMAT)) {
      throw refused("does not say that it is one (format \"" + FORMAT + "\")");
    }
    JsonNode version = root.path("version");
    if (!version.isInt() || version.intValue() != VERSION) {
      throw refused("has version " + version + ", this emulator reads version " + VERSION);
    }
    for (JsonNode saved : root.path("hubs")) {
      String host = saved.path("hostName").asText("");
      EmulatedHub hub =
          hubs.stream()
              .filter(one -> one.hostName().equalsIgnoreCase(host))
              .findFirst()
              .orElseThrow(
                  () -> refused("holds the hub '" + host + "', which was not asked for as a host"));
      if (!(saved.path("state") instanceof ObjectNode state)) {
        throw refused("has no state for the hub '" + host + "'");
      }
      try {
        hub.state().restore(state);
      } catch (InvalidStateException invalid) {
        throw refused("is broken, hub '" + host + "': " + invalid.getMessage());
      }
    }
  }

  private void write(JsonNode root, Path draft) throws IOException {
    Files.deleteIfExists(draft);
    Files.createFile(draft, ownerOnly());
    try (FileChannel channel = FileChannel.open(draft, StandardOpenOption.WRITE)) {
      // Without this a crash of the machine could leave the new name with nothing behind it.
      MAPPER
          .writer()
          .without(JsonGenerator.Feature.AUTO_CLOSE_TARGET)
          .writeValue(Channels.newOutputStream(channel), root);
      channel.force(true);
    }
  }

  private FileAttribute<?>[] ownerOnly() throws IOException {
    return Files.getFileStore(directory()).supportsFileAttributeView("posix")
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
        }
        : new FileAttribute<?>[0];
  }

  private Path directory() {
    Path parent = file.getParent();
    if (parent == null) {
      throw new SnapshotException("The snapshot " + file + " is a directory: name a file");
    }
    return parent;
  }

  private SnapshotException refused(String why) {
    return new SnapshotException(
        "The snapshot "
            + file
            + " "
            + why
            + ". It was left as it is: start the emulator that wrote it, move it away, or name"
            + " another file");
  }
}
