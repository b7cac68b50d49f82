package io.github.sherl4j.importer.samediff;

import io.github.sherl4j.engine.GraphCopy;
import io.github.sherl4j.importer.Backbone;
import java.nio.file.Path;
import java.util.List;
import org.nd4j.autodiff.samediff.SameDiff;

/** SameDiff graphs in memory as backbones, and their files. Thread-safe as long as graphs are. */
public final class SameDiffs {

  private SameDiffs() {}

  /**
   * A backbone of a graph whose outputs are found: results that nothing reads and that depend on no
   * label. Inputs are the placeholders that they need.
   *
   * @throws io.github.sherl4j.BadInputException if there are none
   * @throws io.github.sherl4j.UnsupportedOpException see {@link #of(SameDiff, List)}
   */
  public static Backbone of(SameDiff graph) {
    return of(graph, Outputs.found(graph, Outputs.labels(graph)));
  }

  /**
   * A backbone of what some results need. Names are those of the graph; every float variable or
   * constant of one or more dimensions is a weight, frozen until a method trains it.
   *
   * <p>The graph is neither changed nor kept: operators are rebuilt and weights copied, so that
   * there are two of them until the graph is gone.
   *
   * @param outputs names of results of operators
   * @throws io.github.sherl4j.NoMatchException if the graph has no such variable
   * @throws io.github.sherl4j.UnsupportedOpException naming every operator whose numbers are wrong
   *     in SameDiff or that can end the JVM, with a remedy for each
   */
  public static Backbone of(SameDiff graph, List<String> outputs) {
    List<String> named = Outputs.named(graph, outputs);
    return GraphReader.read(
        GraphCopy.of(graph, named, n -> n, true), named, "the graph of " + named, false);
  }

  /**
   * Writes what some results need into a sealed file that {@code Sherl.open} and every command
   * read. Training settings and updaters stay out.
   *
   * @return size of the file in bytes
   * @throws io.github.sherl4j.RefusedException if the graph has 2 GB or more, or the disk is full
   */
  public static long save(SameDiff graph, List<String> outputs, Path file) {
    List<String> named = Outputs.named(graph, outputs);
    return SealedGraph.write(GraphCopy.of(graph, named, n -> n, true), named, file);
  }

  /**
   * Puts a {@code .fb} of {@code SameDiff.save} into a sealed file, after looking at its structure.
   * Native code then reads it: <b>only for files that you trust</b>, as a damaged or hostile one
   * that still looks sound can end the JVM.
   *
   * @param outputs names of results; empty to find them
   * @return names of the outputs
   * @throws io.github.sherl4j.CorruptFileException if its structure is damaged
   * @throws io.github.sherl4j.UnsupportedOpException if it could not be opened afterwards
   */
  public static List<String> wrap(Path flatBuffer, List<String> outputs, Path file) {
    FlatFile read = FlatFile.read(flatBuffer);
    SameDiff graph = read.graph();
    List<String> named =
        outputs.isEmpty() ? Outputs.found(graph, read.labels()) : Outputs.named(graph, outputs);
    of(graph, named).close();
    save(graph, named, file);
    return named;
  }
}
