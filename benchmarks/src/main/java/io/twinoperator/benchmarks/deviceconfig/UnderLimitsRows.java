package io.twinoperator.benchmarks.deviceconfig;

import io.twinoperator.benchmarks.deviceconfig.UnderLimits.Unnoticed;
import io.twinoperator.benchmarks.deviceconfig.UnderLimits.Written;
import io.twinoperator.benchmarks.report.Detail;
import io.twinoperator.benchmarks.report.Goal;
import io.twinoperator.benchmarks.report.Line;
import io.twinoperator.benchmarks.report.Round;
import io.twinoperator.benchmarks.report.Row;
import io.twinoperator.benchmarks.report.Unit;
import java.util.List;

/**
 * What came of writing under limits, as rows of the report.
 *
 * @param ours by the operator
 * @param script by a script
 * @param errors objects whose status says in the end that a call to the hub has failed
 * @param left what the operator did not notice
 * @param unnoticed what the script did not notice
 */
record UnderLimitsRows(
    Written ours, Written script, long errors, Unnoticed left, Unnoticed unnoticed) {
  private static final double WRITES_PER_SECOND = 50;
  private static final double MICROS = 1e6;
  private static final double LIMIT = 1.05;

  List<Row> rows() {
    double floor = ours.counts().writes() / WRITES_PER_SECOND;
    boolean finished = !Double.isNaN(ours.seconds());
    double phase =
        finished ? (ours.counts().lastWrite() - ours.counts().firstWrite()) / MICROS : Double.NaN;
    return List.of(
        new Line(
            "%,d writes on S1, of its 50/s".formatted(ours.counts().writes()),
            Unit.SECONDS,
            List.of(new Round(phase, floor)),
            Goal.times(LIMIT)),
        new Line(
            "objects left with an error", Unit.COUNT, List.of(Round.count(errors)), Goal.atMost(0)),
        Detail.count("objects that showed one", ours.blinks()),
        Detail.counts(
            "answers with 429, of a script",
            ours.counts().throttled(),
            script.counts().throttled()),
        Detail.counts("hub calls, of a script", ours.counts().calls(), script.counts().calls()),
        new Detail("start to last, of a script", Unit.SECONDS, ours.seconds(), script.seconds()),
        unnoticed("refusals unnoticed, by a script", left.rejecting(), unnoticed.rejecting()),
        unnoticed("silences unnoticed, by a script", left.silent(), unnoticed.silent()),
        unnoticed("drifts unnoticed, by a script", left.drifted(), unnoticed.drifted()),
        unnoticed(
            "others' values overwritten, by a script",
            left.overwritten(),
            unnoticed.overwritten()));
  }

  private static Line unnoticed(String name, long ours, long script) {
    return new Line(name, Unit.COUNT, List.of(Round.counts(ours, script)), Goal.atMost(0));
  }
}
