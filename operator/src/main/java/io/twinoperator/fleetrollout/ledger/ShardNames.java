package io.twinoperator.fleetrollout.ledger;

import io.twinoperator.api.v1alpha1.Api;
import io.twinoperator.api.v1alpha1.FleetRolloutLedgerSpec.Kind;
import io.twinoperator.fleetrollout.ledger.LedgerStore.RolloutKey;
import io.twinoperator.twin.Sha256;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * What shards are called and how they are labelled.
 *
 * <p>The name of a shard is that of its rollout with an ending: {@code -plan-N}, {@code -batch-N},
 * {@code -batch-N-tHASH}, {@code -progress}, or for a tombstone {@code -REVISION} of at least
 * twelve hexadecimal digits, more than a number has. No ending ends with another one, so two
 * rollouts never share a shard, whatever they are called: not {@code x} and {@code x-plan-0}
 * either.
 */
final class ShardNames {
  /** The shard that changes. */
  static final String PROGRESS = "progress";

  /** The shard that stays. */
  static final String TOMBSTONE = "tombstone";

  /** Label with the name of the rollout, shortened with a hash where it is longer than a label. */
  static final String ROLLOUT_LABEL = Api.GROUP + "/rollout";

  /** Label that says what a shard is: plan, batch, progress or tombstone. */
  static final String LEDGER_LABEL = Api.GROUP + "/ledger";

  /** Annotation of the progress: until when the ledger of a deleted rollout is kept. */
  static final String KEEP_UNTIL = Api.GROUP + "/keep-until";

  /** Names that are longer than this are shortened; leaves room for the longest ending. */
  private static final int LONGEST_BASE = 200;

  /**
   * Characters of a shortened name, all of them: more than one has that is not shortened, so that
   * none is taken for the other.
   */
  private static final int SHORTENED_BASE = 203;

  private static final int LONGEST_LABEL = 63;
  private static final int HASH_CHARS = 40;
  private static final int LABEL_HASH_CHARS = 16;
  private static final int REVISION_HASH_CHARS = 12;
  private static final Pattern REVISION = Pattern.compile("[0-9a-f]{12,40}");

  private ShardNames() {}

  /** The shard of a plan with that number. */
  static String plan(int number) {
    return "plan-" + number;
  }

  /** The shard of the batch with that number. */
  static String batch(int number) {
    return "batch-" + number;
  }

  /** A shard with more of a batch, named after its content. */
  static String tail(int batch, String sha256) {
    return batch(batch) + "-t" + sha256.substring(0, REVISION_HASH_CHARS);
  }

  /** The object's name of a shard that is no tombstone. */
  static String object(RolloutKey rollout, String shard) {
    return base(rollout.name()) + "-" + shard;
  }

  /** The object's name of a tombstone. */
  static String tombstone(RolloutKey rollout, String revision) {
    String ending =
        REVISION.matcher(revision).matches() ? revision : hash(revision, REVISION_HASH_CHARS);
    return base(rollout.name()) + "-" + ending;
  }

  /** Labels that select the shards of a rollout of one kind. */
  static Map<String, String> labels(RolloutKey rollout, Kind kind) {
    return Map.of(ROLLOUT_LABEL, label(rollout.name()), LEDGER_LABEL, label(kind));
  }

  /** Labels that select the shards of all rollouts of one kind. */
  static Map<String, String> labels(Kind kind) {
    return Map.of(LEDGER_LABEL, label(kind));
  }

  /** The label for a rollout of that name. */
  static String label(String rollout) {
    return rollout.length() <= LONGEST_LABEL
        ? rollout
        : rollout.substring(0, LONGEST_LABEL - LABEL_HASH_CHARS - 1)
            + "-"
            + hash(rollout, LABEL_HASH_CHARS);
  }

  private static String label(Kind kind) {
    return switch (kind) {
      case Plan -> "plan";
      case Batch -> "batch";
      case Progress, Begun, Freed -> PROGRESS;
      case Tombstone -> TOMBSTONE;
    };
  }

  private static String base(String rollout) {
    if (rollout.length() <= LONGEST_BASE) {
      return rollout;
    }
    String kept = rollout.substring(0, SHORTENED_BASE - HASH_CHARS - 1);
    // A dot may stand before no dash.
    String start = kept.endsWith(".") ? kept.substring(0, kept.length() - 1) + "-" : kept;
    return start + "-" + hash(rollout, HASH_CHARS);
  }

  private static String hash(String text, int chars) {
    return Sha256.hex(text.getBytes(StandardCharsets.UTF_8)).substring(0, chars);
  }
}
