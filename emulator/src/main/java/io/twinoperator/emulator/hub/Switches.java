package io.twinoperator.emulator.hub;

import io.twinoperator.emulator.jobs.ScheduledJobs;
import io.twinoperator.emulator.jobs.UnfinishedEndTime;
import io.twinoperator.emulator.query.BuiltInFieldCase;
import io.twinoperator.emulator.query.ProjectionKey;
import io.twinoperator.emulator.twin.TwinRules;

/**
 * What nobody outside Microsoft knows about the real hub, as choices with a cautious default.
 *
 * @param twinRules patches that change nothing, empty sections, nulls for absent keys
 * @param unquotedEtag what an If-Match without quotes does
 * @param projectionKey the key of a projected path without an alias
 * @param builtInFieldCase the letter case of a projected built-in field
 * @param unfinishedEndTime what an unfinished job shows as its end
 * @param scheduledJobs whether a job that starts later takes a slot before it starts
 */
public record Switches(
    TwinRules twinRules,
    UnquotedEtag unquotedEtag,
    ProjectionKey projectionKey,
    BuiltInFieldCase builtInFieldCase,
    UnfinishedEndTime unfinishedEndTime,
    ScheduledJobs scheduledJobs) {

  /** An If-Match header without quotes. */
  public enum UnquotedEtag {
    /** Default, seen on a live hub: the write is unconditional (azure-iot-sdk-node issue 606). */
    IGNORED,
    /** Answers 400, to find clients that forget the quotes. */
    REFUSED
  }

  /** Every switch at its default. */
  public static Switches defaults() {
    return new Switches(
        TwinRules.defaults(),
        UnquotedEtag.IGNORED,
        ProjectionKey.LAST_SEGMENT,
        BuiltInFieldCase.CANONICAL,
        UnfinishedEndTime.FAR_FUTURE,
        ScheduledJobs.TAKE_A_SLOT);
  }
}
