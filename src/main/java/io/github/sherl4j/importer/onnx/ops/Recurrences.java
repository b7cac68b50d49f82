package io.github.sherl4j.importer.onnx.ops;

import io.github.sherl4j.importer.onnx.OpAttributes;
import io.github.sherl4j.importer.onnx.OpTable;
import java.util.List;
import java.util.Optional;

/** LSTM, GRU and RNN in either direction or both, over sequences and batches of any size. */
public final class Recurrences extends OpTable {

  /** For {@link java.util.ServiceLoader}. */
  public Recurrences() {
    entry("LSTM", a -> form(a, "Sigmoid", "Tanh", "Tanh"), op -> new RecurrentLayer(op, 4).map());
    entry("GRU", a -> form(a, "Sigmoid", "Tanh"), op -> new RecurrentLayer(op, 3).map());
    entry("RNN", a -> form(a, "Tanh"), op -> new RecurrentLayer(op, 1).map());
  }

  private static Optional<String> form(OpAttributes a, String... usual) {
    if (a.has("clip") || a.integer("input_forget", 0) != 0) {
      return Optional.of("export without clip and input_forget");
    }
    List<String> listed = a.texts("activations").orElse(List.of());
    for (int i = 0; i < listed.size(); i++) {
      String expected = usual[i % usual.length];
      boolean relu = listed.get(i).equals("Relu") && usual.length == 1;
      boolean same = listed.get(i).equals(listed.get(i % usual.length));
      if (!same || (!relu && !listed.get(i).equals(expected))) {
        return Optional.of(
            "export with the activations " + String.join(", ", usual) + " in every direction");
      }
    }
    return Optional.empty();
  }
}
