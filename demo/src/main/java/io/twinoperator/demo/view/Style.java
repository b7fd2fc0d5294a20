package io.twinoperator.demo.view;

/** How a piece of text looks: on a terminal by its code, in a picture by its colour. */
enum Style {
  PLAIN("0", "#c9d1d9"),
  FAINT("2", "#7d8590"),
  STRONG("1", "#f0f6fc"),
  HEADING("1;36", "#79c0ff"),
  GOOD("32", "#3fb950"),
  BUSY("33", "#d29922"),
  BAD("1;31", "#f85149"),
  AWAY("34", "#58a6ff"),
  CLAIMED("35", "#bc8cff"),
  FOLLOWED("36", "#39c5cf"),
  UNDOING("93", "#db6d28"),
  UNDONE("94", "#a5d6ff"),
  PENDING("2", "#484f58");

  private final String code;
  private final String colour;

  Style(String code, String colour) {
    this.code = code;
    this.colour = colour;
  }

  /** Parameters of the terminal's "select graphic rendition". */
  String code() {
    return code;
  }

  /** As SVG writes colours. */
  String colour() {
    return colour;
  }

  /** Whether letters are drawn bold. */
  boolean isBold() {
    return this == STRONG || this == HEADING || this == BAD;
  }
}
