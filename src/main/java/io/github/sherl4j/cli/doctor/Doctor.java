package io.github.sherl4j.cli.doctor;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;

/** Examines everything. */
public final class Doctor {

  private static final List<Check> CHECKS =
      List.of(
          new MachineCheck(),
          new BackendCheck(),
          new CudaCheck(CudaSearch.here()),
          new PartsCheck(),
          new PluginCheck());

  private Doctor() {}

  /** What was found; under {@code problems} one line for each thing that is wrong. */
  public static ObjectNode examine() {
    ObjectNode result = JsonNodeFactory.instance.objectNode();
    List<String> problems = new ArrayList<>();
    CHECKS.forEach(check -> check.examine(result, problems));
    ArrayNode list = result.putArray("problems");
    problems.forEach(list::add);
    return result;
  }
}
