package io.github.sherl4j.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.sherl4j.format.Fingerprints;
import io.github.sherl4j.importer.samediff.SameDiffs;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** {@code sherl wrap}: a bare SameDiff graph becomes a sealed file. */
@Command(
    name = "wrap",
    mixinStandardHelpOptions = true,
    description = "Seals a SameDiff graph (.fb) into a file that all commands open.",
    footer = {
      "",
      "A .fb carries no checksum, and SameDiff's native code can end the JVM on a damaged or hostile",
      "one. Its structure is looked at first, but that is no proof: wrap only files that you trust.",
      "From then on the seal (SHA-256) is checked before anything native reads the graph."
    })
final class WrapCommand implements Callable<Integer> {

  @ParentCommand private Main main;

  @Parameters(paramLabel = "GRAPH.fb", description = "What SameDiff.save wrote.")
  private Path graph;

  @Option(
      names = "--out",
      required = true,
      paramLabel = "MODEL.sdz",
      description = "The sealed file to write.")
  private Path out;

  @Option(
      names = "--outputs",
      split = ",",
      paramLabel = "NAME",
      description = "What the model gives; default: what nothing reads and no label is part of.")
  private List<String> outputs = List.of();

  @Override
  public Integer call() {
    List<String> found = SameDiffs.wrap(graph, outputs, out);
    if (main.json()) {
      ObjectNode root = Json.object().put("file", out.toString());
      found.forEach(root.putArray("outputs")::add);
      root.put("bytes", out.toFile().length()).put("sha256", Fingerprints.ofFile(out));
      Json.print(root);
    } else {
      System.out.println("sealed " + out + ", outputs " + String.join(", ", found));
    }
    return 0;
  }
}
