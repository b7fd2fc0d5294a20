package io.twinoperator.emulator.hub;

import io.twinoperator.emulator.jobs.JobRules;
import io.twinoperator.emulator.query.QueryRules;
import io.twinoperator.emulator.twin.TwinRules;

/**
 * What nobody outside Microsoft knows about the real hub, as choices with a cautious default.
 *
 * @param twinRules patches that change nothing, empty sections, nulls for absent keys
 * @param unquotedEtag what an If-Match without quotes does
 * @param queryRules keys of projections, {@code $metadata} in a WHERE
 * @param jobRules ends, slots and limits of jobs
 * @param serviceRules identities, configurations and requests
 */
public record Switches(
    TwinRules twinRules,
    UnquotedEtag unquotedEtag,
    QueryRules queryRules,
    JobRules jobRules,
    ServiceRules serviceRules) {

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
        QueryRules.defaults(),
        JobRules.defaults(),
        ServiceRules.defaults());
  }

  /** The same with other rules of queries. */
  public Switches with(QueryRules other) {
    return new Switches(twinRules, unquotedEtag, other, jobRules, serviceRules);
  }

  /** The same with other rules of jobs. */
  public Switches with(JobRules other) {
    return new Switches(twinRules, unquotedEtag, queryRules, other, serviceRules);
  }

  /** The same with other rules of identities, configurations and requests. */
  public Switches with(ServiceRules other) {
    return new Switches(twinRules, unquotedEtag, queryRules, jobRules, other);
  }
}
