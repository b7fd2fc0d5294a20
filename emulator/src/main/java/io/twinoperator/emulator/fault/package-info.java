/** Faults on demand: what goes wrong where, how often, and from which seed. */
@NullMarked
package io.twinoperator.emulator.fault;

import org.jspecify.annotations.NullMarked;
