package io.github.sherl4j.plugin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import io.github.sherl4j.Sherl;
import java.io.IOException;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * The descriptor says what the registries say. {@code -Dsherl.rewrite=true} writes it instead of
 * comparing.
 */
class DescriptorTest {

  private static final Path FILE = Path.of("plugin-descriptor", "plugin.json");
  private static final Path SCHEMA = Path.of("plugin-descriptor", "plugin.schema.json");

  private static JsonSchema schema() throws IOException {
    return JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
        .getSchema(Files.readString(SCHEMA));
  }

  @Test
  void itIsWhatTheRegistriesSay() throws IOException {
    String text = new DescriptorWriter().text();
    if (Boolean.getBoolean("sherl.rewrite")) {
      Files.writeString(FILE, text);
    }
    assertEquals(
        text,
        Files.readString(FILE),
        "write it again: mvn test -Dtest=DescriptorTest#itIsWhatTheRegistriesSay -Dsherl.rewrite=true");
  }

  @Test
  void itFitsItsSchema() throws IOException {
    ObjectNode descriptor = (ObjectNode) new ObjectMapper().readTree(FILE.toFile());
    assertEquals(List.of(), List.copyOf(schema().validate(descriptor)));
    descriptor.put("id", "no coordinates").put("colour", "blue").remove("provider");
    assertEquals(3, schema().validate(descriptor).size(), "a wrong one does not");
  }

  @Test
  void theJarHasIt() throws IOException {
    assertEquals(new ObjectMapper().readTree(FILE.toFile()), Descriptor.read());
    assertTrue(Descriptor.class.getResource("/META-INF/sherl4j/plugin.schema.json") != null);
    JsonNode supports = Descriptor.read().get("supports");
    assertTrue(supports.get("onnx-op").size() > 100, "operators are many");
    assertTrue(supports.get("onnx-op").toString().contains("\"com.microsoft."), "of two domains");
    assertTrue(supports.get("keras-layer").size() > 40, "layers are many");
  }

  /** Whoever implements one needs no class of ours that is hidden. */
  @Test
  void extensionPointsArePublic() {
    for (ExtensionPoint<?> point : ExtensionPoint.ALL) {
      assertTrue(Modifier.isPublic(point.type().getModifiers()), point.word());
      assertTrue(point.type().isInterface(), point.word());
      assertTrue(
          Sherl.plugins().stream().anyMatch(p -> p.point().equals(point.word()) && p.builtIn()),
          point.word());
    }
    assertFalse(Sherl.plugins().stream().anyMatch(p -> p.problem().isPresent()));
  }
}
