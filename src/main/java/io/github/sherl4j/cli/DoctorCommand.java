package io.github.sherl4j.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.sherl4j.cli.doctor.Doctor;
import io.github.sherl4j.cli.doctor.DoctorText;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParentCommand;

/** {@code sherl doctor}: what is installed here, and what is wrong with it. */
@Command(
    name = "doctor",
    mixinStandardHelpOptions = true,
    description =
        "Says what is installed here and what is wrong with it: Java, memory, backend, CUDA,"
            + " optional libraries, plug-ins.",
    footer = {"", "The exit code is 1 if anything is wrong."})
final class DoctorCommand implements Callable<Integer> {

  @ParentCommand private Main main;

  @Override
  public Integer call() {
    ObjectNode result = Doctor.examine();
    if (main.json()) {
      Json.print(result);
    } else {
      DoctorText.lines(result).forEach(System.out::println);
    }
    return result.get("problems").isEmpty() ? 0 : 1;
  }
}
