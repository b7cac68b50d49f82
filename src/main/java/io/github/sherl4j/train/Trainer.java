package io.github.sherl4j.train;

import io.github.sherl4j.BadInputException;
import io.github.sherl4j.engine.CpuClock;
import io.github.sherl4j.engine.ProcessMemory;
import io.github.sherl4j.engine.run.Profile;
import io.github.sherl4j.plan.Metrics;
import io.github.sherl4j.train.TrainResult.End;
import io.github.sherl4j.train.optim.Optimizer;
import io.github.sherl4j.transform.TunedModel;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.nd4j.autodiff.listeners.Listener;
import org.nd4j.linalg.dataset.api.iterator.MultiDataSetIterator;

/**
 * Trains what a {@link TunedModel} declares trainable. Not thread-safe.
 *
 * <p>A step: run forward and backward for each of its batches, check loss and gradients, clip,
 * update in place, give all memory back. A batch with NaN or infinity anywhere stops training
 * before the update, so the weights stay those of the step before.
 *
 * <p>With held-out data ({@link #validate}) the model has its best weights in the end, not its
 * last. With checkpoints ({@link #checkpoints}) a run that was stopped or killed goes on bit for
 * bit as if it had not been.
 */
public final class Trainer {

  private final TunedModel model;
  private final TrainConfig config;
  private MultiDataSetIterator heldOut;
  private Consumer<EpochReport> evaluations = report -> {};
  private Checkpoints checkpoints;
  private BooleanSupplier stop = () -> false;
  private List<Listener> listeners = List.of();
  private Profile profile;

  /** A trainer for one run over one model. */
  public Trainer(TunedModel model, TrainConfig config) {
    this.model = model;
    this.config = config;
  }

  /**
   * Measures {@code data} after every epoch and at the end; the best weights are kept, and {@link
   * TrainConfig#patience()} counts.
   *
   * @param data {@code reset()} is called before every pass
   * @param sink called after every evaluation
   */
  public Trainer validate(MultiDataSetIterator data, Consumer<EpochReport> sink) {
    heldOut = data;
    evaluations = sink;
    return this;
  }

  /** Keeps states on disk, and goes on from one where the settings say so. */
  public Trainer checkpoints(Checkpoints settings) {
    checkpoints = settings;
    return this;
  }

  /**
   * Asks before every batch whether to stop; then the best (or last) weights are kept and a
   * checkpoint is written. May be answered from another thread.
   */
  public Trainer stopWhen(BooleanSupplier question) {
    stop = question;
    return this;
  }

  /**
   * ND4J listeners that are told of epochs, steps, updates and evaluations; callbacks for single
   * ops and activations are never called.
   */
  public Trainer listeners(Listener... all) {
    listeners = List.of(all);
    return this;
  }

  /** Has every native call of the steps counted. */
  public Trainer profile(Profile sink) {
    profile = sink;
    return this;
  }

  /**
   * Trains for the configured epochs or steps.
   *
   * @param data features in the order of the backbone's inputs, one labels array; a {@link
   *     BatchSource} is sought, any other is reset before every epoch
   * @param listener called after every step
   * @throws io.github.sherl4j.DivergedException naming the batch where NaN or infinity arose
   * @throws BadInputException if a batch does not fit the backbone
   * @throws io.github.sherl4j.MismatchException if the checkpoint to go on from is of another run
   */
  public TrainResult fit(MultiDataSetIterator data, Consumer<StepReport> listener) {
    if (config.patience() > 0 && heldOut == null) {
      throw new BadInputException(
          "patience " + config.patience() + " without held-out data",
          "data to measure after every epoch",
          "the training settings",
          "give some with --dev, or leave --patience out");
    }
    ListenerBridge bridge = new ListenerBridge(listeners, model);
    DataPosition position = new DataPosition(data);
    long total =
        config.steps() > 0
            ? config.steps()
            : Math.max(1, (long) config.epochs() * position.batches() / config.accumulate());
    long wallStart = System.nanoTime();
    long cpuStart = CpuClock.nanos();
    try (Optimizer optimizer = config.optimizer().create(config.weightDecay(), config.decay());
        TrainState state = new TrainState(model, optimizer);
        StepRunner steps = new StepRunner(model, config, total)) {
      steps.profile(profile);
      Optional<CheckpointStore> store =
          Optional.ofNullable(checkpoints)
              .map(c -> new CheckpointStore(c, identity(position.batches())));
      store.ifPresent(s -> s.restore(state));
      position.seek(state.taken());
      long first = state.step();
      bridge.start();
      End end = lost(state) ? End.PATIENCE : End.COMPLETE;
      while (end == End.COMPLETE && state.step() < total) {
        int epochs = position.epochsDone();
        Optional<StepReport> report = steps.take(state, position, bridge, stop);
        if (report.isEmpty()) {
          end = End.STOPPED;
          break;
        }
        state.advance(report.get(), position.taken());
        listener.accept(report.get());
        boolean over = position.epochsDone() > epochs;
        boolean enough = over && bridge.epochEnds();
        if (heldOut != null && (over || state.step() == total)) {
          enough |= measure(state, position, bridge);
        }
        end = lost(state) ? End.PATIENCE : enough ? End.STOPPED : End.COMPLETE;
        store.ifPresent(s -> s.save(state, false));
      }
      store.ifPresent(s -> s.save(state, true));
      bridge.end();
      return new TrainResult(
          end,
          state.step(),
          state.keepBest(),
          state.losses(),
          state.epochs(),
          state.peakBytes(),
          steps.memory(),
          ProcessMemory.peakResidentBytes(),
          (CpuClock.nanos() - cpuStart) / 1e9 / Math.max(1, state.step() - first),
          (System.nanoTime() - wallStart) / 1e9);
    }
  }

  private boolean lost(TrainState state) {
    return config.patience() > 0 && state.withoutProgress() >= config.patience();
  }

  private boolean measure(TrainState state, DataPosition position, ListenerBridge bridge) {
    long start = System.nanoTime();
    heldOut.reset();
    Metrics metrics;
    try (Evaluator evaluator = new Evaluator(model)) {
      metrics = evaluator.evaluate(heldOut);
    }
    boolean whole = position.taken() % position.batches() == 0;
    int epoch = position.epochsDone() + (whole ? 0 : 1);
    evaluations.accept(state.evaluated(epoch, metrics.values(), metrics.score()));
    return bridge.validated(System.nanoTime() - start);
  }

  /** What must be the same for a run to go on. */
  private Map<String, String> identity(int batches) {
    Map<String, String> all = new LinkedHashMap<>(config.identity());
    all.put("method", model.plan().method());
    all.put("preset", model.plan().preset());
    model.plan().settings().forEach((name, value) -> all.put("option " + name, value));
    all.put("task", model.task().name());
    all.put("labels", String.join("\t", model.labels()));
    all.put("backbone", model.backbone().fingerprint());
    all.put("batches", "" + batches);
    checkpoints.identity().forEach((name, value) -> all.put("data " + name, value));
    return all;
  }
}
