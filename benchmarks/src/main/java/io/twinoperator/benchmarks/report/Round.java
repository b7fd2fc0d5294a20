package io.twinoperator.benchmarks.report;

/**
 * One measurement of ours and, right before or after it, of the baseline.
 *
 * @param ours in the unit of its line
 * @param baseline in the same unit
 */
public record Round(double ours, double baseline) {}
