/** What status says of a rollout beside its progress: the plan, and which devices to look at. */
@NullMarked
package io.twinoperator.fleetrollout.report;

import org.jspecify.annotations.NullMarked;
