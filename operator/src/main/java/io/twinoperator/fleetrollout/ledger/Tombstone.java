package io.twinoperator.fleetrollout.ledger;

import java.time.Instant;

/**
 * What is left of a rollout for good, so that it never runs twice: it outlives the ledger and the
 * rollout itself.
 *
 * @param revision hash of what was rolled out
 * @param devices how many it had
 * @param converged how many of them this rollout brought to converge
 */
public record Tombstone(
    String revision, Course.Outcome outcome, Instant at, int devices, int converged) {}
