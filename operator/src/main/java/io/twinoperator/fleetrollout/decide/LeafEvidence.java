package io.twinoperator.fleetrollout.decide;

import com.fasterxml.jackson.databind.JsonNode;
import io.twinoperator.fleetrollout.ledger.MemberState;
import io.twinoperator.twin.Confirmation;
import io.twinoperator.twin.Convergence;
import io.twinoperator.twin.JsonValues;
import io.twinoperator.twin.LeafPath;
import io.twinoperator.twin.LeafVerdict;
import io.twinoperator.twin.LeafVerdict.Proof;
import io.twinoperator.twin.LeafVerdict.Reason;
import io.twinoperator.twin.Twin;
import java.util.Optional;

/**
 * What a device says of one desired leaf.
 *
 * @param newerThanWrite whether it says so in a report or acknowledgement newer than the write
 * @param everReported whether it has ever reported the leaf
 * @param differs whether it reports another value than the one asked for
 */
record LeafEvidence(
    LeafPath path,
    Says says,
    boolean newerThanWrite,
    boolean everReported,
    boolean differs,
    Optional<Integer> code,
    Optional<String> words) {

  /** The gist of it. */
  enum Says {
    CONVERGED,
    APPLYING,
    REJECTED,
    NOTHING
  }

  static LeafEvidence of(Twin twin, LeafPath path, JsonNode wanted, Confirmation terms) {
    LeafVerdict verdict =
        Convergence.judge(twin, path, wanted, twin.lastUpdatedVersion(path), terms);
    return verdict.fold(
        new LeafVerdict.Cases<>(
            converged -> say(path, Says.CONVERGED, isNewer(twin, path, converged)),
            applying ->
                new LeafEvidence(
                    path, Says.APPLYING, true, true, false, Optional.of(202), applying.text()),
            rejected ->
                new LeafEvidence(
                    path,
                    Says.REJECTED,
                    true,
                    true,
                    rejected.reason() == Reason.VALUE_DIFFERS,
                    Optional.of(rejected.code()),
                    words(rejected, wanted)),
            unconfirmed -> nothing(path, wanted, unconfirmed)));
  }

  private static LeafEvidence say(LeafPath path, Says says, boolean newer) {
    return new LeafEvidence(path, says, newer, true, false, Optional.empty(), Optional.empty());
  }

  private static LeafEvidence nothing(
      LeafPath path, JsonNode wanted, LeafVerdict.Unconfirmed unconfirmed) {
    String words =
        unconfirmed
            .observed()
            .map(value -> "asked for " + wanted + ", reports " + value)
            .orElse("asked for " + wanted + ", has never reported it");
    return new LeafEvidence(
        path,
        Says.NOTHING,
        false,
        unconfirmed.observed().isPresent(),
        unconfirmed.observed().filter(value -> !JsonValues.equal(value, wanted)).isPresent(),
        Optional.empty(),
        Optional.of(words));
  }

  private static boolean isNewer(Twin twin, LeafPath path, LeafVerdict.Converged converged) {
    return converged.proof() == Proof.ACKNOWLEDGED
        || twin.desiredUpdatedAt(path).filter(converged::isReportedAfter).isPresent();
  }

  private static Optional<String> words(LeafVerdict.Rejected rejected, JsonNode wanted) {
    return rejected.reason() == Reason.VALUE_DIFFERS
        ? Optional.of(
            "asked for "
                + wanted
                + ", acknowledged "
                + rejected.observed().map(JsonNode::toString).orElse("nothing"))
        : rejected.text();
  }

  MemberJudge.Verdict verdict(MemberState state) {
    return new MemberJudge.Verdict(state, Optional.of(path), code, words.map(Convergence::cut));
  }
}
