package io.github.sherl4j.text;

import com.google.common.io.CharSource;
import com.google.common.io.LineProcessor;
import com.google.common.io.MoreFiles;
import io.github.sherl4j.format.Fingerprints;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * {@code vocab.txt} files of BERT, through the optional DJL tokenizers library, which gets a
 * description made in memory. Lower-casing, accents and Chinese characters follow a {@code
 * tokenizer_config.json} beside the file; without one, texts are lower-cased if the vocabulary
 * holds lower-cased tokens only.
 */
public final class BertVocabularyProvider implements TextTokenizerProvider {

  /** For {@link java.util.ServiceLoader}. */
  public BertVocabularyProvider() {}

  /** Whether a line is one of BERT's special tokens; what else is wrong is said when it opens. */
  @Override
  public boolean accepts(Path file) {
    CharSource text =
        MoreFiles.asByteSource(file)
            .slice(0, BertVocabulary.LARGEST)
            .asCharSource(StandardCharsets.ISO_8859_1);
    try {
      return text.readLines(new SpecialToken());
    } catch (IOException e) {
      return false; // unreadable: reported as no tokenizer
    }
  }

  @Override
  public TextTokenizer open(Path file, int maxLength) {
    return TokenizersLibrary.open(
        file,
        () -> {
          BertVocabulary vocabulary = BertVocabulary.read(file);
          byte[] json = BertDescription.of(vocabulary, BertSettings.beside(file, vocabulary));
          int padId = vocabulary.ids().get(BertVocabulary.PADDING);
          String hash = Fingerprints.ofFile(file);
          return HuggingFaceTokenizerFile.ofDescription(file, json, maxLength, padId, hash);
        });
  }

  private static final class SpecialToken implements LineProcessor<Boolean> {
    private boolean found;

    @Override
    public boolean processLine(String line) {
      found = BertVocabulary.REQUIRED.contains(line);
      return !found;
    }

    @Override
    public Boolean getResult() {
      return found;
    }
  }
}
