package io.github.sherl4j.cli;

import io.github.sherl4j.report.TrainingReport;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/** A page to watch a run with. */
final class ReportOption {

  @Option(
      names = "--report",
      paramLabel = "HTML",
      description =
          "Keep a page of the run up to date while it trains: curves, epochs, memory, result. One"
              + " file for any browser, no network.")
  private Path html;

  /** Begins the page, if one is wanted. */
  RunPage begin(String title) {
    return new RunPage(Optional.ofNullable(html).map(file -> TrainingReport.begin(file, title)));
  }
}
