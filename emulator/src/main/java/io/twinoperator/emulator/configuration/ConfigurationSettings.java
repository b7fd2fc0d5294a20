package io.twinoperator.emulator.configuration;

/**
 * What a hub's tier and switches make of configurations.
 *
 * @param maximum how many there may be: 100, on a free hub 10 (Azure documents, quotas)
 * @param rules choices for what is not known
 */
public record ConfigurationSettings(int maximum, ConfigurationRules rules) {}
