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

/**
 * The memory that training takes, known before it starts: from the shapes of a batch, without
 * running anything.
 *
 * @param batch rows a batch
 * @param tokens length of the rows
 * @param trainedParameters number of trained elements
 * @param memory by what it is there for
 */
public record MemoryForecast(int batch, int tokens, long trainedParameters, TrainingMemory memory) {

  /**
   * Forecasts batches of {@code batch} rows of {@code tokens} tokens; sizes that the model fixes
   * are its own.
   *
   * @param config batches a step, optimiser, what is computed again
   * @throws BadInputException if the graph has shapes that follow from the data's values
   */
  public static MemoryForecast of(TunedModel model, int batch, int tokens, TrainConfig config) {
    List<String> extra = new ArrayList<>(List.of(TunedModel.LOSS));
    extra.addAll(model.statistics().values());
    MemoryPlan step =
        Runners.plan(model.gradients(), extra, shapes(model, batch, tokens), config.recompute())
            .orElseThrow(
                () ->
                    new BadInputException(
                        "shapes that depend on the values of the data",
                        "shapes that follow from those of the inputs",
                        "the model's graph",
                        "train without a forecast; pin sizes with --shape if they are dynamic"));
    return new MemoryForecast(
        batch, tokens, model.trainableParameters(), TrainingMemory.of(model, config, step));
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
