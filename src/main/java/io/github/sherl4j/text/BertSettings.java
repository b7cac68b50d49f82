package io.github.sherl4j.text;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.sherl4j.BadInputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * How texts are cleaned before the pieces of a {@code vocab.txt} are looked up.
 *
 * @param lowerCase whether letters become small
 * @param stripAccents whether accents go; {@code null}: where {@code lowerCase}
 * @param splitChinese whether each Chinese character is a word
 */
record BertSettings(boolean lowerCase, Boolean stripAccents, boolean splitChinese) {

  private static final String NAME = "tokenizer_config.json";
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Entries that this tokenizer has no choice of, and the only value they may have. */
  private static final Map<String, String> FIXED =
      Map.of(
          "unk_token", BertVocabulary.UNKNOWN,
          "cls_token", BertVocabulary.FIRST,
          "sep_token", BertVocabulary.SEPARATOR,
          "pad_token", BertVocabulary.PADDING,
          "do_basic_tokenize", "true",
          "word_tokenizer_type", "basic",
          "subword_tokenizer_type", "wordpiece");

  /**
   * From the {@code tokenizer_config.json} beside a vocabulary; what it does not say, or where
   * there is none, follows from the vocabulary.
   *
   * @throws BadInputException if that file is damaged or asks for another kind of tokenizer
   */
  static BertSettings beside(Path vocabularyFile, BertVocabulary vocabulary) {
    Path file = vocabularyFile.resolveSibling(NAME);
    JsonNode root = Files.exists(file) ? read(file) : JSON.createObjectNode();
    FIXED.forEach((key, value) -> requireFixed(root, key, value, file));
    Boolean lowerCase = flag(root, "do_lower_case", file);
    Boolean splitChinese = flag(root, "tokenize_chinese_chars", file);
    return new BertSettings(
        lowerCase == null ? vocabulary.uncased() : lowerCase,
        flag(root, "strip_accents", file),
        splitChinese == null || splitChinese);
  }

  private static JsonNode read(Path file) {
    try {
      if (Files.size(file) > BertVocabulary.LARGEST) {
        throw bad(Files.size(file) + " bytes", "at most " + BertVocabulary.LARGEST, file, null);
      }
      JsonNode root = JSON.readTree(file.toFile());
      if (root == null || !root.isObject()) {
        throw bad("JSON that is no object", "an object of settings", file, null);
      }
      return root;
    } catch (IOException e) {
      throw bad("no readable JSON (" + e.getMessage() + ")", "an object of settings", file, e);
    }
  }

  private static void requireFixed(JsonNode root, String key, String value, Path file) {
    JsonNode node = root.path(key);
    JsonNode given = node.isObject() ? node.path("content") : node; // tokens come in both forms
    if (!given.isMissingNode() && !given.isNull() && !given.asText().equals(value)) {
      throw bad(key + " " + given, key + " " + value, file, null);
    }
  }

  private static Boolean flag(JsonNode root, String key, Path file) {
    JsonNode node = root.path(key);
    if (node.isMissingNode() || node.isNull()) {
      return null;
    }
    if (!node.isBoolean()) {
      throw bad(key + " " + node, key + " true or false", file, null);
    }
    return node.booleanValue();
  }

  private static BadInputException bad(String found, String expected, Path file, Throwable cause) {
    return new BadInputException(
        found,
        expected,
        file.toString(),
        "correct the file, move the vocab.txt away from it, or give the model's tokenizer.json",
        cause);
  }
}
