package io.github.sherl4j.importer.dl4j;

import io.github.sherl4j.importer.Backbone;
import io.github.sherl4j.importer.BackboneImporter;
import io.github.sherl4j.importer.ImportOptions;
import io.github.sherl4j.importer.UnsupportedOp;
import java.nio.file.Path;
import java.util.List;

/**
 * Reads files that Deeplearning4j 1.0.0 saves with {@code network.save(file)} or its model
 * serialiser, without Deeplearning4j: the configuration as JSON, the coefficients with a reader of
 * our own. Updaters and normalisers in the file are left alone. Thread-safe.
 *
 * <p>A file does not say how high and wide pictures or how long sequences are; these sizes are open
 * unless {@link ImportOptions#shapes()} pins them, which some layers need.
 *
 * <p>Memory: the weights once, and the largest of them twice more while it is read. The
 * coefficients are unpacked to a temporary file that is deleted when the network is read.
 */
public final class Dl4jImporter implements BackboneImporter {

  /** For {@link java.util.ServiceLoader}; direct use is fine too. */
  public Dl4jImporter() {}

  @Override
  public String format() {
    return Networks.FORMAT;
  }

  @Override
  public boolean accepts(Path file, byte[] head) {
    return head.length > 3 && head[0] == 'P' && head[1] == 'K' && Archive.looksLike(file);
  }

  @Override
  public Backbone open(Path file) {
    return open(file, ImportOptions.DEFAULT);
  }

  /** Knows pinned shapes; weights are always inside the file. */
  @Override
  public Backbone open(Path file, ImportOptions options) {
    Archive archive = new Archive(file);
    return Networks.open(archive.configuration(), archive::weights, file.toString(), options);
  }

  @Override
  public List<UnsupportedOp> unsupported(Path file) {
    return unsupported(file, ImportOptions.DEFAULT);
  }

  @Override
  public List<UnsupportedOp> unsupported(Path file, ImportOptions options) {
    return Networks.unsupported(new Archive(file).configuration(), file.toString(), options);
  }
}
