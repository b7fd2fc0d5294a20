/**
 * A simulator that proves rollouts: the production observer, decisions, executor, ledger codec and
 * report run in random worlds under virtual time, and what must always be true is checked from
 * outside after every step.
 */
@NullMarked
package io.twinoperator.fleetrollout.simulation;

import org.jspecify.annotations.NullMarked;
