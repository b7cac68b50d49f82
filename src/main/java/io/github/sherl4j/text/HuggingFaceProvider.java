package io.github.sherl4j.text;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.sherl4j.format.Fingerprints;
import java.io.IOException;
import java.nio.file.Path;

/** {@code tokenizer.json} files, through the optional DJL tokenizers library. */
public final class HuggingFaceProvider implements TextTokenizerProvider {

  private static final ObjectMapper JSON = new ObjectMapper();

  /** For {@link java.util.ServiceLoader}. */
  public HuggingFaceProvider() {}

  @Override
  public boolean accepts(Path file) {
    try {
      JsonNode root = JSON.readTree(file.toFile());
      return root != null && root.has("model") && root.get("model").has("vocab");
    } catch (IOException e) {
      return false; // no JSON, so no tokenizer.json
    }
  }

  @Override
  public TextTokenizer open(Path file, int maxLength) {
    return TokenizersLibrary.open(
        file,
        () -> {
          int padId = PadId.of(JSON.readTree(file.toFile()));
          String hash = Fingerprints.ofFile(file);
          return HuggingFaceTokenizerFile.ofFile(file, maxLength, padId, hash);
        });
  }
}
