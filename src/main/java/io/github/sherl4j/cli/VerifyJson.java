package io.github.sherl4j.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.sherl4j.importer.OpNode;
import io.github.sherl4j.importer.VerifyReport;
import java.util.Locale;
import java.util.Optional;

/** The result of {@code verify} for programs and for people. */
final class VerifyJson {

  private VerifyJson() {}

  static ObjectNode of(VerifyReport report, Optional<OpNode> firstOp) {
    ObjectNode root = Json.object();
    root.put("ok", report.ok()).put("maxAbsDiff", report.maxAbsDiff());
    ArrayNode tensors = root.putArray("tensors");
    report
        .tensors()
        .forEach(r -> tensors.addObject().put("name", r.name()).put("maxAbsDiff", r.maxAbsDiff()));
    report.skipped().forEach(root.putArray("skipped")::add);
    root.putNull("firstDifference");
    report
        .firstDifference()
        .ifPresent(
            row -> {
              ObjectNode first = root.putObject("firstDifference");
              first.put("name", row.name()).put("maxAbsDiff", row.maxAbsDiff());
              first.put("tolerance", row.tolerance());
              firstOp.ifPresent(op -> first.put("node", op.name()).put("op", op.type()));
            });
    return root;
  }

  static void text(VerifyReport report, ObjectNode json, String with) {
    for (VerifyReport.Row r : report.tensors()) {
      boolean within = r.maxAbsDiff() <= r.tolerance();
      System.out.printf(
          Locale.ROOT, "%-60s %.3g%s%n", r.name(), r.maxAbsDiff(), within ? "" : "  DIFFERENT");
    }
    report.skipped().forEach(s -> System.out.println(s + " skipped: nothing to compare it with"));
    report
        .firstDifference()
        .ifPresent(
            r ->
                System.out.printf(
                    Locale.ROOT,
                    "first difference: %s%s, %.3g where %.3g is allowed%n",
                    r.name(),
                    json.path("firstDifference").has("op")
                        ? " (" + json.path("firstDifference").path("op").asText() + ")"
                        : "",
                    r.maxAbsDiff(),
                    r.tolerance()));
    System.out.printf(
        Locale.ROOT,
        "%s with %s: %d tensors, largest difference %.3g%n",
        report.ok() ? "equal" : "DIFFERENT",
        with,
        report.tensors().size(),
        report.maxAbsDiff());
  }
}
