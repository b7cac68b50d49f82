package io.github.sherl4j.cli.doctor;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.sherl4j.Sherl;
import io.github.sherl4j.plugin.Plugin;
import java.util.List;

/** What plug-ins brought, and those that cannot be used. */
final class PluginCheck implements Check {

  @Override
  public void examine(ObjectNode result, List<String> problems) {
    ArrayNode all = result.putArray("plugins");
    for (Plugin plugin : Sherl.plugins()) {
      ObjectNode entry = all.addObject();
      entry.put("point", plugin.point());
      plugin.names().forEach(entry.putArray("names")::add);
      entry
          .put("class", plugin.className())
          .put("source", plugin.source())
          .put("version", plugin.version())
          .put("builtIn", plugin.builtIn())
          .put("problem", plugin.problem().orElse(null));
      plugin
          .problem()
          .ifPresent(
              reason ->
                  problems.add(
                      "plug-in "
                          + plugin.className()
                          + " of "
                          + plugin.source()
                          + " is not used: "
                          + reason
                          + "; update it or take it off the class path"));
    }
  }
}
