/** The load: TLS connections on one thread, and closed loops of requests over them. */
@NullMarked
package io.twinoperator.benchmarks.load;

import org.jspecify.annotations.NullMarked;
