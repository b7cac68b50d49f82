package io.github.sherl4j.engine.run;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Hands out places for a block of rows of tensors that are born and die within one chain. */
final class Slots {

  private static final int GONE = Integer.MAX_VALUE;

  private final long block;
  private final long rows;
  private final Map<String, Integer> deaths;
  private final Aliases aliases;
  private final Map<String, Long> places = new HashMap<>();
  private final Map<String, Long> lengths = new HashMap<>();
  private final Map<String, Long> elements = new HashMap<>();
  private final List<long[]> free = new ArrayList<>();
  private long size;

  /**
   * @param block rows at a time
   * @param rows rows of a whole tensor
   * @param deaths the last call of the chain that reads each root
   */
  Slots(long block, long rows, Map<String, Integer> deaths, Aliases aliases) {
    this.block = block;
    this.rows = rows;
    this.deaths = new HashMap<>(deaths);
    this.aliases = aliases;
  }

  /** Finds a place for {@code root}, which call number {@code at} writes. */
  void take(String root, Sized sized, int at, CallStep call) {
    long unit = Sized.ALIGNMENT / sized.type().width();
    long length = (sized.length() / rows * block + unit - 1) / unit * unit;
    freeBefore(at);
    String dying = call.inPlace() ? dying(call, at, sized.length()) : null;
    long[] fitting = free.stream().filter(slot -> slot[1] == length).findFirst().orElse(null);
    if (dying != null) {
      places.put(root, places.get(dying));
      deaths.put(dying, GONE);
    } else if (fitting != null) {
      free.remove(fitting);
      places.put(root, fitting[0]);
    } else {
      places.put(root, size);
      size += length;
    }
    lengths.put(root, length);
    elements.put(root, sized.length());
  }

  /** A dying input of the same number of elements; one that is broadcast would be written over. */
  private String dying(CallStep call, int at, long length) {
    List<String> roots = call.inputs().stream().map(aliases::root).toList();
    for (String root : roots) {
      if (places.containsKey(root)
          && deaths.get(root) == at
          && elements.get(root) == length
          && roots.indexOf(root) == roots.lastIndexOf(root)) {
        return root;
      }
    }
    return null;
  }

  private void freeBefore(int at) {
    places.forEach(
        (root, place) -> {
          if (deaths.get(root) < at) {
            free.add(new long[] {place, lengths.get(root)});
            deaths.put(root, GONE);
          }
        });
  }

  /** First element of each root's place. */
  Map<String, Long> places() {
    return places;
  }

  /** Elements in all. */
  long size() {
    return size;
  }
}
