package io.github.sherl4j.train;

import io.github.sherl4j.BadInputException;
import io.github.sherl4j.engine.run.MemoryPlan;
import io.github.sherl4j.engine.run.Runners;
import io.github.sherl4j.transform.TunedModel;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The memory that training takes, known before it starts: from the shapes of a batch, without
 * running anything. All in bytes.
 *
 * @param batch rows a batch
 * @param tokens length of the rows
 * @param weightBytes backbone, adapter and head
 * @param optimizerBytes state of the optimiser
 * @param accumulatedBytes sums of gradients where several batches make a step
 * @param step one batch, forward and backward
 */
public record MemoryForecast(
    int batch,
    int tokens,
    long weightBytes,
    long optimizerBytes,
    long accumulatedBytes,
    MemoryPlan step) {

  private static final int ADAM_STATES = 2;

  /**
   * Forecasts batches of {@code batch} rows of {@code tokens} tokens; sizes that the model fixes
   * are its own.
   *
   * @param accumulate batches a step
   * @param adam whether the optimiser keeps two numbers for every trained one
   * @throws BadInputException if the graph has shapes that follow from the data's values
   */
  public static MemoryForecast of(
      TunedModel model, int batch, int tokens, int accumulate, boolean adam) {
    List<String> extra = new ArrayList<>(List.of(TunedModel.LOSS));
    extra.addAll(model.statistics().values());
    MemoryPlan step =
        Runners.plan(model.gradients(), extra, shapes(model, batch, tokens))
            .orElseThrow(
                () ->
                    new BadInputException(
                        "shapes that depend on the values of the data",
                        "shapes that follow from those of the inputs",
                        "the model's graph",
                        "train without a forecast; pin sizes with --shape if they are dynamic"));
    long trained =
        model.trained().keySet().stream().map(model::value).mapToLong(MemoryForecast::bytes).sum();
    long own =
        model.changed().stream()
            .filter(n -> !model.backbone().weights().contains(n))
            .map(model::value)
            .mapToLong(MemoryForecast::bytes)
            .sum();
    long backbone =
        model.backbone().weights().stream()
            .map(w -> model.backbone().variable(w).getArr())
            .mapToLong(MemoryForecast::bytes)
            .sum();
    return new MemoryForecast(
        batch,
        tokens,
        backbone + own,
        adam ? ADAM_STATES * trained : 0,
        accumulate > 1 ? trained : 0,
        step);
  }

  /** Everything together. */
  public long totalBytes() {
    return weightBytes + optimizerBytes + accumulatedBytes + step.arenaBytes();
  }

  private static long bytes(INDArray array) {
    return array.length() * array.dataType().width();
  }

  private static Map<String, long[]> shapes(TunedModel model, int batch, int tokens) {
    Map<String, long[]> shapes = new LinkedHashMap<>();
    Stream.concat(model.inputs().stream(), Stream.of(TunedModel.LABELS))
        .forEach(
            name -> {
              long[] shape = model.graph().getVariable(name).getShape().clone();
              for (int i = 0; i < shape.length; i++) {
                shape[i] = shape[i] > 0 ? shape[i] : i == 0 ? batch : tokens;
              }
              shapes.put(name, shape);
            });
    return shapes;
  }
}
