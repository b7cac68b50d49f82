package io.github.sherl4j.discover;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.sherl4j.importer.Backbone;
import io.github.sherl4j.importer.Backbones;
import io.github.sherl4j.importer.OpNode;
import io.github.sherl4j.testing.SharedData;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** Neither names nor the order of independent operators matter. */
class RenamingTest {

  @Test
  void renamingAndReorderingChangesNothing() {
    long seed = System.nanoTime();
    System.out.println("seed " + seed);
    Random random = new Random(seed);
    for (Path folder :
        SharedData.foldersWith(SharedData.fixtures().resolve("onnx"), "blocks.json")) {
      try (Backbone backbone = Backbones.open(folder.resolve("model.onnx"))) {
        Graph graph = BlockDiscovery.graph(backbone);
        assertSameDisguised(graph, random, folder.getFileName() + " with seed " + seed);
      }
    }
  }

  private static void assertSameDisguised(Graph graph, Random random, String what) {
    List<OpNode> shuffled = shuffle(graph, random);
    Map<String, String> names = new HashMap<>();
    Map<String, String> back = new HashMap<>();
    UnaryOperator<String> rename =
        n ->
            names.computeIfAbsent(
                n,
                k -> {
                  String fresh = Long.toHexString(random.nextLong());
                  back.put(fresh, k);
                  return fresh;
                });
    Graph disguised =
        new Graph(
            shuffled.stream().map(op -> rename(op, rename)).toList(),
            graph.inputs().stream().map(rename).toList(),
            graph.outputs().stream().map(rename).toList(),
            t -> Optional.ofNullable(back.get(t)).flatMap(graph::info),
            w -> graph.weightSize(back.get(w)));
    assertEquals(
        describe(BlockDiscovery.discover(graph), UnaryOperator.identity()),
        describe(BlockDiscovery.discover(disguised), back::get),
        what);
  }

  private static OpNode rename(OpNode op, UnaryOperator<String> names) {
    return new OpNode(
        names.apply("op " + op.name()),
        op.type(),
        op.inputs().stream().map(names).toList(),
        op.weights().stream().map(names).toList(),
        op.outputs().stream().map(names).toList());
  }

  /** Another topological order: again and again any operator whose inputs are there. */
  private static List<OpNode> shuffle(Graph graph, Random random) {
    List<OpNode> left = new ArrayList<>();
    for (int i = 0; i < graph.size(); i++) {
      left.add(graph.op(i));
    }
    Collections.shuffle(left, random);
    Set<String> there = new HashSet<>(graph.inputs());
    left.forEach(
        op -> op.inputs().stream().filter(t -> graph.producer(t).isEmpty()).forEach(there::add));
    List<OpNode> result = new ArrayList<>();
    while (!left.isEmpty()) {
      OpNode next =
          left.stream().filter(op -> there.containsAll(op.inputs())).findFirst().orElseThrow();
      left.remove(next);
      result.add(next);
      there.addAll(next.outputs());
    }
    return result;
  }

  private static List<String> describe(BlockMap map, UnaryOperator<String> name) {
    List<String> lines = new ArrayList<>();
    for (Chain chain : map.chains()) {
      lines.add(name.apply(chain.input()) + " " + name.apply(chain.output()));
      lines.add("primary " + map.candidates().contains(chain));
      lines.add("features " + name.apply(chain.features()));
      lines.add("tail " + chain.tailOps().size() + " stages " + chain.stages().size());
      for (Block b : chain.blocks()) {
        lines.add(name.apply(b.inputTensor()) + " " + name.apply(b.outputTensor()));
        lines.add(b.ops().stream().map(OpNode::type).sorted().toList().toString());
        lines.add(b.weights().stream().map(name).sorted().toList() + " " + b.parameters());
        lines.add(chain.lateLiveIns(b.index()).stream().map(name).sorted().toList().toString());
      }
    }
    return lines;
  }
}
