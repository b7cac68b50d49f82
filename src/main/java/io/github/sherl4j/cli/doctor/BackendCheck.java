package io.github.sherl4j.cli.doctor;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.sherl4j.engine.Backends;
import java.util.List;

/** What ND4J runs on. */
final class BackendCheck implements Check {

  @Override
  public void examine(ObjectNode result, List<String> problems) {
    result.put("backend", Backends.name());
    ArrayNode all = result.putArray("backends");
    Backends.found().forEach(f -> all.addObject().put("name", f.name()).put("source", f.source()));
    result.put("binaries", Backends.binaries());
    Backends.binariesOnClassPath().forEach(result.putArray("binariesOnClassPath")::add);
    problems.addAll(Backends.problems());
  }
}
