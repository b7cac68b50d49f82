package io.github.sherl4j.importer.dl4j;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.sherl4j.CorruptFileException;
import java.util.List;

/** Reads configurations as plain trees; a class name in them is a word like any other. */
final class Json {

  private static final ObjectMapper MAPPER =
      JsonMapper.builder()
          .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .build();

  private Json() {}

  static JsonNode parse(String text, String where) {
    try {
      JsonNode node = MAPPER.readTree(text);
      if (!node.isObject()) {
        throw new CorruptFileException(
            "no JSON object",
            "the configuration of a Deeplearning4j network",
            where,
            "save the network again");
      }
      return node;
    } catch (JsonProcessingException | StackOverflowError e) {
      throw new CorruptFileException(
          "no readable JSON (" + e.getClass().getSimpleName() + ")",
          "the configuration of a Deeplearning4j network",
          where,
          "save the network again",
          e);
    }
  }

  /** The simple name of a class that a configuration names; empty if it names none. */
  static String type(JsonNode node) {
    String name = node.path("@class").asText("");
    return name.substring(Math.max(name.lastIndexOf('.'), name.lastIndexOf('$')) + 1);
  }

  static ObjectNode object() {
    return JsonNodeFactory.instance.objectNode();
  }

  static ArrayNode list(List<Long> values) {
    ArrayNode array = JsonNodeFactory.instance.arrayNode();
    values.forEach(array::add);
    return array;
  }
}
