package io.twinoperator.fleetrollout.ledger;

import com.fasterxml.jackson.annotation.JsonAutoDetect.Visibility;
import com.fasterxml.jackson.annotation.PropertyAccessor;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.twinoperator.api.v1alpha1.FleetRolloutLedgerSpec;
import io.twinoperator.twin.Sha256;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Base64;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/** Turns parts of a ledger into the content of a shard and back, with a checksum. */
final class LedgerCodec {
  /** The format that this version writes, and the only one that it reads. */
  static final int FORMAT = 1;

  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .addModule(new JavaTimeModule())
          .addModule(new Jdk8Module())
          .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
          .disable(SerializationFeature.WRITE_DURATIONS_AS_TIMESTAMPS)
          // The components of records are all there is to store; their other methods are not data.
          .visibility(PropertyAccessor.GETTER, Visibility.NONE)
          .visibility(PropertyAccessor.IS_GETTER, Visibility.NONE)
          .visibility(PropertyAccessor.FIELD, Visibility.ANY)
          .build();

  private LedgerCodec() {}

  /** Encodes a part as the shard of that name. */
  static FleetRolloutLedgerSpec encode(String rollout, String revision, String shard, Object part) {
    try {
      byte[] json = JSON.writeValueAsBytes(part);
      return new FleetRolloutLedgerSpec(
          rollout,
          revision,
          shard,
          FORMAT,
          Base64.getEncoder().encodeToString(compress(json)),
          Sha256.hex(json));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("shard " + shard + " of " + rollout + " has no JSON form", e);
    }
  }

  /**
   * Decodes a shard.
   *
   * @throws LedgerStore.LedgerUnreadable if the format is not known, the checksum is another one or
   *     the content is damaged
   */
  static <T> T decode(FleetRolloutLedgerSpec shard, Class<T> type) {
    String name = "shard " + shard.shard() + " of rollout " + shard.rollout();
    if (shard.format() != FORMAT) {
      throw new LedgerStore.LedgerUnreadable(
          name
              + " has format "
              + shard.format()
              + "; this operator reads format "
              + FORMAT
              + " only: run the version that wrote it");
    }
    byte[] json;
    try {
      json = expand(Base64.getDecoder().decode(shard.content()));
    } catch (IOException | IllegalArgumentException e) {
      throw new LedgerStore.LedgerUnreadable(name + " is damaged: " + e.getMessage());
    }
    if (!Sha256.hex(json).equals(shard.sha256())) {
      throw new LedgerStore.LedgerUnreadable(name + " is damaged: its checksum is another one");
    }
    try {
      return JSON.readValue(json, type);
    } catch (IOException e) {
      throw new LedgerStore.LedgerUnreadable(name + " is damaged: " + e.getMessage());
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
}
