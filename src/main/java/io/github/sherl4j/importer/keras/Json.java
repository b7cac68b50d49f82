package io.github.sherl4j.importer.keras;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.github.sherl4j.CorruptFileException;

/** Reads configurations; Python writes NaN and Infinity as such. */
final class Json {

  private static final ObjectMapper MAPPER =
      JsonMapper.builder().enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS).build();

  private Json() {}

  static JsonNode parse(String text, String where) {
    try {
      JsonNode node = MAPPER.readTree(text);
      if (!node.isObject()) {
        throw new CorruptFileException(
            "no JSON object", "a configuration", where, "save the model again");
      }
      return node;
    } catch (JsonProcessingException | StackOverflowError e) {
      throw new CorruptFileException(
          "no readable JSON (" + e.getClass().getSimpleName() + ")",
          "a configuration",
          where,
          "save the model again",
          e);
    }
  }
}
