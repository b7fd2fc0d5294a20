/** Jobs v2: twin updates and direct methods over many devices, their life cycle, pace and rows. */
@NullMarked
package io.twinoperator.emulator.jobs;

import org.jspecify.annotations.NullMarked;
