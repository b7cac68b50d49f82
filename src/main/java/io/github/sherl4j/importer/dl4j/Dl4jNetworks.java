package io.github.sherl4j.importer.dl4j;

import io.github.sherl4j.importer.Backbone;
import io.github.sherl4j.importer.ImportOptions;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;

/**
 * Deeplearning4j networks in memory as backbones. This class alone needs {@code deeplearning4j-nn}
 * on the class path.
 *
 * <p>The network is only read. Its weights are copied, so it may be trained on or closed
 * afterwards, and closing the backbone leaves it whole; memory: the weights a second time. Inputs
 * and outputs have the network's names and layout; the one input of a {@link MultiLayerNetwork} is
 * {@code input}. Equal configuration and weights give the fingerprint of the saved file. Not
 * thread-safe while the network is trained.
 */
public final class Dl4jNetworks {

  private Dl4jNetworks() {}

  /**
   * A graph as a backbone; the caller closes it.
   *
   * @throws io.github.sherl4j.UnsupportedOpException naming every layer that nothing maps
   */
  public static Backbone of(ComputationGraph network) {
    return of(network, ImportOptions.DEFAULT);
  }

  /**
   * The same with options, of which shapes are known: {@code ImportOptions.pinned(Map.of("input",
   * List.of(-1L, 3L, 224L, 224L)))}.
   *
   * @throws io.github.sherl4j.BadInputException if, besides, an option does not fit the network
   */
  public static Backbone of(ComputationGraph network, ImportOptions options) {
    return Networks.open(
        network.getConfiguration().toJson(),
        () -> new ArrayParameters(network.params()),
        "ComputationGraph in memory",
        options);
  }

  /** A list of layers as a backbone; see {@link #of(ComputationGraph)}. */
  public static Backbone of(MultiLayerNetwork network) {
    return of(network, ImportOptions.DEFAULT);
  }

  /** The same with options; see {@link #of(ComputationGraph, ImportOptions)}. */
  public static Backbone of(MultiLayerNetwork network, ImportOptions options) {
    return Networks.open(
        network.getLayerWiseConfigurations().toJson(),
        () -> new ArrayParameters(network.params()),
        "MultiLayerNetwork in memory",
        options);
  }
}
