package io.github.sherl4j.engine.run;

import java.util.HashMap;
import java.util.Map;

/** Which tensors share memory: each has one root, of the same number of elements. */
final class Aliases {

  private final Map<String, String> of;

  Aliases(Map<String, String> of) {
    this.of = new HashMap<>(of);
  }

  String root(String tensor) {
    String root = tensor;
    for (String next = of.get(root); next != null; next = of.get(root)) {
      root = next;
    }
    return root;
  }

  void add(String tensor, String sharesWith) {
    of.put(tensor, sharesWith);
  }

  boolean isRoot(String tensor) {
    return !of.containsKey(tensor);
  }

  Aliases copy() {
    return new Aliases(of);
  }
}
