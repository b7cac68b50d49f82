package io.github.sherl4j.cli.doctor;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import java.util.TreeMap;

/** The result for people: a line for each thing, plug-ins of others one by one. */
public final class DoctorText {

  private static final String PLUGINS = "plugins";

  private DoctorText() {}

  /** The lines. */
  public static List<String> lines(JsonNode result) {
    List<String> lines = new ArrayList<>();
    result
        .properties()
        .forEach(
            e -> {
              if (e.getKey().equals(PLUGINS)) {
                plugins(e.getValue(), lines);
              } else {
                lines.add(e.getKey() + ": " + text(e.getValue()));
              }
            });
    return lines;
  }

  private static String text(JsonNode node) {
    StringJoiner parts = new StringJoiner(", ");
    if (node.isObject()) {
      node.properties().forEach(e -> parts.add(e.getKey() + " " + text(e.getValue())));
    } else if (node.isArray()) {
      node.forEach(n -> parts.add(text(n)));
    } else {
      parts.add(node.isNull() ? "none" : node.asText());
    }
    return parts.length() == 0 ? "none" : parts.toString();
  }

  private static void plugins(JsonNode all, List<String> lines) {
    Map<String, Integer> own = new TreeMap<>();
    List<String> others = new ArrayList<>();
    for (JsonNode plugin : all) {
      String point = plugin.get("point").asText();
      if (plugin.get("builtIn").asBoolean()) {
        own.merge(point, plugin.get("names").size(), Integer::sum);
      } else {
        others.add(
            "plugin: "
                + point
                + " "
                + text(plugin.get("names"))
                + " ("
                + plugin.get("source").asText()
                + ", version "
                + plugin.get("version").asText()
                + ")");
      }
    }
    StringJoiner built = new StringJoiner(", ");
    own.forEach((point, count) -> built.add(count + " " + point));
    lines.add("built in: " + built);
    lines.addAll(others);
  }
}
