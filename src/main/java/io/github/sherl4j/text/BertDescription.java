package io.github.sherl4j.text;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/**
 * What a HuggingFace {@code tokenizer.json} of a BERT vocabulary holds: the same parts that {@code
 * BertTokenizerFast} makes of a {@code vocab.txt}.
 */
final class BertDescription {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int LONGEST_WORD = 100; // BERT's own: longer words are [UNK]
  private static final String MASK = "[MASK]";

  private BertDescription() {}

  /** The description as UTF-8 JSON. */
  static byte[] of(BertVocabulary vocabulary, BertSettings settings) {
    ObjectNode root = JSON.createObjectNode().put("version", "1.0");
    root.putNull("truncation").putNull("padding").putNull("decoder");
    ArrayNode added = root.putArray("added_tokens");
    for (String token :
        List.of(
            BertVocabulary.PADDING,
            BertVocabulary.UNKNOWN,
            BertVocabulary.FIRST,
            BertVocabulary.SEPARATOR,
            MASK)) {
      Integer id = vocabulary.ids().get(token);
      if (id != null) {
        special(added.addObject(), token, id);
      }
    }
    root.putObject("normalizer")
        .put("type", "BertNormalizer")
        .put("clean_text", true)
        .put("handle_chinese_chars", settings.splitChinese())
        .put("strip_accents", settings.stripAccents())
        .put("lowercase", settings.lowerCase());
    root.putObject("pre_tokenizer").put("type", "BertPreTokenizer");
    template(root.putObject("post_processor"), vocabulary);
    ObjectNode model =
        root.putObject("model")
            .put("type", "WordPiece")
            .put("unk_token", BertVocabulary.UNKNOWN)
            .put("continuing_subword_prefix", "##")
            .put("max_input_chars_per_word", LONGEST_WORD);
    vocabulary.ids().forEach(model.putObject("vocab")::put);
    try {
      return JSON.writeValueAsBytes(root);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e); // a tree of plain nodes can always be written
    }
  }

  private static void special(ObjectNode node, String token, int id) {
    node.put("id", id)
        .put("content", token)
        .put("single_word", false)
        .put("lstrip", false)
        .put("rstrip", false)
        .put("normalized", false)
        .put("special", true);
  }

  /** {@code [CLS] A [SEP]}, and for pairs {@code [CLS] A [SEP] B [SEP]} with types 0 and 1. */
  private static void template(ObjectNode processor, BertVocabulary vocabulary) {
    processor.put("type", "TemplateProcessing");
    for (String key : List.of("single", "pair")) {
      ArrayNode parts = processor.putArray(key);
      part(parts, "SpecialToken", BertVocabulary.FIRST, 0);
      part(parts, "Sequence", "A", 0);
      part(parts, "SpecialToken", BertVocabulary.SEPARATOR, 0);
      if (key.equals("pair")) {
        part(parts, "Sequence", "B", 1);
        part(parts, "SpecialToken", BertVocabulary.SEPARATOR, 1);
      }
    }
    ObjectNode tokens = processor.putObject("special_tokens");
    for (String token : List.of(BertVocabulary.FIRST, BertVocabulary.SEPARATOR)) {
      ObjectNode node = tokens.putObject(token).put("id", token);
      node.putArray("ids").add(vocabulary.ids().get(token));
      node.putArray("tokens").add(token);
    }
  }

  private static void part(ArrayNode parts, String kind, String id, int type) {
    parts.addObject().putObject(kind).put("id", id).put("type_id", type);
  }
}
