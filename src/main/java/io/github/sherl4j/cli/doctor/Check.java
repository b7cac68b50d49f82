package io.github.sherl4j.cli.doctor;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/** Looks at one part of the installation. */
interface Check {

  /** Adds what it found to {@code result}, and what is wrong, with its remedy, to the problems. */
  void examine(ObjectNode result, List<String> problems);
}
