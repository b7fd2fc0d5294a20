package io.twinoperator.fleetrollout.plan;

import io.twinoperator.hub.HubException;

/**
 * The longest query that IoT Hub takes, 8,192 characters (Microsoft's documentation, "Understand
 * the IoT Hub query language"). A selector alone is shorter; together with what is asked of each
 * device, with the query of a wave or with a configuration's condition it may not be.
 */
final class QueryLength {
  static final int LONGEST = 8192;

  private QueryLength() {}

  /**
   * The query, if the hub takes one of its length.
   *
   * @param whose what the query is for, as in "spec.selector.query, with the leaves of the patch,"
   * @throws HubException.Invalid naming whose it is, its length and the limit
   */
  static String checked(String sql, String whose) throws HubException.Invalid {
    if (sql.length() > LONGEST) {
      throw new HubException.Invalid(
          "%s makes a query of %d characters, and the limit of IoT Hub is %d: mark the devices with a tag and ask for that"
              .formatted(whose, sql.length(), LONGEST));
    }
    return sql;
  }
}
