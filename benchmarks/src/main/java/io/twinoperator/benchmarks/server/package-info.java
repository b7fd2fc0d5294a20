/** What is measured: the emulator, an echo beside it and a heap, each in a process of its own. */
@NullMarked
package io.twinoperator.benchmarks.server;

import org.jspecify.annotations.NullMarked;
