package io.github.sherl4j.cli;

import com.fasterxml.jackson.databind.JsonNode;

/** The result of {@code inspect} for people. */
final class InspectText {

  private InspectText() {}

  static void print(JsonNode root) {
    line("format", root.get("format").asText());
    line("parameters", root.get("parameters").asText());
    root.get("inputs").forEach(t -> named("input", t));
    root.get("outputs").forEach(t -> named("output", t));
    choice(root);
    chained(root.get("blocks"), InspectText::block);
    for (JsonNode stage : root.get("stages")) {
      if (stage.get("blocks").size() < blocks(root, stage.path("chain"))) {
        stage(stage);
      }
    }
    chained(root.get("taps"), t -> line("tap " + t.get("index"), t.get("tensor").asText()));
    root.get("lateLiveIns").forEach(l -> System.out.println("late layers also read " + l.asText()));
    if (root.has("note")) {
      line("blocks", "none: " + root.get("note").asText());
    }
  }

  private static void choice(JsonNode root) {
    root.path("chains").forEach(c -> line("chain", c.asText()));
    if (root.has("primary")) {
      line("primary", root.get("primary").asText());
    }
    if (root.has("candidates")) {
      line(
          "ambiguous",
          root.get("candidates").size()
              + " chains side by side, none comes last: show one with --chain INPUT or OUTPUT");
      root.get("candidates").forEach(c -> line("candidate", c.asText()));
    }
  }

  private static long blocks(JsonNode root, JsonNode chain) {
    long count = 0;
    for (JsonNode b : root.get("blocks")) {
      count += b.path("chain").equals(chain) ? 1 : 0;
    }
    return count;
  }

  @FunctionalInterface
  private interface Printer {
    void print(JsonNode node);
  }

  /** Prints a list, with a heading wherever another chain begins. */
  private static void chained(JsonNode list, Printer printer) {
    String before = "";
    for (JsonNode node : list) {
      String chain = node.path("chain").asText();
      if (!chain.equals(before)) {
        line("of", chain);
        before = chain;
      }
      printer.print(node);
    }
  }

  private static void block(JsonNode b) {
    line(
        "block " + b.get("index"),
        b.get("tensor").asText()
            + " "
            + b.get("shape")
            + ", "
            + b.get("parameters")
            + " parameters");
  }

  private static void stage(JsonNode s) {
    JsonNode blocks = s.get("blocks");
    String range =
        blocks.size() == 1
            ? "block " + blocks.get(0)
            : "blocks " + blocks.get(0) + " to " + blocks.get(blocks.size() - 1);
    line("stage " + s.get("index"), range + ", " + s.get("shape"));
  }

  private static void named(String what, JsonNode t) {
    line(what, t.get("name").asText() + " " + t.get("dtype").asText() + t.get("shape"));
  }

  private static void line(String what, String text) {
    System.out.println((what + "            ").substring(0, 12) + text);
  }
}
