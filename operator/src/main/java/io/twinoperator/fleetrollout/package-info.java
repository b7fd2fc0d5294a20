/**
 * One change to many devices: observe, decide, store, act, report. The decisions are in {@code
 * decide}, what is remembered in {@code ledger}, what is asked for in {@code spec}; this package
 * alone talks to the hub and to the cluster.
 */
@NullMarked
package io.twinoperator.fleetrollout;

import org.jspecify.annotations.NullMarked;
