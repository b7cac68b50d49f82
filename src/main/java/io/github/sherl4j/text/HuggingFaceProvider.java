package io.github.sherl4j.text;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.sherl4j.BadInputException;
import io.github.sherl4j.format.Fingerprints;
import java.io.IOException;
import java.nio.file.Path;

/** {@code tokenizer.json} files, through the optional DJL tokenizers library. */
public final class HuggingFaceProvider implements TextTokenizerProvider {

  private static final String COORDINATES = "ai.djl.huggingface:tokenizers:0.33.0";
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
    } catch (LinkageError e) {
      throw new BadInputException(
          "no usable tokenizers library (" + e + ")",
          COORDINATES + " on the class path",
          file.toString(),
          "add the dependency " + COORDINATES,
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
