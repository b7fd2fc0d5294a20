/** What several benchmarks stand on: an API server with a namespace that leads to a hub. */
@NullMarked
package io.twinoperator.benchmarks.stage;

import org.jspecify.annotations.NullMarked;
