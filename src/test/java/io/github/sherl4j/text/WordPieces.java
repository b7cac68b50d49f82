package io.github.sherl4j.text;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A tokenizer in the manner of BERT, with a vocabulary that fits on one line. */
final class WordPieces {

  /** Token ids are positions here. */
  static final List<String> VOCABULARY =
      List.of("[UNK]", "[CLS]", "[SEP]", "[PAD]", "play", "##ing", "chess", "is", "fun", "😀");

  private WordPieces() {}

  static Path write(Path file) throws IOException {
    return write(file, "null");
  }

  /** With the {@code padding} section given. */
  static Path write(Path file, String padding) throws IOException {
    return write(file, padding, VOCABULARY, true);
  }

  /** With other tokens, and whether the normalizer makes letters small. */
  static Path write(Path file, String padding, List<String> tokens, boolean lowerCase)
      throws IOException {
    StringBuilder vocabulary = new StringBuilder();
    for (String token : tokens) {
      vocabulary.append(vocabulary.isEmpty() ? "" : ",");
      vocabulary.append('"').append(token).append("\":").append(tokens.indexOf(token));
    }
    String json =
        """
        {"version":"1.0",
         "truncation":{"direction":"Right","max_length":8,"strategy":"LongestFirst","stride":5},
         "padding":%s,
         "added_tokens":[],
         "normalizer":{"type":"BertNormalizer","clean_text":true,"handle_chinese_chars":true,
          "strip_accents":null,"lowercase":%s},
         "pre_tokenizer":{"type":"BertPreTokenizer"},
         "post_processor":{"type":"TemplateProcessing",
          "single":[{"SpecialToken":{"id":"[CLS]","type_id":0}},{"Sequence":{"id":"A","type_id":0}},
           {"SpecialToken":{"id":"[SEP]","type_id":0}}],
          "pair":[{"SpecialToken":{"id":"[CLS]","type_id":0}},{"Sequence":{"id":"A","type_id":0}},
           {"SpecialToken":{"id":"[SEP]","type_id":0}},{"Sequence":{"id":"B","type_id":1}},
           {"SpecialToken":{"id":"[SEP]","type_id":1}}],
          "special_tokens":{
           "[CLS]":{"id":"[CLS]","ids":[%d],"tokens":["[CLS]"]},
           "[SEP]":{"id":"[SEP]","ids":[%d],"tokens":["[SEP]"]}}},
         "decoder":null,
         "model":{"type":"WordPiece","unk_token":"[UNK]","continuing_subword_prefix":"##",
          "max_input_chars_per_word":100,"vocab":{%s}}}
        """
            .formatted(
                padding, lowerCase, tokens.indexOf("[CLS]"), tokens.indexOf("[SEP]"), vocabulary);
    return Files.writeString(file, json);
  }
}
