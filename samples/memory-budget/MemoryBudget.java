import io.github.sherl4j.RefusedException;
import io.github.sherl4j.Sherl;
import io.github.sherl4j.importer.onnx.write.EncoderModel;
import io.github.sherl4j.plan.TuningConfig;
import io.github.sherl4j.train.MemoryChoice;
import io.github.sherl4j.train.MemoryForecast;
import io.github.sherl4j.train.TrainConfig;
import io.github.sherl4j.train.TrainResult;
import io.github.sherl4j.transform.TunedModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.MultiDataSet;
import org.nd4j.linalg.dataset.adapter.SingletonMultiDataSetIterator;
import org.nd4j.linalg.factory.Nd4j;

/** What training will take, known before it starts; training that fits; and whether it is so. */
public final class MemoryBudget {

  private static final int ROWS = 16;
  private static final int TOKENS = 128;
  private static final List<String> LABELS = List.of("no", "yes");
  private static final TrainConfig TRAINING = TrainConfig.builder().steps(2).build();
  private static final TuningConfig TUNING = TuningConfig.builder().build();

  public static void main(String[] arguments) throws IOException {
    Path file = Files.createDirectories(Path.of("sherl-samples")).resolve("encoder.onnx");
    EncoderModel.builder().layers(6).width(128).seed(1).build().write(file);

    System.out.printf("A step of %d x %d tokens keeps, in MB:%n", ROWS, TOKENS);
    for (String method : List.of("full", "last-layers", "sherl", "linear-probe")) {
      MemoryForecast forecast =
          Sherl.planner(() -> Sherl.open(file), method, TUNING, LABELS)
              .forecast(TRAINING, ROWS, TOKENS);
      System.out.printf("%-14s %7.1f%n", method, mega(forecast.memory().step().arenaBytes()));
    }

    MemoryChoice choice =
        Sherl.planner(() -> Sherl.open(file), "sherl", TUNING, LABELS)
            .within(20_000_000, TRAINING, ROWS, TOKENS);
    System.out.println("Within 20 MB, weights and optimiser included:");
    choice.tried().forEach(t -> System.out.printf("%7.1f  %s%n", mega(t.totalBytes()), t.way()));

    try (TunedModel model = Sherl.attach(Sherl.open(file), "sherl", choice.tuning(), LABELS)) {
      TrainResult result =
          Sherl.train(
              model, choice.training(), new SingletonMultiDataSetIterator(random(choice.batch())));
      System.out.printf(
          "Forecast %.1f, allocated %.1f%n",
          mega(choice.forecast().memory().step().arenaBytes()),
          mega(result.memory().orElseThrow().step().arenaBytes()));
    }

    try {
      Sherl.planner(() -> Sherl.open(file), "sherl", TUNING, LABELS)
          .within(5_000_000, TRAINING, ROWS, TOKENS);
    } catch (RefusedException e) {
      System.out.println("Within 5 MB: " + e.found() + ", expected " + e.expected());
    }
  }

  private static double mega(long bytes) {
    return bytes / 1e6;
  }

  /** Rows of random words, all of one length: ids, mask and types, and a label each. */
  private static MultiDataSet random(int rows) {
    INDArray ids = Nd4j.rand(rows, TOKENS).mul(1000).castTo(DataType.INT64);
    INDArray mask = Nd4j.ones(DataType.INT64, rows, TOKENS);
    INDArray types = Nd4j.zeros(DataType.INT64, rows, TOKENS);
    INDArray labels = Nd4j.zeros(DataType.FLOAT, rows, LABELS.size());
    for (int r = 0; r < rows; r++) {
      labels.putScalar(r, r % 2, 1);
    }
    return new MultiDataSet(new INDArray[] {ids, mask, types}, new INDArray[] {labels});
  }
}
