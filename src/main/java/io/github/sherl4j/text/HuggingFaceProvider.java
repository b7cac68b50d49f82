package io.github.sherl4j.text;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.sherl4j.BadInputException;
import io.github.sherl4j.format.Fingerprints;
import java.io.IOException;
import java.nio.file.Path;

/** {@code tokenizer.json} files, through the DJL tokenizers library. */
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
    try {
      return new HuggingFaceTokenizerFile(
          file, maxLength, PadId.of(JSON.readTree(file.toFile())), Fingerprints.ofFile(file));
    } catch (NoClassDefFoundError e) {
      throw new BadInputException(
          "no tokenizers library",
          "ai.djl.huggingface:tokenizers on the class path",
          file.toString(),
          "add the dependency ai.djl.huggingface:tokenizers:0.33.0",
          e);
    } catch (IOException e) {
      throw new BadInputException(
          "an unreadable file (" + e.getMessage() + ")",
          "a tokenizer.json",
          file.toString(),
          "check the file",
          e);
    }
  }
}
