/**
 * Who gets a change, in which order and in which waves, what that costs, and what stands against it
 * before the first write. All of it is pure but the scan, which asks the hub and nobody else.
 */
@NullMarked
package io.twinoperator.fleetrollout.plan;

import org.jspecify.annotations.NullMarked;
