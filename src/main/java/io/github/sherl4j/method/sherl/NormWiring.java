package io.github.sherl4j.method.sherl;

import io.github.sherl4j.plan.Insertion;
import io.github.sherl4j.plan.TuningGraph;
import java.util.List;
import org.nd4j.autodiff.samediff.SDVariable;

/** Puts a trained norm alone in the place of a backbone's final norm. */
final class NormWiring {

  private NormWiring() {}

  static void attach(TuningGraph tuning, Insertion insertion, SideNorm norm) {
    List<Long> shape = tuning.shape(insertion.from());
    AdapterGraph parts = new PlannedGraph(tuning, InitialValues.TORCH, insertion.name());
    SDVariable x = tuning.tensor(insertion.from());
    SDVariable typed = x.dataType() == tuning.dtype() ? x : x.castTo(tuning.dtype());
    tuning.replace(insertion.into(), norm.of(parts, typed, shape.get(shape.size() - 1)));
  }
}
