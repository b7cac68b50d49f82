import io.github.sherl4j.Sherl;
import io.github.sherl4j.importer.dl4j.Dl4jNetworks;
import io.github.sherl4j.plan.Plugins;
import io.github.sherl4j.train.TrainConfig;
import io.github.sherl4j.train.TrainResult;
import io.github.sherl4j.transform.TunedModel;
import java.util.List;
import java.util.Random;
import org.deeplearning4j.datasets.iterator.utilty.ListDataSetIterator;
import org.deeplearning4j.nn.conf.*;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.*;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.dataset.adapter.MultiDataSetIteratorAdapter;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Adam;

/** A residual network as in Deeplearning4j's zoo, trained there, asked something else here. */
public final class Dl4jNetwork {

  private static final int SIDE = 16;

  public static void main(String[] arguments) {
    ComputationGraph network = residual(3);
    network.fit(bars(1600, false, 1), 5);
    double accuracy = network.evaluate(bars(400, false, 2)).accuracy();
    System.out.printf("Trained by Deeplearning4j to tell directions: %.1f %%%n", 100 * accuracy);
    System.out.println("How long?      accuracy  parameters  live MiB");
    for (String method : List.of("linear-probe", "sherl", "last-layers", "full")) {
      List<String> lengths = List.of("short", "middle", "long");
      try (TunedModel model = Sherl.attach(Dl4jNetworks.of(network), method, lengths)) {
        double rate = Plugins.method(method).rate(model.plan());
        TrainConfig config = TrainConfig.builder().epochs(20).rate(rate).build();
        var train = new MultiDataSetIteratorAdapter(bars(400, true, 3));
        var test = new MultiDataSetIteratorAdapter(bars(400, true, 4));
        TrainResult result = Sherl.train(model, config, train);
        System.out.printf(
            "%-14s %6.1f %% %,11d %9.2f%n",
            method,
            100 * Sherl.evaluate(model, test).get("accuracy").doubleValue(),
            model.trainableParameters(),
            result.peakLiveBytes() / (double) (1 << 20));
      }
    }
  }

  private static ComputationGraph residual(int blocks) {
    var graph =
        new NeuralNetConfiguration.Builder()
            .seed(1)
            .updater(new Adam(3e-3))
            .convolutionMode(ConvolutionMode.Same)
            .activation(Activation.RELU)
            .graphBuilder()
            .addInputs("bars")
            .setInputTypes(InputType.convolutional(SIDE, SIDE, 1))
            .addLayer("block", new ConvolutionLayer.Builder(3, 3).nOut(16).build(), "bars");
    String at = "block";
    for (int b = 0; b < blocks; b++) {
      graph
          .addLayer("conv" + b, new ConvolutionLayer.Builder(3, 3).nOut(16).build(), at)
          .addLayer("norm" + b, new BatchNormalization(), "conv" + b)
          .addVertex("block" + b, new ElementWiseVertex(ElementWiseVertex.Op.Add), "norm" + b, at);
      at = "block" + b;
    }
    graph
        .addLayer("pool", new GlobalPoolingLayer(PoolingType.AVG), at)
        .addLayer("head", new OutputLayer.Builder().nOut(3).build(), "pool")
        .setOutputs("head");
    ComputationGraph network = new ComputationGraph(graph.build());
    network.init();
    return network;
  }

  /** Bars across, down or aslant, short, middle or long, on a noisy ground. */
  private static DataSetIterator bars(int count, boolean lengths, long seed) {
    Random random = new Random(seed);
    Nd4j.getRandom().setSeed(seed);
    INDArray pictures = Nd4j.rand(DataType.FLOAT, count, 1, SIDE, SIDE);
    INDArray labels = Nd4j.zeros(DataType.FLOAT, count, 3);
    for (int n = 0; n < count; n++) {
      int direction = random.nextInt(3);
      int length = random.nextInt(3);
      int x = random.nextInt(SIDE - 4 * length - 3);
      int y = random.nextInt(SIDE - 4 * length - 3);
      for (int i = 0; i < 4 * length + 4; i++) {
        pictures.putScalar(n, 0, y + (direction == 0 ? 0 : i), x + (direction == 1 ? 0 : i), 1.8);
      }
      labels.putScalar(n, lengths ? length : direction, 1);
    }
    return new ListDataSetIterator<>(new DataSet(pictures, labels).asList(), 32);
  }
}
