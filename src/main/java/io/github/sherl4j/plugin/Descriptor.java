package io.github.sherl4j.plugin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/** What our own jar announces about itself, in {@code META-INF/sherl4j/plugin.json}. */
public final class Descriptor {

  /** Where it lies in the jar. */
  public static final String RESOURCE = "/META-INF/sherl4j/plugin.json";

  private Descriptor() {}

  /**
   * The whole description; a copy. Its schema is {@code plugin.schema.json} beside it.
   *
   * @throws IllegalStateException if the jar was built without it
   */
  public static JsonNode read() {
    try (InputStream in = Descriptor.class.getResourceAsStream(RESOURCE)) {
      if (in == null) {
        throw new IllegalStateException("no " + RESOURCE + " on the class path");
      }
      return new ObjectMapper().readTree(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The version of this library. */
  public static String version() {
    return read().path("version").asText();
  }
}
