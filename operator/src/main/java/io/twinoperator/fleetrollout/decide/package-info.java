/**
 * The decisions of a rollout, each a pure function in a file of its own: whom to read ({@link
 * Reads}), what a device's twin says ({@link MemberJudge}), whether to stop ({@link FailureJudge}),
 * whether a wave is done ({@link WaveJudge}) and whom to write now ({@link Release}); {@link
 * RolloutEngine} asks them in order.
 */
@NullMarked
package io.twinoperator.fleetrollout.decide;

import org.jspecify.annotations.NullMarked;
