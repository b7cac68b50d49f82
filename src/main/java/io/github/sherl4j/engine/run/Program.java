package io.github.sherl4j.engine.run;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.nd4j.linalg.api.ndarray.INDArray;

/** A layout bound to an arena: every step has its arrays, a run is a loop over native calls. */
final class Program implements AutoCloseable {

  private final Layout layout;
  private final Sizes sizes;
  private final Arena arena;
  private final Map<String, INDArray> views = new HashMap<>();
  private final Map<String, INDArray> bound = new HashMap<>();
  private final List<Running> running = new ArrayList<>();
  private MemoryPlan plan;

  Program(Layout layout, Arena arena) {
    this.layout = layout;
    this.sizes = layout.sizes();
    this.arena = arena;
    for (Step step : layout.steps()) {
      running.add(bind(step));
    }
    layout.feeds().forEach(this::array);
    layout.results().values().forEach(this::array);
  }

  private Running bind(Step step) {
    if (step instanceof LoadStep load) {
      return load.into(array(load.tensor()));
    }
    return step instanceof ChainStep chain ? bind(chain) : bind((CallStep) step);
  }

  private Call bind(CallStep call) {
    INDArray[] in = new INDArray[call.inputs().size()];
    for (int i = 0; i < in.length; i++) {
      String name = call.inputs().get(i);
      in[i] = call.reads(i) ? array(name) : sizes.stand(sizes.of(name));
    }
    return new Call(call, in, call.outputs().stream().map(this::array).toArray(INDArray[]::new));
  }

  private ChainRun bind(ChainStep chain) {
    List<List<Call>> lanes = new ArrayList<>();
    List<Map<String, INDArray>> scratches = new ArrayList<>();
    for (int lane = 0; lane < chain.lanes(); lane++) {
      lanes.add(new ArrayList<>());
      scratches.add(new HashMap<>());
    }
    int lane = 0;
    for (long start = 0; start < chain.rows(); start += chain.block()) {
      long from = start;
      long count = Math.min(chain.block(), chain.rows() - start);
      for (CallStep call : chain.calls()) {
        INDArray[] in = new INDArray[call.inputs().size()];
        for (int i = 0; i < in.length; i++) {
          String name = call.inputs().get(i);
          in[i] =
              call.reads(i)
                  ? rows(chain, name, from, count, lane, scratches.get(lane))
                  : sizes.stand(RowWise.some(sizes.of(name), chain.rows(), count));
        }
        INDArray out = rows(chain, call.outputs().get(0), from, count, lane, scratches.get(lane));
        lanes.get(lane).add(new Call(call, in, new INDArray[] {out}));
      }
      lane = (lane + 1) % chain.lanes();
    }
    return new ChainRun(lanes);
  }

  /** Rows of a tensor; {@code scratch} holds those that every block of a lane shares. */
  private INDArray rows(
      ChainStep chain,
      String tensor,
      long from,
      long count,
      int lane,
      Map<String, INDArray> scratch) {
    Sized size = sizes.of(tensor);
    Long slot = chain.slots().get(chain.roots().get(tensor));
    if (slot == null && RowWise.isWhole(size, chain.rows())) {
      return array(tensor);
    }
    Sized some = RowWise.some(size, chain.rows(), count);
    if (slot != null) {
      long place = lane * chain.laneSize() + slot;
      return scratch.computeIfAbsent(
          tensor + " " + count,
          k -> arena.view(some, offset(chain.scratch()) + place * size.type().width()));
    }
    long start = size.length() / chain.rows() * from;
    INDArray given = sizes.array(layout.aliases().root(tensor));
    if (given != null) {
      array(tensor);
      return Views.of(given, some, start);
    }
    return arena.view(some, offset(tensor) + start * size.type().width());
  }

  private long offset(String tensor) {
    return layout.offsets().get(layout.aliases().root(tensor));
  }

  private INDArray array(String tensor) {
    INDArray made = views.get(tensor);
    if (made == null) {
      String root = layout.aliases().root(tensor);
      if (sizes.isGiven(root)) {
        INDArray given = sizes.array(root);
        if (sizes.isHeld(root)) {
          bound.put(root, given);
        }
        made = tensor.equals(root) ? given : reshaped(given, sizes.of(tensor));
      } else {
        made = arena.view(sizes.of(tensor), offset(tensor));
      }
      views.put(tensor, made);
    }
    return made;
  }

  private static INDArray reshaped(INDArray given, Sized sized) {
    INDArray view = given.reshape(sized.shape());
    if (view.data().address() != given.data().address()) {
      throw new UnplannableException("a copy of a weight would not follow its training");
    }
    return view;
  }

  /** Weights that the program reads, as they were when it was bound. */
  Map<String, INDArray> bound() {
    return bound;
  }

  /**
   * Runs all steps.
   *
   * @param watch called after every step with the names and values it wrote, or {@code null}
   * @param profile told of every step, or {@code null}
   */
  Map<String, INDArray> run(
      Map<String, INDArray> feeds, BiConsumer<String, INDArray> watch, Profile profile) {
    for (String feed : layout.feeds()) {
      views.get(feed).assign(feeds.get(feed));
    }
    for (int i = 0; i < running.size(); i++) {
      long start = profile == null ? 0 : System.nanoTime();
      running.get(i).run();
      if (profile != null) {
        profile.add(layout.steps().get(i), sizes, System.nanoTime() - start);
      }
      if (watch != null) {
        layout.steps().get(i).outputs().forEach(o -> watch.accept(o, array(o)));
      }
    }
    Map<String, INDArray> results = new LinkedHashMap<>();
    layout.results().forEach((name, tensor) -> results.put(name, views.get(tensor)));
    return results;
  }

  /** Number of native calls of a run. */
  int calls() {
    return running.stream().mapToInt(Running::calls).sum();
  }

  /** What its memory is there for; found out once. */
  MemoryPlan plan() {
    if (plan == null) {
      plan = MemoryPlan.of(layout);
    }
    return plan;
  }

  Layout layout() {
    return layout;
  }

  @Override
  public void close() {
    running.forEach(Running::close);
    running.clear();
    views.clear();
  }
}
