package io.github.sherl4j.plugin;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.sherl4j.Sherl;
import io.github.sherl4j.cli.Main;
import io.github.sherl4j.format.AdapterFile;
import io.github.sherl4j.testing.Pom;
import io.github.sherl4j.text.opennlp.Categorizers;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Writes the descriptor from the registries and {@code pom.xml}. */
final class DescriptorWriter {

  private static final String ND4J_VERSION = "nd4j.version";

  private final ObjectMapper json = new ObjectMapper();
  private final Pom pom = Pom.read();
  private final List<Plugin> ours =
      InstalledPlugins.all().stream().filter(Plugin::builtIn).toList();

  String text() {
    ObjectNode root = json.createObjectNode();
    root.put("$schema", "plugin.schema.json").put("descriptorVersion", 1);
    root.put("id", pom.text("groupId") + ":" + pom.text("artifactId"));
    root.put("name", pom.text("name")).put("version", pom.text("version"));
    root.put("provider", pom.text("organization/name"));
    root.put("license", pom.text("licenses/license/name"));
    ObjectNode requires = root.putObject("requires");
    requires.put("java", Integer.parseInt(pom.property("maven.compiler.release")));
    library(requires.putArray("frameworks"), "org.nd4j:nd4j-api", pom.property(ND4J_VERSION));
    ArrayNode backends = requires.putArray("oneBackendOf");
    library(backends, "org.nd4j:nd4j-native", pom.property(ND4J_VERSION));
    library(backends, "org.nd4j:nd4j-cuda-11.6", pom.property(ND4J_VERSION));
    ArrayNode optional = root.putArray("optional");
    pom.optionalLibraries().forEach((id, version) -> library(optional, id, version));
    root.putObject("entryPoints")
        .put("library", Sherl.class.getName())
        .put("commandLine", Main.class.getName())
        .put("openNlp", Categorizers.class.getName());
    points(root.putArray("extensionPoints"), root.putObject("supports"));
    ObjectNode adapters = root.putObject("adapterFormat").put("writes", AdapterFile.FORMAT_VERSION);
    adapters
        .putObject("reads")
        .put("from", AdapterFile.OLDEST_READABLE)
        .put("to", AdapterFile.FORMAT_VERSION);
    DefaultPrettyPrinter printer = new DefaultPrettyPrinter();
    printer.indentArraysWith(DefaultIndenter.SYSTEM_LINEFEED_INSTANCE);
    try {
      return json.writer(printer).writeValueAsString(root).replace("\r", "") + "\n";
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  private void points(ArrayNode points, ObjectNode supports) {
    for (ExtensionPoint<?> point : ExtensionPoint.ALL) {
      List<Plugin> own = ours.stream().filter(p -> p.point().equals(point.word())).toList();
      ObjectNode entry = points.addObject();
      entry.put("name", point.word()).put("interface", point.type().getName());
      ArrayNode classes = entry.putArray("implementations");
      own.forEach(p -> classes.add(p.className()));
      Set<String> names = new TreeSet<>();
      own.forEach(p -> names.addAll(p.names()));
      names.forEach(supports.withArray(point.word())::add);
    }
  }

  private static void library(ArrayNode into, String id, String version) {
    into.addObject().put("id", id).put("version", version);
  }
}
