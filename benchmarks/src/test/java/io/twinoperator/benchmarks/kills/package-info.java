/** The operator killed at any moment of a rollout, and what is left of it afterwards. */
@NullMarked
package io.twinoperator.benchmarks.kills;

import org.jspecify.annotations.NullMarked;
