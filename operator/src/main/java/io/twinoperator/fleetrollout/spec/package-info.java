/** A FleetRollout's spec, checked and with every default filled in. Pure. */
@NullMarked
package io.twinoperator.fleetrollout.spec;

import org.jspecify.annotations.NullMarked;
