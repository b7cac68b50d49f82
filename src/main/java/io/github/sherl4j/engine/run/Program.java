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
  private final Map<String, INDArray> views = new HashMap<>();
  private final Map<String, INDArray> bound = new HashMap<>();
  private final List<Call> calls = new ArrayList<>();

  Program(Layout layout, Arena arena) {
    this.layout = layout;
    for (Step step : layout.steps()) {
      INDArray[] in = new INDArray[step.inputs().size()];
      for (int i = 0; i < in.length; i++) {
        String name = step.inputs().get(i);
        in[i] = step.reads(i) ? array(name, arena) : layout.sizes().stand(layout.sizes().of(name));
      }
      INDArray[] out = step.outputs().stream().map(o -> array(o, arena)).toArray(INDArray[]::new);
      calls.add(new Call(step, in, out));
    }
    layout.feeds().forEach(f -> array(f, arena));
    layout.results().values().forEach(r -> array(r, arena));
  }

  private INDArray array(String tensor, Arena arena) {
    INDArray made = views.get(tensor);
    if (made == null) {
      Sizes sizes = layout.sizes();
      String root = layout.aliases().root(tensor);
      if (sizes.isGiven(root)) {
        INDArray given = sizes.array(root);
        if (sizes.isHeld(root)) {
          bound.put(root, given);
        }
        made = tensor.equals(root) ? given : given.reshape(sizes.of(tensor).shape());
      } else {
        made = arena.view(sizes.of(tensor), layout.offsets().get(root));
      }
      views.put(tensor, made);
    }
    return made;
  }

  /** Weights that the program reads, as they were when it was bound. */
  Map<String, INDArray> bound() {
    return bound;
  }

  /**
   * Runs all steps.
   *
   * @param watch called after every step with the names and values it wrote, or {@code null}
   */
  Map<String, INDArray> run(Map<String, INDArray> feeds, BiConsumer<String, INDArray> watch) {
    for (String feed : layout.feeds()) {
      views.get(feed).assign(feeds.get(feed));
    }
    for (Call call : calls) {
      call.run();
      if (watch != null) {
        call.step().outputs().forEach(o -> watch.accept(o, views.get(o)));
      }
    }
    Map<String, INDArray> results = new LinkedHashMap<>();
    layout.results().forEach((name, tensor) -> results.put(name, views.get(tensor)));
    return results;
  }

  Layout layout() {
    return layout;
  }

  @Override
  public void close() {
    calls.forEach(Call::close);
    calls.clear();
    views.clear();
  }
}
