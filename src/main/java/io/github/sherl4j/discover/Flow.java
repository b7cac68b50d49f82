package io.github.sherl4j.discover;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Where the data of chains goes, followed through floating-point tensors alone. */
final class Flow {

  private Flow() {}

  /** Whether a tensor is made of what a chain's last block hands on, or is that. */
  static boolean reaches(Chain chain, String tensor) {
    return chain.graph().carried(last(chain)).contains(tensor);
  }

  /** The chains whose data reaches a tensor, without those that do so through another of them. */
  static List<Chain> nearest(List<Chain> chains, String tensor) {
    List<Chain> all = chains.stream().filter(c -> reaches(c, tensor)).toList();
    return all.stream()
        .filter(c -> all.stream().noneMatch(o -> o != c && reaches(c, last(o))))
        .toList();
  }

  /** The live-ins of late layers that carry another chain's data and nothing of their own chain. */
  static List<Memory> memories(List<Chain> chains, Chain reader, int late, String wanted) {
    Set<String> own = reader.graph().carried(reader.blocks().get(0).inputTensor());
    List<Memory> found = new ArrayList<>();
    for (String tensor : reader.lateLiveIns(late, wanted)) {
      chains.stream()
          .filter(c -> c != reader && reaches(c, tensor) && !own.contains(tensor))
          .forEach(c -> found.add(new Memory(c, tensor)));
    }
    return List.copyOf(found);
  }

  private static String last(Chain chain) {
    return chain.blocks().get(chain.blocks().size() - 1).outputTensor();
  }
}
