/** The state of all hubs in a file, so that it outlives the process. */
@NullMarked
package io.twinoperator.emulator.snapshot;

import org.jspecify.annotations.NullMarked;
