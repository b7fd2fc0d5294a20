/** API servers in processes of their own, and what is asked of them. */
@NullMarked
package io.twinoperator.benchmarks.kube;

import org.jspecify.annotations.NullMarked;
