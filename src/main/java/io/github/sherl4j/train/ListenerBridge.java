package io.github.sherl4j.train;

import io.github.sherl4j.BadInputException;
import io.github.sherl4j.transform.TunedModel;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.nd4j.autodiff.listeners.At;
import org.nd4j.autodiff.listeners.Listener;
import org.nd4j.autodiff.listeners.ListenerResponse;
import org.nd4j.autodiff.listeners.ListenerVariables;
import org.nd4j.autodiff.listeners.Loss;
import org.nd4j.autodiff.listeners.Operation;
import org.nd4j.autodiff.listeners.records.LossCurve;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.api.MultiDataSet;
import org.nd4j.linalg.factory.Nd4j;

/** Tells ND4J's own listeners what training does, step by step; not what single ops do. */
final class ListenerBridge {

  private final List<Listener> listeners;
  private final SameDiff graph;
  private final Map<String, String> variables;
  private final List<Float> epochs = new ArrayList<>();
  private final List<Loss> steps = new ArrayList<>();
  private int epoch = -1;
  private long epochStart;
  private At at = at(0, 0);

  /**
   * A bridge to the listeners that are active in training.
   *
   * @throws BadInputException if one needs activations, which a step gives back at once
   */
  ListenerBridge(List<Listener> all, TunedModel model) {
    this.listeners = all.stream().filter(l -> l.isActive(Operation.TRAINING)).toList();
    this.graph = model.graph();
    this.variables = model.trained();
    for (Listener listener : listeners) {
      ListenerVariables needed = listener.requiredVariables(graph);
      if (needed != null && !needed.trainingVariables().isEmpty()) {
        throw new BadInputException(
            listener.getClass().getSimpleName() + " needs " + needed.trainingVariables(),
            "a listener that needs no activations",
            "the listeners",
            "measure with Sherl.evaluate after training instead");
      }
    }
  }

  private static At at(int epoch, long step) {
    return At.builder().epoch(epoch).iteration((int) step).operation(Operation.TRAINING).build();
  }

  void start() {
    listeners.forEach(l -> l.operationStart(graph, Operation.TRAINING));
  }

  void end() {
    listeners.forEach(l -> l.operationEnd(graph, Operation.TRAINING));
  }

  /** A batch is about to be run; the first of an epoch starts it. */
  void batch(int newEpoch, long step, MultiDataSet batch) {
    at = at(newEpoch, step);
    if (newEpoch != epoch) {
      epoch = newEpoch;
      epochStart = System.nanoTime();
      listeners.forEach(l -> l.epochStart(graph, at));
    }
    listeners.forEach(l -> l.iterationStart(graph, at, batch, 0));
  }

  void update(String parameter, INDArray update) {
    if (!listeners.isEmpty()) {
      var variable = graph.getVariables().get(variables.get(parameter));
      listeners.forEach(l -> l.preUpdate(graph, at, variable, update));
    }
  }

  void step(MultiDataSet batch, double value) {
    if (listeners.isEmpty()) {
      return;
    }
    Loss loss = new Loss(List.of(TunedModel.LOSS), new double[] {value});
    steps.add(loss);
    listeners.forEach(l -> l.iterationDone(graph, at, batch, loss));
  }

  /** The epoch is complete; says whether a listener wants training to stop. */
  boolean epochEnds() {
    if (listeners.isEmpty()) {
      return false;
    }
    epochs.add((float) steps.stream().mapToDouble(Loss::totalLoss).average().orElse(0));
    steps.clear();
    long millis = (System.nanoTime() - epochStart) / 1_000_000;
    LossCurve curve = new Curve(epochs);
    boolean stop = false;
    for (Listener listener : listeners) {
      stop |= listener.epochEnd(graph, at, curve, millis) == ListenerResponse.STOP;
    }
    return stop;
  }

  /** Avoids the public constructors, which fail on the second epoch (M2.1: putRow on a view). */
  private static final class Curve extends LossCurve {
    Curve(List<Float> means) {
      super(
          Nd4j.createFromArray(means.toArray(Float[]::new)).reshape(means.size(), 1),
          List.of(TunedModel.LOSS));
    }
  }

  /** Held-out data was measured; says whether a listener wants training to stop. */
  boolean validated(long nanos) {
    boolean stop = false;
    for (Listener listener : listeners) {
      stop |= listener.validationDone(graph, at, nanos / 1_000_000) == ListenerResponse.STOP;
    }
    return stop;
  }
}
