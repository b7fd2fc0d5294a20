package io.twinoperator.fleetrollout.ledger;

import com.fasterxml.jackson.annotation.JsonAutoDetect.Visibility;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.PropertyAccessor;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import com.fasterxml.jackson.databind.annotation.JsonSerialize;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.TextNode;
import com.fasterxml.jackson.databind.util.StdConverter;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.twinoperator.api.v1alpha1.FleetRolloutLedgerSpec;
import io.twinoperator.twin.Sha256;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/** Turns parts of a ledger into the content of a shard and back, with a checksum. */
final class LedgerCodec {
  /** The format that this version writes, and the only one that it reads. */
  static final int FORMAT = 2;

  /** Characters that the content of a shard has at most; an object in a cluster has a megabyte. */
  static final int MAX_CHARS = 900_000;

  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .addModule(new JavaTimeModule())
          .addModule(new Jdk8Module())
          .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
          .disable(SerializationFeature.WRITE_DURATIONS_AS_TIMESTAMPS)
          // The same part always has the same checksum.
          .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
          // Numbers of twins stay as they were written; so does the reader of the hub's answers.
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
          // The components of records are all there is to store; their other methods are not data.
          .visibility(PropertyAccessor.GETTER, Visibility.NONE)
          .visibility(PropertyAccessor.IS_GETTER, Visibility.NONE)
          .visibility(PropertyAccessor.FIELD, Visibility.ANY)
          .addMixIn(Progress.class, ProgressForm.class)
          .addMixIn(BeforeImage.Leaf.class, LeafForm.class)
          .addMixIn(Course.class, CourseForm.class)
          .build();

  private LedgerCodec() {}

  /** The content of a shard, and the checksum of what it was before compression. */
  record Encoded(String content, String sha256) {}

  /** How the progress is stored where that is not as it is in memory. */
  private interface ProgressForm {
    @JsonProperty
    @JsonSerialize(converter = WatchColumns.Write.class)
    @JsonDeserialize(converter = WatchColumns.Read.class)
    Map<Integer, Watch> watches();
  }

  /** What was accepted was once stored in numbers, which say nothing of whose they are. */
  @JsonIgnoreProperties("accepted")
  private interface CourseForm {}

  /**
   * A leaf is stored as its path alone, or its path and its value; before both stands how many keys
   * of its path were there, where not all were.
   */
  @JsonSerialize(converter = WriteLeaf.class)
  @JsonDeserialize(converter = ReadLeaf.class)
  private static final class LeafForm {}

  private static final class WriteLeaf extends StdConverter<BeforeImage.Leaf, List<JsonNode>> {
    @Override
    public List<JsonNode> convert(BeforeImage.Leaf leaf) {
      List<JsonNode> stored = new ArrayList<>();
      if (leaf.there() != BeforeImage.ALL_THERE) {
        stored.add(IntNode.valueOf(leaf.there()));
      }
      stored.add(TextNode.valueOf(leaf.path()));
      leaf.value().ifPresent(stored::add);
      return stored;
    }
  }

  private static final class ReadLeaf extends StdConverter<List<JsonNode>, BeforeImage.Leaf> {
    @Override
    public BeforeImage.Leaf convert(List<JsonNode> stored) {
      int path = stored.get(0).isInt() ? 1 : 0;
      return new BeforeImage.Leaf(
          stored.get(path).textValue(),
          stored.stream().skip(path + 1).findFirst(),
          path == 0 ? BeforeImage.ALL_THERE : stored.get(0).intValue());
    }
  }

  /** Encodes a part. */
  static Encoded encode(Object part) {
    try {
      byte[] json = JSON.writeValueAsBytes(part);
      return new Encoded(Base64.getEncoder().encodeToString(compress(json)), Sha256.hex(json));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(part.getClass() + " has no JSON form", e);
    }
  }

  /**
   * Decodes a shard.
   *
   * @throws Unreadable if the format is not known, the checksum is another one or the content is
   *     damaged
   */
  static <T> T decode(FleetRolloutLedgerSpec shard, Class<T> type) throws Unreadable {
    if (shard.format() != FORMAT) {
      throw new Unreadable(
          "has format %d, and this operator reads format %d only: run the version that wrote it"
              .formatted(shard.format(), FORMAT));
    }
    byte[] json;
    try {
      json = expand(Base64.getDecoder().decode(shard.content()));
    } catch (IOException | IllegalArgumentException e) {
      throw new Unreadable("is damaged: its content is cut off or was changed");
    }
    if (!Sha256.hex(json).equals(shard.sha256())) {
      throw new Unreadable("is damaged: its checksum is another one");
    }
    try {
      return JSON.readValue(json, type);
    } catch (IOException | IllegalArgumentException e) {
      // What Jackson says may quote the content, and with it what devices are configured with.
      throw new Unreadable("is damaged: its content is no " + type.getSimpleName());
    }
  }

  private static byte[] compress(byte[] bytes) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
      gzip.write(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  private static byte[] expand(byte[] bytes) throws IOException {
    try (GZIPInputStream gzip = new GZIPInputStream(new ByteArrayInputStream(bytes))) {
      return gzip.readAllBytes();
    }
  }

  /** A shard that cannot be read; says what is wrong with it. */
  static final class Unreadable extends Exception {
    private static final long serialVersionUID = 1L;

    private final String whatIsWrong;

    Unreadable(String whatIsWrong) {
      super(whatIsWrong);
      this.whatIsWrong = whatIsWrong;
    }

    /** What is wrong, as a predicate to the shard's name. */
    String whatIsWrong() {
      return whatIsWrong;
    }
  }
}
