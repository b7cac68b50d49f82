package io.github.sherl4j.report;

import io.github.sherl4j.report.Plot.Look;
import io.github.sherl4j.train.EpochReport;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** How a run learnt: curves over its steps, a table of its epochs. */
final class LearningSection {

  private static final int POINTS = 500;
  private static final String COUNT = "count";

  private final Html html;
  private final RunLog log;
  private final List<EpochReport> heldOut;

  LearningSection(Html html, RunLog log) {
    this.html = html;
    this.log = log;
    heldOut = log.epochs.values().stream().flatMap(e -> e.heldOut.stream()).toList();
  }

  void write() {
    html.open("section", "id", "learning").leaf("h2", "Learning");
    if (log.losses.size() == 0) {
      html.leaf("p", "No step has been taken yet.", "class", "note");
    }
    int bundle = log.losses.bundle(POINTS);
    new Plot("Training loss", "step")
        .add(
            bundle == 1 ? "of a step" : "mean of " + bundle + " steps",
            log.losses.means(POINTS),
            Look.FAINT,
            1)
        .add("running mean", log.losses.smooth().means(POINTS), Look.LINE, 1)
        .tall()
        .write(html);
    html.open("div", "class", "plots");
    int colour = 2;
    for (String metric : metrics()) {
      Series values = new Series();
      heldOut.stream()
          .filter(e -> e.metrics().containsKey(metric))
          .forEach(e -> values.add((double) e.step(), e.metrics().get(metric).doubleValue()));
      new Plot("Held-out " + metric, "step").add("", values, Look.DOTS, colour++).write(html);
    }
    new Plot("Learning rate", "step")
        .add("", log.rates.means(POINTS), Look.LINE, 4)
        .fromZero()
        .write(html);
    new Plot("Gradient norm before clipping", "step")
        .add("", log.norms.means(POINTS), Look.LINE, 5)
        .fromZero()
        .write(html);
    html.close().close().line();
    epochs();
  }

  private List<String> metrics() {
    Set<String> names = new LinkedHashSet<>();
    heldOut.forEach(e -> names.addAll(e.metrics().keySet()));
    names.remove(COUNT);
    return List.copyOf(names);
  }

  private void epochs() {
    if (log.epochs.isEmpty()) {
      return;
    }
    html.open("section", "id", "epochs").leaf("h2", "Epoch by epoch");
    List<String> heads = new ArrayList<>(List.of("epoch", "to step", "training loss"));
    metrics().forEach(m -> heads.add("held-out " + m));
    heads.add("after");
    Table table = new Table(html, "epoch-table", heads.toArray(String[]::new));
    for (Map.Entry<Integer, RunLog.Epoch> entry : log.epochs.entrySet()) {
      RunLog.Epoch epoch = entry.getValue();
      boolean best = epoch.heldOut.filter(e -> e.equals(kept().orElse(null))).isPresent();
      table.row("class", best ? "best" : "other");
      table.number("" + entry.getKey()).number(String.format(Locale.ROOT, "%,d", epoch.lastStep));
      table.number(epoch.loss().map(ReportPage::number).orElse("–"));
      for (String metric : metrics()) {
        Optional<Number> value = epoch.heldOut.map(e -> e.metrics().get(metric));
        table.number(value.map(ReportPage::number).orElse("–"));
      }
      table.number(epoch.at.isZero() ? "–" : time(epoch.at)).end();
    }
    table.close();
    kept()
        .ifPresent(
            k ->
                html.leaf(
                    "p",
                    "The marked epoch was the best on held-out data; its weights are kept.",
                    "class",
                    "note"));
    html.close().line();
  }

  private Optional<EpochReport> kept() {
    return heldOut.stream().filter(EpochReport::best).reduce((earlier, later) -> later);
  }

  static String time(Duration duration) {
    long seconds = duration.toSeconds();
    return seconds < 60
        ? String.format(Locale.ROOT, "%.1f s", duration.toMillis() / 1e3)
        : seconds < 3600
            ? String.format(Locale.ROOT, "%d min %02d s", seconds / 60, seconds % 60)
            : String.format(Locale.ROOT, "%d h %02d min", seconds / 3600, seconds / 60 % 60);
  }
}
