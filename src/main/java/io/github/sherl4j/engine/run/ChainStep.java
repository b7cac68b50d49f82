package io.github.sherl4j.engine.run;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Calls that run over a few rows at a time, all of them, before the next rows come.
 *
 * @param calls in order
 * @param rows number of rows of every tensor that is cut
 * @param block rows at a time in a lane
 * @param lanes threads that share the blocks
 * @param inputs tensors from outside
 * @param outputs tensors that others read, and the scratch memory last
 * @param slots place in a lane's scratch memory, in elements, of roots that only this chain sees
 * @param laneSize scratch memory of a lane, in elements
 * @param roots root of every tensor that a call names
 */
record ChainStep(
    List<CallStep> calls,
    long rows,
    long block,
    int lanes,
    List<String> inputs,
    List<String> outputs,
    Map<String, Long> slots,
    long laneSize,
    Map<String, String> roots)
    implements Step {

  /** Bytes of the widest tensor's rows that run at a time, in all lanes: they stay in the cache. */
  private static final long BLOCK = 1 << 20;

  /** A chain runs in at least so many blocks, as each tensor of a block takes memory too. */
  private static final int BLOCKS = 16;

  /** Blocks are not made smaller than this: then calls would cost more than their work. */
  private static final long SMALLEST = 1 << 16;

  static ChainStep of(List<CallStep> calls, Aliases aliases, Sizes sizes, Set<String> shared) {
    long rows = RowWise.rows(calls.get(0), sizes);
    Set<String> made = new LinkedHashSet<>();
    Map<String, String> roots = new HashMap<>();
    Map<String, Integer> deaths = new HashMap<>();
    Set<String> inputs = new LinkedHashSet<>();
    long widest = 1;
    for (int c = 0; c < calls.size(); c++) {
      CallStep call = calls.get(c);
      for (int i = 0; i < call.inputs().size(); i++) {
        String in = call.inputs().get(i);
        String root = aliases.root(in);
        roots.put(in, root);
        if (call.reads(i)) {
          deaths.put(root, c);
          if (!made.contains(root)) {
            inputs.add(in);
          }
        }
        widest = Math.max(widest, sizes.of(in).length() / rows);
      }
      String out = call.outputs().get(0);
      roots.put(out, aliases.root(out));
      made.add(aliases.root(out));
      deaths.putIfAbsent(aliases.root(out), c);
      widest = Math.max(widest, sizes.of(out).length() / rows);
    }
    int width = sizes.of(calls.get(0).outputs().get(0)).type().width();
    long bytes = Math.max(SMALLEST, Math.min(BLOCK, rows * widest * width / BLOCKS));
    int lanes = Lanes.worth(rows * widest * width * calls.size());
    long block = Math.max(1, Math.min(rows, bytes / (widest * width) / lanes));
    Slots slots = new Slots(block, rows, deaths, aliases);
    List<String> outputs = new ArrayList<>();
    for (int c = 0; c < calls.size(); c++) {
      String out = aliases.root(calls.get(c).outputs().get(0));
      if (shared.contains(out)) {
        outputs.add(calls.get(c).outputs().get(0));
      } else {
        slots.take(out, sizes.of(calls.get(c).outputs().get(0)), c, calls.get(c));
      }
    }
    if (slots.size() > 0) {
      String scratch = calls.get(0).outputs().get(0) + "#rows";
      sizes.put(
          scratch, new Sized(sizes.of(calls.get(0).outputs().get(0)).type(), lanes * slots.size()));
      outputs.add(scratch);
    }
    return new ChainStep(
        List.copyOf(calls),
        rows,
        block,
        lanes,
        List.copyOf(inputs),
        List.copyOf(outputs),
        Map.copyOf(slots.places()),
        slots.size(),
        roots);
  }

  @Override
  public boolean reads(int position) {
    return true;
  }

  @Override
  public boolean backward() {
    return calls.get(0).backward();
  }

  @Override
  public boolean again() {
    return calls.stream().allMatch(CallStep::again);
  }

  @Override
  public String name() {
    return "rows(" + String.join(" ", calls.stream().map(CallStep::name).toList()) + ")";
  }

  /** The name of the scratch memory; null if there is none. */
  String scratch() {
    return slots.isEmpty() ? null : outputs.get(outputs.size() - 1);
  }

  @Override
  public boolean mayShare(String input, String output) {
    if (output.equals(scratch())) {
      return false;
    }
    int lastRead = -1;
    int write = -1;
    for (int c = 0; c < calls.size(); c++) {
      CallStep call = calls.get(c);
      for (int i = 0; i < call.inputs().size(); i++) {
        if (call.reads(i) && roots.get(call.inputs().get(i)).equals(roots.get(input))) {
          lastRead = c;
        }
      }
      if (call.outputs().contains(output)) {
        write = c;
      }
    }
    return lastRead < write || (lastRead == write && calls.get(write).inPlace());
  }
}
