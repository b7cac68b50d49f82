package io.github.sherl4j.importer.samediff;

import io.github.sherl4j.BadInputException;
import io.github.sherl4j.UnsupportedOpException;
import io.github.sherl4j.importer.Backbone;
import io.github.sherl4j.importer.BackboneImporter;
import io.github.sherl4j.importer.UnsupportedOp;
import java.nio.file.Path;
import java.util.List;

/**
 * Reads the containers that {@link SameDiffs#save} and {@code sherl wrap} write. Thread-safe.
 *
 * <p>A bare {@code .fb} is recognised and refused: nothing in it tells a damaged file from a sound
 * one, and SameDiff's native code can end the JVM on a damaged one.
 */
public final class SameDiffImporter implements BackboneImporter {

  /** For {@link java.util.ServiceLoader}; direct use is fine too. */
  public SameDiffImporter() {}

  @Override
  public String format() {
    return "samediff";
  }

  @Override
  public boolean accepts(Path file, byte[] head) {
    return SealedGraph.looksLike(head) || FlatCheck.looksLike(head);
  }

  @Override
  public Backbone open(Path file) {
    if (!SealedGraph.looksLike(Heads.of(file))) {
      throw new BadInputException(
          "a bare SameDiff graph (.fb), which carries no checksum: a damaged one can end the JVM",
          "a sealed graph (.sdz)",
          file.toString(),
          "if you trust the file, seal it once: sherl wrap " + file + " --out model.sdz");
    }
    return SealedGraph.open(file);
  }

  /** Reads the whole file, as what is in a graph is known only then. */
  @Override
  public List<UnsupportedOp> unsupported(Path file) {
    try (Backbone backbone = open(file)) {
      return List.of();
    } catch (UnsupportedOpException e) {
      return List.of(new UnsupportedOp(e.found(), 1, e.where(), e.remedy()));
    }
  }
}
