/** The hub that is measured with its devices, in a process of its own, and what it has seen. */
@NullMarked
package io.twinoperator.benchmarks.fleet;

import org.jspecify.annotations.NullMarked;
