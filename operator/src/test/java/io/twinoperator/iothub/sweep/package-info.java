/** Sweeps in virtual time, over the emulator's core. */
package io.twinoperator.iothub.sweep;
