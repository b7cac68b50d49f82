package io.github.sherl4j.report;

import io.github.sherl4j.engine.run.MemoryPlan;
import io.github.sherl4j.engine.run.MemoryPlan.Kind;
import io.github.sherl4j.report.Plot.Look;
import io.github.sherl4j.train.TrainResult;
import io.github.sherl4j.train.TrainingMemory;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The memory of a run: a step call by call, what it was there for, and how it went over the run.
 */
final class MemorySection {

  static final double MIB = 1 << 20;

  private static final int SHOWN = 7;
  private static final int POINTS = 600;

  private final Html html;
  private final RunLog log;

  MemorySection(Html html, RunLog log) {
    this.html = html;
    this.log = log;
  }

  void write() {
    if (log.live.size() == 0) {
      return;
    }
    html.open("section", "id", "memory").leaf("h2", "Memory");
    Optional<TrainingMemory> memory = log.result.flatMap(TrainResult::memory);
    Optional<MemoryPlan> step = memory.map(TrainingMemory::step).or(() -> log.fullest);
    step.ifPresent(this::timeline);
    step.ifPresent(s -> kinds(s, memory));
    step.ifPresent(this::largest);
    html.open("div", "class", "plots");
    new Plot("Peak of live memory, MiB", "step")
        .add("", log.live.highest(POINTS), Look.LINE, 1)
        .fromZero()
        .write(html);
    new Plot("Resident memory of the process, MiB", "step")
        .add("", log.resident.highest(POINTS), Look.LINE, 2)
        .fromZero()
        .write(html);
    html.close().close().line();
  }

  private void timeline(MemoryPlan plan) {
    Series all = new Series();
    for (int t = 0; t < plan.timeline().size(); t++) {
      all.add(t, plan.timeline().get(t) / MIB);
    }
    Plot plot =
        new Plot("Live memory of the fullest step, MiB, call by call", "native call")
            .add("everything alive", all.highest(POINTS), Look.AREA, 0)
            .fromZero()
            .tall();
    List<MemoryPlan.Tensor> largest = shown(plan);
    for (int count = largest.size(); count > 0; count--) { // the tallest pile lies behind
      plot.add("", pile(largest.subList(0, count), all.size()).highest(POINTS), Look.AREA, count);
    }
    plot.write(html);
  }

  private static List<MemoryPlan.Tensor> shown(MemoryPlan plan) {
    return plan.largest().stream().limit(SHOWN).toList();
  }

  private static Series pile(List<MemoryPlan.Tensor> tensors, int calls) {
    Series pile = new Series();
    for (int t = 0; t < calls; t++) {
      int call = t;
      pile.add(
          t,
          tensors.stream()
              .filter(x -> x.from() <= call && call <= x.to())
              .mapToDouble(x -> x.bytes() / MIB)
              .sum());
    }
    return pile;
  }

  /** A bar of parts, and their sizes in words. */
  private void kinds(MemoryPlan step, Optional<TrainingMemory> memory) {
    Map<String, Long> parts = new LinkedHashMap<>();
    memory.ifPresent(
        m -> {
          parts.put("weights", m.weightBytes());
          parts.put("optimiser", m.optimizerBytes());
          parts.put("sums of gradients", m.accumulatedBytes());
        });
    parts.put("kept for the backward pass", step.kinds().get(Kind.KEPT));
    parts.put("gradients", step.kinds().get(Kind.GRADIENTS));
    parts.put("scratch", step.kinds().get(Kind.SCRATCH));
    parts.put("data", step.kinds().get(Kind.DATA));
    double all = parts.values().stream().mapToLong(b -> b).sum();
    String what = memory.isPresent() ? "Training at its fullest moment" : "A step at its fullest";
    html.open("h3").text(String.format(Locale.ROOT, "%s: %.1f MiB", what, all / MIB)).close();
    html.open("div", "class", "bar", "aria-hidden", "true");
    int colour = 0;
    for (long bytes : parts.values()) {
      colour++;
      String width = String.format(Locale.ROOT, "width:%.2f%%", 100 * bytes / all);
      html.leaf("i", "", "class", "swatch c" + colour, "style", width);
    }
    html.close().open("ul", "class", "legend");
    colour = 0;
    for (Map.Entry<String, Long> part : parts.entrySet()) {
      colour++;
      html.open("li").leaf("i", "", "class", "swatch c" + colour);
      html.text(String.format(Locale.ROOT, "%s %.1f", part.getKey(), part.getValue() / MIB))
          .close();
    }
    html.close().line();
  }

  private void largest(MemoryPlan plan) {
    Table table =
        new Table(html, "largest", "", "Largest tensors then", "size", "there for", "MiB");
    int colour = 0;
    for (MemoryPlan.Tensor tensor : shown(plan)) {
      colour++;
      table.row();
      html.open("td").leaf("i", "", "class", "swatch c" + colour).close();
      html.leaf("td", tensor.name(), "class", "name");
      html.leaf("td", tensor.size(), "class", "name");
      html.leaf("td", tensor.kind().name().toLowerCase(Locale.ROOT));
      table.number(String.format(Locale.ROOT, "%.2f", tensor.bytes() / MIB)).end();
    }
    table.close();
  }
}
