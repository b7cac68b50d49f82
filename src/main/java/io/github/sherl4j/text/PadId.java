package io.github.sherl4j.text;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/** The padding id of a {@code tokenizer.json}. */
final class PadId {

  private PadId() {}

  /** The file's own, else that of {@code [PAD]} or {@code <pad>}, else 0. */
  static int of(JsonNode root) {
    JsonNode own = root.path("padding").path("pad_id");
    if (own.isInt()) {
      return own.asInt();
    }
    for (String name : List.of("[PAD]", "<pad>")) {
      for (JsonNode token : root.path("added_tokens")) {
        if (token.path("content").asText().equals(name)) {
          return token.path("id").asInt();
        }
      }
      JsonNode vocabulary = root.path("model").path("vocab");
      if (vocabulary.path(name).isInt()) {
        return vocabulary.get(name).asInt();
      }
      for (int i = 0; vocabulary.isArray() && i < vocabulary.size(); i++) {
        if (vocabulary.get(i).path(0).asText().equals(name)) {
          return i;
        }
      }
    }
    return 0;
  }
}
