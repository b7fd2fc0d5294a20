package io.twinoperator.twin;

import com.fasterxml.jackson.databind.JsonNode;
import io.twinoperator.twin.LeafVerdict.Applying;
import io.twinoperator.twin.LeafVerdict.Converged;
import io.twinoperator.twin.LeafVerdict.Proof;
import io.twinoperator.twin.LeafVerdict.Reason;
import io.twinoperator.twin.LeafVerdict.Rejected;
import io.twinoperator.twin.LeafVerdict.Unconfirmed;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Decides from a twin whether the device has confirmed a desired leaf.
 *
 * <p>An acknowledgement is that of the IoT Plug and Play conventions (article "IoT Plug and Play
 * conventions", writable properties): an object {@code {value, ac, av, ad}} with an integer code
 * {@code ac} and the integer version {@code av} of desired that it answers. It may stand at the
 * leaf or at any ancestor, whose {@code value} then holds the leaf; the nearest one speaks.
 * Components need no rule of their own: the mark {@code "__t": "c"} is a sibling of their
 * properties.
 *
 * <p>A configuration may itself have integers named {@code ac} and {@code av} side by side. Where
 * desired has such an object at the same place, the reported one is its echo and no
 * acknowledgement; leaves under it can be confirmed by equal values only.
 */
public final class Convergence {

  /** Characters of the device's own words that are kept. */
  public static final int MAX_TEXT_CHARS = 256;

  private static final int WORKING_ON_IT = 202;

  private Convergence() {}

  /**
   * Judges a leaf that the device reports under the same keys as it is desired.
   *
   * <ol>
   *   <li>An acknowledgement of an earlier version says nothing, even with an equal value: {@code
   *       Unconfirmed}.
   *   <li>Code 202: {@code Applying}. Any other 2xx: {@code Converged} with an equal value, {@code
   *       Rejected} with another one or one that lacks the leaf. Without the member {@code value},
   *       which the conventions require, it is not known what the device has: {@code Unconfirmed}.
   *   <li>4xx and 5xx: {@code Rejected}. Other codes are not in the conventions: {@code
   *       Unconfirmed}.
   *   <li>No acknowledgement: {@code Converged} if the reported value is equal by content, else
   *       {@code Unconfirmed}.
   * </ol>
   *
   * @param path a desired leaf
   * @param expected its wanted value
   * @param writtenVersion the version of desired at which it was last written
   * @throws IllegalArgumentException for a tag, which no device sees
   */
  public static LeafVerdict judge(
      Twin twin, LeafPath path, JsonNode expected, long writtenVersion) {
    if (path.section() != Section.DESIRED) {
      throw new IllegalArgumentException(
          path + " is a tag, and a device confirms desired properties alone");
    }
    return judge(twin, path.keys(), expected, writtenVersion);
  }

  /**
   * Judges in the same way a leaf that the device reports under keys of its own.
   *
   * @param reportedKeys where in reported the device tells of it
   */
  public static LeafVerdict judge(
      Twin twin, List<String> reportedKeys, JsonNode expected, long writtenVersion) {
    return acknowledgement(twin, reportedKeys)
        .map(ack -> judge(ack, expected, writtenVersion))
        .orElseGet(() -> judgePlain(twin, reportedKeys, expected));
  }

  private static LeafVerdict judgePlain(Twin twin, List<String> keys, JsonNode expected) {
    Optional<JsonNode> observed = twin.reportedValue(keys);
    return observed.filter(value -> JsonValues.equal(value, expected)).isPresent()
        ? new Converged(twin.reportedAt(keys), Proof.EQUAL)
        : new Unconfirmed(observed);
  }

  private static LeafVerdict judge(Acknowledgement ack, JsonNode expected, long writtenVersion) {
    if (ack.version() < writtenVersion) {
      return new Unconfirmed(ack.leafValue());
    }
    if (ack.code() == WORKING_ON_IT) {
      return new Applying(ack.text());
    }
    return switch (ack.code() / 100) {
      case 2 -> judgeSuccess(ack, expected);
      case 4, 5 -> new Rejected(ack.code(), ack.text(), ack.leafValue(), Reason.REFUSED);
      default -> new Unconfirmed(ack.leafValue());
    };
  }

  private static LeafVerdict judgeSuccess(Acknowledgement ack, JsonNode expected) {
    if (!ack.object().has("value")) {
      return new Unconfirmed(Optional.empty());
    }
    Optional<JsonNode> observed = ack.leafValue();
    return observed.filter(value -> JsonValues.equal(value, expected)).isPresent()
        ? new Converged(ack.reportedAt(), Proof.ACKNOWLEDGED)
        : new Rejected(ack.code(), ack.text(), observed, Reason.VALUE_DIFFERS);
  }

  private static Optional<Acknowledgement> acknowledgement(Twin twin, List<String> keys) {
    for (int length = keys.size(); length > 0; length--) {
      List<String> above = keys.subList(0, length);
      Optional<JsonNode> object =
          twin.reportedValue(above).filter(Convergence::hasShapeOfAcknowledgement);
      boolean echo =
          Twin.at(twin.desired(), above).filter(Convergence::hasShapeOfAcknowledgement).isPresent();
      if (object.isPresent() && !echo) {
        List<String> below = keys.subList(length, keys.size());
        return Optional.of(new Acknowledgement(object.get(), below, twin.reportedAt(above)));
      }
    }
    return Optional.empty();
  }

  private static boolean hasShapeOfAcknowledgement(JsonNode node) {
    JsonNode code = node.path("ac");
    JsonNode version = node.path("av");
    return code.isIntegralNumber()
        && code.canConvertToInt()
        && version.isIntegralNumber()
        && version.canConvertToLong();
  }

  /** An acknowledgement, and the keys that lead from its value to the leaf. */
  private record Acknowledgement(
      JsonNode object, List<String> below, Optional<Instant> reportedAt) {

    int code() {
      return object.path("ac").intValue();
    }

    long version() {
      return object.path("av").longValue();
    }

    Optional<JsonNode> leafValue() {
      return Twin.at(object.path("value"), below);
    }

    Optional<String> text() {
      return Optional.ofNullable(object.path("ad").textValue()).map(Convergence::cut);
    }
  }

  private static String cut(String text) {
    if (text.length() <= MAX_TEXT_CHARS) {
      return text;
    }
    boolean splitsPair = Character.isHighSurrogate(text.charAt(MAX_TEXT_CHARS - 1));
    return text.substring(0, splitsPair ? MAX_TEXT_CHARS - 1 : MAX_TEXT_CHARS);
  }
}
