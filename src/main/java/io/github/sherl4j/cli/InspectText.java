package io.github.sherl4j.cli;

import com.fasterxml.jackson.databind.JsonNode;

/** The result of {@code inspect} for people. */
final class InspectText {

  private InspectText() {}

  static void print(JsonNode root) {
    System.out.println("format      " + root.get("format").asText());
    System.out.println("parameters  " + root.get("parameters").asText());
    root.get("inputs").forEach(t -> named("input", t));
    root.get("outputs").forEach(t -> named("output", t));
    root.path("chains").forEach(c -> System.out.println("chain       " + c.asText()));
    root.get("blocks")
        .forEach(
            b ->
                System.out.println(
                    "block "
                        + b.get("index")
                        + "     "
                        + b.get("tensor").asText()
                        + " "
                        + b.get("shape")
                        + ", "
                        + b.get("parameters")
                        + " parameters"));
    root.get("taps")
        .forEach(
            t ->
                System.out.println("tap " + t.get("index") + "       " + t.get("tensor").asText()));
    root.get("lateLiveIns").forEach(l -> System.out.println("late layers also read " + l.asText()));
    if (root.has("note")) {
      System.out.println("blocks      none: " + root.get("note").asText());
    }
  }

  private static void named(String what, JsonNode t) {
    System.out.println(
        (what + "            ").substring(0, 12)
            + t.get("name").asText()
            + " "
            + t.get("dtype").asText()
            + t.get("shape"));
  }
}
