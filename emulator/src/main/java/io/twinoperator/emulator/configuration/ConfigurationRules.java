package io.twinoperator.emulator.configuration;

import java.util.Locale;

/**
 * What is not known of the real hub's configurations, as choices with a cautious default.
 *
 * @param statusCase how a twin's document spells a status
 * @param equalPriority who wins among configurations of one priority
 * @param drift what becomes of a setting that somebody else changed
 * @param removal which settings go when a configuration leaves a twin
 */
public record ConfigurationRules(
    StatusCase statusCase, EqualPriority equalPriority, Drift drift, Removal removal) {

  /** The letter case of {@code configurations.ID.status} in a twin's document. */
  public enum StatusCase {
    /** Default: {@code Applied}, as two published twins of live hubs have it (2018 and 2021). */
    CAPITALISED,
    /** {@code applied}, the only spelling that the Azure SDK for Java 2.1.9 reads. */
    LOWER_CASE;

    String of(ConfigurationStatus status) {
      return switch (this) {
        case CAPITALISED -> status.text();
        case LOWER_CASE -> status.text().toLowerCase(Locale.ROOT);
      };
    }
  }

  /** Who wins among configurations of one priority. */
  public enum EqualPriority {
    /** Default: the one created last (Azure documents, automatic device management). */
    NEWEST,
    /** The one created first, to find who relies on the order. */
    OLDEST
  }

  /** What an evaluation does with a setting that somebody else has changed since. */
  public enum Drift {
    /** Default: nothing, for no document says that it is put right. */
    LEFT,
    /** Writes it again. */
    CORRECTED
  }

  /** Which settings go when a configuration leaves a twin. */
  public enum Removal {
    /** Default: every path of its content, whoever wrote there last. */
    EVERY_PATH,
    /** Only leaves whose metadata still names it as the last to write. */
    OWN_LEAVES
  }

  /** Each choice at its default. */
  public static ConfigurationRules defaults() {
    return new ConfigurationRules(
        StatusCase.CAPITALISED, EqualPriority.NEWEST, Drift.LEFT, Removal.EVERY_PATH);
  }
}
