/** What is measured of FleetRollouts. */
@NullMarked
package io.twinoperator.benchmarks.fleetrollout;

import org.jspecify.annotations.NullMarked;
