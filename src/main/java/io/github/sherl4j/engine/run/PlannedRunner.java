package io.github.sherl4j.engine.run;

import io.github.sherl4j.engine.StandIns;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs a graph through programs, one for each set of input shapes, all in one arena. What cannot be
 * compiled goes through {@link SessionRunner}, with one warning.
 */
final class PlannedRunner implements GraphRunner {

  private static final Logger LOG = LoggerFactory.getLogger(PlannedRunner.class);

  /** Calls of all programs kept; each takes about two kilobytes with its arrays. */
  private static final int KEPT = 30_000;

  private final SameDiff graph;
  private final Set<String> forward;
  private final List<String> results;
  private final Collection<String> recomputed;
  private final Arena arena = new Arena();
  private final Map<Map<String, Sized>, Program> programs = new LinkedHashMap<>(16, 0.75f, true);
  private BiConsumer<String, INDArray> watch;
  private final Set<Map<String, Sized>> unplannable = new HashSet<>();
  private SessionRunner session;
  private boolean inSession;
  private int generation;
  private Program last;
  private Profile profile;
  private MemoryUse memory = new MemoryUse(0, 0);

  /** See {@link Layout#of}. */
  PlannedRunner(
      SameDiff graph, Set<String> forward, List<String> results, Collection<String> recomputed) {
    this.graph = graph;
    this.forward = forward;
    this.results = results;
    this.recomputed = recomputed;
  }

  /** For tests: called with every tensor right after it was written. */
  void watch(BiConsumer<String, INDArray> watcher) {
    watch = watcher;
  }

  /** Whether the last run went through a program. */
  boolean isPlanned() {
    return !inSession;
  }

  @Override
  public Map<String, INDArray> run(Map<String, INDArray> feeds) {
    release();
    try {
      Program program = program(shapes(feeds));
      inSession = program == null;
      if (inSession) {
        return session().run(feeds);
      }
      Map<String, INDArray> out = program.run(feeds, watch, profile);
      last = program;
      long bytes = program.layout().arenaBytes();
      memory = new MemoryUse(bytes, bytes);
      return out;
    } catch (RuntimeException e) {
      throw RunFailures.of(e);
    } catch (OutOfMemoryError e) {
      forget();
      throw RunFailures.of(e);
    }
  }

  /** Gives all memory back; the next run compiles again. */
  private void forget() {
    programs.values().forEach(Program::close);
    programs.clear();
    arena.close();
  }

  private static Map<String, Sized> shapes(Map<String, INDArray> feeds) {
    Map<String, Sized> shapes = new TreeMap<>();
    feeds.forEach((name, array) -> shapes.put(name, new Sized(array.dataType(), array.shape())));
    return shapes;
  }

  /** The program for these shapes; null where only a session will do. */
  private Program program(Map<String, Sized> shapes) {
    if (unplannable.contains(shapes)) {
      return null;
    }
    Program program = programs.get(shapes);
    if (program != null && isBound(program)) {
      return program;
    }
    if (program != null) {
      programs.remove(shapes).close();
    }
    try {
      return compile(shapes);
    } catch (UnplannableException e) {
      if (unplannable.isEmpty()) {
        LOG.warn("a session runs this graph, with more memory than a plan: {}", e.getMessage());
      }
      unplannable.add(shapes);
      return null;
    }
  }

  private Program compile(Map<String, Sized> shapes) {
    Layout layout = Layout.of(graph, forward, results, shapes, recomputed);
    int now = arena.reserve(layout.extents());
    if (now != generation) {
      programs.values().forEach(Program::close);
      programs.clear();
      generation = now;
    }
    Program program = new Program(layout, arena);
    programs.put(shapes, program);
    while (programs.size() > 1 && calls() > KEPT) {
      programs.remove(programs.keySet().iterator().next()).close();
    }
    return program;
  }

  private int calls() {
    return programs.values().stream().mapToInt(Program::calls).sum();
  }

  /** Whether every weight is still the array that the program reads. */
  private boolean isBound(Program program) {
    for (Map.Entry<String, INDArray> e : program.bound().entrySet()) {
      SDVariable v = graph.getVariable(e.getKey());
      if (v.getArr() != e.getValue()) {
        return false;
      }
    }
    return true;
  }

  private SessionRunner session() {
    if (session == null) {
      StandIns.load(graph);
      session = new SessionRunner(graph, results);
    }
    return session;
  }

  @Override
  public void release() {
    if (session != null) {
      session.release();
    }
    memory = new MemoryUse(0, memory.peakBytes());
  }

  @Override
  public MemoryUse memory() {
    return inSession ? session.memory() : memory;
  }

  @Override
  public void profile(Profile sink) {
    profile = sink;
  }

  @Override
  public Optional<MemoryPlan> plan() {
    return inSession || last == null ? Optional.empty() : Optional.of(last.plan());
  }

  @Override
  public long allocatedBytes() {
    return inSession ? session.allocatedBytes() : arena.bytes();
  }

  @Override
  public void close() {
    forget();
    if (session != null) {
      session.close();
    }
  }
}
