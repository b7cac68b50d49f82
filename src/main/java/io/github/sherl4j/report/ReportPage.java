package io.github.sherl4j.report;

import com.google.common.io.Resources;
import io.github.sherl4j.plugin.Descriptor;
import io.github.sherl4j.train.EpochReport;
import io.github.sherl4j.train.TrainResult;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** A run as one page: no script, nothing that a browser would fetch. */
final class ReportPage {

  /** Seconds after which a browser reads the page of a running training again. */
  static final int REFRESH = 5;

  private static final String POLICY =
      "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none';"
          + " form-action 'none'";
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss 'UTC'", Locale.ROOT);

  private final Html html = new Html();
  private final RunLog log;

  private ReportPage(RunLog log) {
    this.log = log;
  }

  static String of(RunLog log) {
    return new ReportPage(log).write();
  }

  private String write() {
    html.open("html", "lang", "en").line();
    head();
    html.open("body").open("main").line();
    top();
    tiles();
    next();
    new LearningSection(html, log).write();
    test();
    new MemorySection(html, log).write();
    facts();
    html.open("footer").open("p");
    html.text("Written by SHERL4J " + Descriptor.version() + " at " + time(log.now) + ". ");
    html.text("This page holds all it shows; it runs no script and asks no network.");
    html.close().close().close().close().line().close();
    return html.page();
  }

  private void head() {
    html.open("head").line().empty("meta", "charset", "utf-8").line();
    html.empty("meta", "http-equiv", "Content-Security-Policy", "content", POLICY).line();
    html.empty("meta", "name", "viewport", "content", "width=device-width, initial-scale=1");
    html.line().empty("meta", "name", "color-scheme", "content", "light dark").line();
    if (log.state == RunLog.State.RUNNING) {
      html.empty("meta", "http-equiv", "refresh", "content", "" + REFRESH).line();
    }
    html.empty("link", "rel", "icon", "href", "data:,").line();
    html.leaf("title", log.title + " – " + log.state.name().toLowerCase(Locale.ROOT)).line();
    html.style(css()).close().line();
  }

  private static String css() {
    try {
      return Resources.toString(
          Resources.getResource(ReportPage.class, "report.css"), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void top() {
    html.open("header").leaf("h1", log.title).open("p", "class", "state");
    String state = log.state.name().toLowerCase(Locale.ROOT);
    html.leaf("span", state, "class", "chip " + state, "id", "state").text(" ");
    boolean running = log.state == RunLog.State.RUNNING;
    html.text(running ? "last written " + time(log.now) : log.state.text);
    html.close();
    if (!log.reason.isEmpty()) {
      html.leaf("p", log.reason, "class", "reason");
    }
    if (running && log.total > 0) {
      html.leaf("progress", "", "value", "" + log.step(), "max", "" + log.total).line();
    }
    html.leaf(
        "p",
        "Started " + time(log.start) + ", " + LearningSection.time(log.elapsed()) + " so far.",
        "class",
        "note");
    html.close().line();
  }

  private void tiles() {
    html.open("section", "id", "summary", "class", "tiles", "aria-label", "Summary");
    score();
    if (log.losses.size() > 0) {
      Series smooth = log.losses.smooth();
      tile("training loss", number(log.result.map(TrainResult::finalLoss).orElse(smooth.last())));
    }
    tile("steps", String.format(Locale.ROOT, "%,d of %,d", log.step(), log.total));
    if (log.peakLive > 0) {
      tile(
          "peak live memory",
          String.format(Locale.ROOT, "%.1f MiB", log.peakLive / MemorySection.MIB));
    }
    if (log.trained > 0) {
      double percent = 100.0 * log.trained / log.parameters;
      tile(
          String.format(
              Locale.ROOT,
              percent < 10
                  ? "parameters trained, %.2g %% of all"
                  : "parameters trained, %.0f %% of all",
              percent),
          String.format(Locale.ROOT, "%,d", log.trained));
    }
    log.result.ifPresent(
        r -> tile("CPU time a step", String.format(Locale.ROOT, "%.3g s", r.cpuSecondsPerStep())));
    html.close().line();
  }

  /** What was reached: on test data, else the best on held-out data. */
  private void score() {
    Optional<Map.Entry<String, Number>> test = log.test.entrySet().stream().findFirst();
    if (test.isPresent()) {
      tile("test " + test.get().getKey(), number(test.get().getValue()));
      return;
    }
    log.epochs.values().stream()
        .flatMap(e -> e.heldOut.stream())
        .filter(EpochReport::best)
        .reduce((earlier, later) -> later)
        .flatMap(e -> e.metrics().entrySet().stream().findFirst())
        .ifPresent(m -> tile("best held-out " + m.getKey(), number(m.getValue())));
  }

  private void tile(String what, String value) {
    html.open("div", "class", "tile").leaf("b", value).leaf("span", what).close();
  }

  private void next() {
    if (log.next.isEmpty()) {
      return;
    }
    html.open("section", "id", "next").leaf("h2", "Go on");
    html.open("pre", "tabindex", "0").leaf("code", log.next).close().close().line();
  }

  private void test() {
    if (log.test.isEmpty()) {
      return;
    }
    html.open("section", "id", "test").leaf("h2", "Test result");
    Table table = new Table(html, "test-table", "metric", "value");
    log.test.forEach((name, value) -> table.row().cell(name).number(number(value)).end());
    table.close();
    html.close().line();
  }

  private void facts() {
    html.open("section", "id", "run").leaf("h2", "What ran").open("div", "class", "facts");
    log.facts.forEach(
        (section, facts) -> {
          if (facts.isEmpty()) {
            return;
          }
          html.open("div", "class", "card").leaf("h3", section).open("dl");
          facts.forEach((name, value) -> html.leaf("dt", name).leaf("dd", value));
          html.close().close().line();
        });
    html.close().close().line();
  }

  private static String time(Instant instant) {
    return TIME.format(instant.atOffset(ZoneOffset.UTC));
  }

  /** A whole number as it is, any other with what matters. */
  static String number(Number value) {
    if (value instanceof Long || value instanceof Integer) {
      return String.format(Locale.ROOT, "%,d", value.longValue());
    }
    double size = Math.abs(value.doubleValue());
    boolean plain = size == 0 || (size >= 1e-3 && size < 1e5);
    return String.format(Locale.ROOT, plain ? "%.4f" : "%.3e", value.doubleValue());
  }
}
