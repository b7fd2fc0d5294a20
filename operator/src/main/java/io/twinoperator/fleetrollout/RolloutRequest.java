package io.twinoperator.fleetrollout;

import io.twinoperator.fleetrollout.ledger.LedgerStore.RolloutKey;
import io.twinoperator.fleetrollout.spec.RolloutSpec;
import io.twinoperator.iothub.HubLink;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** What one pass is asked to do: carry on this rollout, on this hub. */
public record RolloutRequest(
    RolloutKey key, long generation, RolloutSpec spec, HubLink.Connected link) {

  /**
   * How the ids of this rollout's jobs begin. The object's uid is in it, so that a rollout created
   * again under the same name does not take the jobs of the one before for its own.
   */
  String jobPrefix(String revision) {
    return "fr-"
        + hash(key.namespace() + "/" + key.name() + "/" + key.uid())
        + "-"
        + revision.substring(0, 6);
  }

  private static String hash(String text) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest, 0, 4);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
