package io.github.sherl4j.report;

/** A table that scrolls by itself where the screen is narrower. */
final class Table {

  private final Html html;

  Table(Html html, String id, String... heads) {
    this.html = html;
    html.open("div", "class", "scroll", "tabindex", "0").open("table", "id", id);
    html.open("thead").open("tr");
    for (String head : heads) {
      html.leaf("th", head, "scope", "col");
    }
    html.close().close().open("tbody");
  }

  Table row(String... attributes) {
    html.open("tr", attributes);
    return this;
  }

  Table cell(String text) {
    html.leaf("td", text);
    return this;
  }

  Table number(String text) {
    html.leaf("td", text, "class", "number");
    return this;
  }

  Table end() {
    html.close().line();
    return this;
  }

  void close() {
    html.close().close().close().line();
  }
}
