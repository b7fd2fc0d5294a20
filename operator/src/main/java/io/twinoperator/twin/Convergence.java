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
 * desired has such an object at the place that is reported there, the reported one is its echo and
 * no acknowledgement; leaves under it can be confirmed by equal values only.
 */
public final class Convergence {

  /** Characters of the device's own words that are kept. */
  public static final int MAX_TEXT_CHARS = 256;

  private static final int WORKING_ON_IT = 202;

  private Convergence() {}

  /**
   * Judges a leaf by the standard rule, where the device reports it under the same keys.
   *
   * @param path a desired leaf
   * @param expected its wanted value
   * @param writtenVersion the version of desired at which it was last written
   * @throws IllegalArgumentException for a tag, which no device sees
   */
  public static LeafVerdict judge(
      Twin twin, LeafPath path, JsonNode expected, long writtenVersion) {
    return judge(twin, path, expected, writtenVersion, Confirmation.STANDARD);
  }

  /**
   * Judges a leaf.
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
   * <p>An acknowledgement of a version that desired has not reached answers a former twin of this
   * id: where a device is registered anew, versions begin at 1 again. It refuses nothing and
   * confirms no version; only a success with an equal value says, as a plain report would, that the
   * device has it. A document without the version of desired proves no such thing.
   *
   * <p>By the rule {@code ACKNOWLEDGED} the last of these never converges. By the rule {@code
   * EQUAL} codes and versions are not read: {@code Converged} if the reported value is equal, or
   * the value of an acknowledgement is, else {@code Unconfirmed}.
   *
   * @param path a desired leaf
   * @param expected its wanted value
   * @param writtenVersion the version of desired at which it was last written
   * @param confirmation what counts, and where it is reported
   * @throws IllegalArgumentException for a tag, which no device sees
   */
  public static LeafVerdict judge(
      Twin twin, LeafPath path, JsonNode expected, long writtenVersion, Confirmation confirmation) {
    if (path.section() != Section.DESIRED) {
      throw new IllegalArgumentException(
          path + " is a tag, and a device confirms desired properties alone");
    }
    List<String> keys = confirmation.reportedKeys(path);
    Optional<Acknowledgement> ack = acknowledgement(twin, path, keys);
    Optional<JsonNode> plain = twin.reportedValue(keys);
    return switch (confirmation.rule()) {
      case AUTO ->
          ack.map(
                  given ->
                      given.isOfFormerTwin(twin)
                          ? judgeFormer(given, expected)
                          : judge(given, expected, writtenVersion))
              .orElseGet(() -> judgeEqual(plain, twin.reportedAt(keys), expected));
      case ACKNOWLEDGED ->
          ack.map(
                  given ->
                      given.isOfFormerTwin(twin)
                          ? new Unconfirmed(given.leafValue())
                          : judge(given, expected, writtenVersion))
              .orElseGet(() -> new Unconfirmed(plain));
      case EQUAL ->
          ack.map(given -> judgeEqual(given.leafValue(), given.reportedAt(), expected))
              .orElseGet(() -> judgeEqual(plain, twin.reportedAt(keys), expected));
    };
  }

  private static LeafVerdict judgeEqual(
      Optional<JsonNode> observed, Optional<Instant> reportedAt, JsonNode expected) {
    return observed.filter(value -> JsonValues.equal(value, expected)).isPresent()
        ? new Converged(reportedAt, Proof.EQUAL)
        : new Unconfirmed(observed);
  }

  private static LeafVerdict judgeFormer(Acknowledgement ack, JsonNode expected) {
    return ack.isSuccess()
        ? judgeEqual(ack.leafValue(), ack.reportedAt(), expected)
        : new Unconfirmed(ack.leafValue());
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

  private static Optional<Acknowledgement> acknowledgement(
      Twin twin, LeafPath path, List<String> keys) {
    for (int length = keys.size(); length > 0; length--) {
      List<String> above = keys.subList(0, length);
      Optional<JsonNode> object =
          twin.reportedValue(above).filter(Convergence::hasShapeOfAcknowledgement);
      List<String> below = keys.subList(length, keys.size());
      if (object.isPresent() && !isEcho(twin, path, below.size())) {
        return Optional.of(new Acknowledgement(object.get(), below, twin.reportedAt(above)));
      }
    }
    return Optional.empty();
  }

  /** Whether desired has an object of the same shape as many keys above the leaf. */
  private static boolean isEcho(Twin twin, LeafPath path, int keysBelow) {
    int length = path.keys().size() - keysBelow;
    return length > 0
        && Twin.at(twin.desired(), path.keys().subList(0, length))
            .filter(Convergence::hasShapeOfAcknowledgement)
            .isPresent();
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

    boolean isSuccess() {
      return code() / 100 == 2 && code() != WORKING_ON_IT;
    }

    boolean isOfFormerTwin(Twin twin) {
      return twin.desiredVersion() > 0 && version() > twin.desiredVersion();
    }

    Optional<JsonNode> leafValue() {
      return Twin.at(object.path("value"), below);
    }

    Optional<String> text() {
      return Optional.ofNullable(object.path("ad").textValue()).map(Convergence::cut);
    }
  }

  /** Somebody's own words, cut to {@value #MAX_TEXT_CHARS} characters. */
  public static String cut(String text) {
    if (text.length() <= MAX_TEXT_CHARS) {
      return text;
    }
    boolean splitsPair = Character.isHighSurrogate(text.charAt(MAX_TEXT_CHARS - 1));
    return text.substring(0, splitsPair ? MAX_TEXT_CHARS - 1 : MAX_TEXT_CHARS);
  }
}
