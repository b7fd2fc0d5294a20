package io.twinoperator.emulator.query;

import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Functions that exist in conditions of message routes alone (Azure documents, query language:
 * "When querying twins and jobs the only supported function is IS_DEFINED").
 */
final class RouteFunction {
  private static final Set<String> NAMES =
      Set.of(
          "ABS",
          "EXP",
          "POWER",
          "SQUARE",
          "CEILING",
          "FLOOR",
          "SIGN",
          "SQRT",
          "AS_NUMBER",
          "IS_ARRAY",
          "IS_BOOL",
          "IS_NULL",
          "IS_NUMBER",
          "IS_OBJECT",
          "IS_PRIMITIVE",
          "IS_STRING",
          "CONCAT",
          "LENGTH",
          "LOWER",
          "UPPER",
          "SUBSTRING",
          "INDEX_OF",
          "STARTS_WITH",
          "ENDS_WITH",
          "CONTAINS");

  private static final Map<String, String> INSTEAD =
      Map.of(
          "STARTS_WITH", "; twins have STARTSWITH",
          "ENDS_WITH", "; twins have ENDSWITH",
          "IS_NULL", "; for twins write = null");

  private RouteFunction() {}

  /** Why there is no such function for twins and jobs. */
  static String refusal(String name) {
    String known = name.toUpperCase(Locale.ROOT);
    return NAMES.contains(known)
        ? "Function '"
            + name
            + "' exists in conditions of message routes, not in queries of twins and jobs"
            + INSTEAD.getOrDefault(known, "")
        : "Function '" + name + "' does not exist: use IS_DEFINED, STARTSWITH or ENDSWITH";
  }
}
