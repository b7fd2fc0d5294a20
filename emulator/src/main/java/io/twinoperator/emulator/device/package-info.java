/** Simulated devices: they run on the hub's clock and agenda, without threads of their own. */
@NullMarked
package io.twinoperator.emulator.device;

import org.jspecify.annotations.NullMarked;
