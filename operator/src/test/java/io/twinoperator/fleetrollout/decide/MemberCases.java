package io.twinoperator.fleetrollout.decide;

import com.fasterxml.jackson.databind.node.IntNode;
import io.twinoperator.fleetrollout.decide.Batches.Write;
import io.twinoperator.fleetrollout.decide.MemberJudge.Case;
import io.twinoperator.fleetrollout.decide.MemberJudge.Verdict;
import io.twinoperator.fleetrollout.ledger.Batch;
import io.twinoperator.fleetrollout.ledger.Batch.Lane;
import io.twinoperator.fleetrollout.ledger.Batch.Work;
import io.twinoperator.fleetrollout.ledger.BeforeImage;
import io.twinoperator.fleetrollout.ledger.MemberState;
import io.twinoperator.fleetrollout.ledger.Watch;
import io.twinoperator.fleetrollout.spec.RolloutSpec;
import io.twinoperator.twin.Cause;
import io.twinoperator.twin.LeafChange.SetLeaf;
import io.twinoperator.twin.LeafPath;
import io.twinoperator.twin.MergePatch;
import io.twinoperator.twin.Twin;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Members of a rollout that sets {@code desired.a} to 5, and their twins, which bear its mark; that
 * write raised desired from version 3 to 4.
 */
final class MemberCases {
  static final Instant WRITTEN_AT = Instant.parse("2026-01-05T08:00:00Z");
  static final Instant HANDED_OVER_AT = WRITTEN_AT;
  static final long BEFORE = 3;
  static final RolloutSpec SETS_A = Specs.changing(Map.of("desired.a", "5"), Set.of());

  private MemberCases() {}

  static Verdict judge(RolloutSpec spec, Case member, Twin twin) {
    Instant now = member.watch().lastReadAt().orElseThrow();
    return new MemberJudge(spec, Fleet.MARKER, now).judge(member, Optional.of(twin));
  }

  static Case written(MemberState state, String wallAndAwaited) {
    return written(state, wallAndAwaited, "desired.a", true);
  }

  /** A job that has written a leaf that was absent before. */
  static Case written(MemberState state, String wallAndAwaited, String path, boolean isDone) {
    return new Case(
        state,
        watch(wallAndAwaited),
        Optional.of(path.startsWith("tags.") ? tagsWrite() : write(Lane.JOB)),
        Optional.of(Fleet.image(path, "")),
        isDone);
  }

  static Case written(MemberState state, Lane lane, BeforeImage before) {
    return new Case(state, watch("9/9"), Optional.of(write(lane)), Optional.of(before), true);
  }

  static Write write(Lane lane) {
    Batch batch = Fleet.batch(0, Work.CHANGE, lane, HANDED_OVER_AT, 0);
    return new Write(batch, batch.devices().get(0));
  }

  /** A job that leaves desired as it was. */
  static Write tagsWrite() {
    Batch job = Fleet.batch(0, Work.CHANGE, Lane.JOB, HANDED_OVER_AT, 0);
    MergePatch patch =
        MergePatch.of(
            List.of(new SetLeaf(LeafPath.parse("tags.t"), IntNode.valueOf(5), Cause.FIRST_SIGHT)));
    Batch batch =
        new Batch(
            0, 0, job.work(), job.lane(), job.id(), job.createdAt(), List.of(patch), job.devices());
    return new Write(batch, batch.devices().get(0));
  }

  static Watch watch(String wallAndAwaited) {
    String[] seconds = wallAndAwaited.split("/", -1);
    long handedOver = HANDED_OVER_AT.toEpochMilli();
    return new Watch(
        handedOver,
        handedOver + 1000 * Long.parseLong(seconds[0]),
        3,
        0,
        1000 * Long.parseLong(seconds[1]),
        1);
  }

  static Twin twin(
      String connection, String desired, long version, String reported, int reportedAfter) {
    String updated = "$lastUpdated: '%s'";
    String written = updated.formatted(WRITTEN_AT) + ", $lastUpdatedVersion: " + version;
    String told = updated.formatted(WRITTEN_AT.plusSeconds(reportedAfter));
    return Twin.parse(
        Specs.json(
            """
            {deviceId: 'd', status: 'enabled', connectionState: '%s', tags: %s, properties: {
              desired: %s, reported: %s}}
            """
                .formatted(
                    connection,
                    Fleet.MARKED,
                    with(desired, "$version: %d, $metadata: {%s}".formatted(version, written)),
                    with(
                        reported,
                        "$metadata: {%s, a: {%s}, b: {%s}}".formatted(told, told, told)))));
  }

  /** A compact object with more members. */
  static String with(String object, String members) {
    return object.equals("{}") ? "{" + members + "}" : "{" + members + ", " + object.substring(1);
  }
}
