/** Benchmarks: what is compared with what, and the command line. */
@NullMarked
package io.twinoperator.benchmarks;

import org.jspecify.annotations.NullMarked;
