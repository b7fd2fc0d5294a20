/** Jobs v2: scheduled twin updates, their life cycle, pace and per-device rows. */
@NullMarked
package io.twinoperator.emulator.jobs;

import org.jspecify.annotations.NullMarked;
