package io.github.sherl4j.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.sherl4j.Sherl;
import io.github.sherl4j.engine.Backends;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParentCommand;

/** {@code sherl doctor}: what is installed here, and what is wrong with it. */
@Command(
    name = "doctor",
    mixinStandardHelpOptions = true,
    description = "Says what is installed here and what is wrong with it.")
final class DoctorCommand implements Callable<Integer> {

  @ParentCommand private Main main;

  @Override
  public Integer call() {
    List<String> problems = new ArrayList<>(Backends.problems());
    ObjectNode result = Json.object();
    result
        .put("version", Version.text())
        .put("java", Runtime.version().toString())
        .put("backend", Backends.name())
        .put("binaries", Backends.binaries());
    result.putObject("cuda").put("needed", Backends.cudaNeeded().orElse(null)).putNull("found");
    result
        .putObject("memoryLimits")
        .put("javaHeapBytes", Runtime.getRuntime().maxMemory())
        .put("nativeBytes", Backends.nativeLimitBytes());
    Sherl.plugins().forEach(result.putArray("plugins")::add);
    ArrayNode list = result.putArray("problems");
    problems.forEach(list::add);
    if (main.json()) {
      Json.print(result);
    } else {
      result.properties().forEach(e -> System.out.println(e.getKey() + ": " + e.getValue()));
    }
    return problems.isEmpty() ? 0 : 1;
  }
}
