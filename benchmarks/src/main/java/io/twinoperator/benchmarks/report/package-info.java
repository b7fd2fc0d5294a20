/** Figures: rounds and their medians, goals, and the table that is printed. */
@NullMarked
package io.twinoperator.benchmarks.report;

import org.jspecify.annotations.NullMarked;
