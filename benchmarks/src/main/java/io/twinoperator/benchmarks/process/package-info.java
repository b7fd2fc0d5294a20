/** Java processes that are told what to do and asked what they have seen, a line of JSON each. */
@NullMarked
package io.twinoperator.benchmarks.process;

import org.jspecify.annotations.NullMarked;
