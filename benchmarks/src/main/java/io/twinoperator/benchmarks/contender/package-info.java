/** Who does the work that is measured: the operator, and what people have instead of one. */
@NullMarked
package io.twinoperator.benchmarks.contender;

import org.jspecify.annotations.NullMarked;
