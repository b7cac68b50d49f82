package io.github.sherl4j.cli.quickstart;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.common.collect.ImmutableSet;
import java.util.List;

/**
 * The tokens of the embedded backbone, a word each, and the tokenizer that cuts texts into them.
 * Immutable.
 *
 * @param tokens the tokens; a token's id is its place
 */
record Vocabulary(List<String> tokens) {

  static final int UNKNOWN = 1;
  static final int START = 2;
  static final int END = 3;
  static final int MASK = 4;

  private static final List<String> SPECIAL = List.of("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]");

  /** Every word of the grammar. */
  static Vocabulary of(Lexicon lexicon) {
    return new Vocabulary(
        ImmutableSet.<String>builder()
            .addAll(SPECIAL)
            .addAll(Phrases.FUNCTION_WORDS)
            .addAll(lexicon.words())
            .build()
            .asList());
  }

  int size() {
    return tokens.size();
  }

  /** Whether an id is one of a noun, verb or adjective. */
  static boolean isContent(int id) {
    return id >= SPECIAL.size() + Phrases.FUNCTION_WORDS.size();
  }

  /** The first id that is a word's. */
  static int firstWord() {
    return SPECIAL.size();
  }

  /**
   * A HuggingFace {@code tokenizer.json}: lower case, words and punctuation apart, {@code [CLS]} at
   * the start and {@code [SEP]} at the end.
   */
  String tokenizerJson() {
    ObjectNode root = new ObjectMapper().createObjectNode();
    root.put("version", "1.0").putNull("truncation").putNull("padding");
    ArrayNode added = root.putArray("added_tokens");
    for (int id = 0; id < SPECIAL.size(); id++) {
      added
          .addObject()
          .put("id", id)
          .put("content", SPECIAL.get(id))
          .put("single_word", false)
          .put("lstrip", false)
          .put("rstrip", false)
          .put("normalized", false)
          .put("special", true);
    }
    root.putObject("normalizer").put("type", "Lowercase");
    root.putObject("pre_tokenizer").put("type", "BertPreTokenizer");
    ObjectNode processor = root.putObject("post_processor").put("type", "TemplateProcessing");
    ArrayNode single = processor.putArray("single");
    special(single, START, 0);
    sequence(single, "A", 0);
    special(single, END, 0);
    ArrayNode pair = processor.putArray("pair");
    special(pair, START, 0);
    sequence(pair, "A", 0);
    special(pair, END, 0);
    sequence(pair, "B", 1);
    special(pair, END, 1);
    ObjectNode specials = processor.putObject("special_tokens");
    for (int id : List.of(START, END)) {
      ObjectNode token = specials.putObject(SPECIAL.get(id)).put("id", SPECIAL.get(id));
      token.putArray("ids").add(id);
      token.putArray("tokens").add(SPECIAL.get(id));
    }
    root.putNull("decoder");
    ObjectNode model = root.putObject("model").put("type", "WordLevel");
    ObjectNode vocabulary = model.putObject("vocab");
    for (int id = 0; id < tokens.size(); id++) {
      vocabulary.put(tokens.get(id), id);
    }
    model.put("unk_token", SPECIAL.get(UNKNOWN));
    return root.toPrettyString() + "\n";
  }

  private static void special(ArrayNode template, int id, int type) {
    template.addObject().putObject("SpecialToken").put("id", SPECIAL.get(id)).put("type_id", type);
  }

  private static void sequence(ArrayNode template, String id, int type) {
    template.addObject().putObject("Sequence").put("id", id).put("type_id", type);
  }
}
