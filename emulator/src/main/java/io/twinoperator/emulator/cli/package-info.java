/** The emulator's command line. */
@NullMarked
package io.twinoperator.emulator.cli;

import org.jspecify.annotations.NullMarked;
