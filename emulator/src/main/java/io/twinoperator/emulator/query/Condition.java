package io.twinoperator.emulator.query;

/**
 * Which twins a job or a configuration is for.
 *
 * @param source {@link Query.Source#DEVICES} or {@link Query.Source#DEVICES_MODULES}
 * @param where true for those
 */
public record Condition(Query.Source source, Expression where) {}
