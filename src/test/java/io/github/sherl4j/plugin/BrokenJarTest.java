package io.github.sherl4j.plugin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.sherl4j.BadInputException;
import io.github.sherl4j.NoMatchException;
import io.github.sherl4j.Sherl;
import io.github.sherl4j.UnsupportedOpException;
import io.github.sherl4j.importer.onnx.OpMapper;
import io.github.sherl4j.method.sherl.SherlMethod;
import io.github.sherl4j.plan.Plugins;
import io.github.sherl4j.plan.TuningMethod;
import io.github.sherl4j.testing.PluginJar;
import io.github.sherl4j.testing.TinyModel;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A broken jar costs itself only, and whoever needs what it should have brought is told why. */
class BrokenJarTest {

  @TempDir Path folder;

  /** Everything else must work as if the jar were not there. */
  private String problem(Path jar) {
    return PluginJar.loaded(
        jar,
        () -> {
          assertEquals(SherlMethod.class, Plugins.method("sherl").getClass());
          Sherl.open(TinyModel.write(folder.resolve("good.onnx"), 2, 1)).close();
          List<Plugin> broken =
              Sherl.plugins().stream().filter(p -> p.problem().isPresent()).toList();
          assertEquals(1, broken.size(), broken.toString());
          Plugin one = broken.get(0);
          return one.point()
              + " "
              + one.className()
              + " "
              + one.source()
              + ": "
              + one.problem().get();
        });
  }

  private static String constructor(String statement) {
    return Examples.METHOD.replace(
        "implements TuningMethod {",
        "implements TuningMethod { public Shift() { " + statement + " }");
  }

  @Test
  void aClassThatIsNotThere() {
    Path jar = new PluginJar(folder).service(TuningMethod.class, "Gone").write("gone.jar");
    String problem = problem(jar);
    assertTrue(problem.startsWith("method example.Gone gone.jar: "), problem);
    assertTrue(problem.contains("not found"), problem);
  }

  @Test
  void aConstructorThatThrows() {
    Path jar =
        new PluginJar(folder)
            .source(
                "Shift", constructor("if (true) throw new IllegalStateException(\"no licence\");"))
            .service(TuningMethod.class, "Shift")
            .write("throws.jar");
    String problem = problem(jar);
    assertTrue(problem.startsWith("method example.Shift throws.jar: "), problem);
    assertTrue(problem.contains("no licence"), problem);
    NoMatchException e =
        PluginJar.loaded(
            jar, () -> assertThrows(NoMatchException.class, () -> Plugins.method("shift")));
    assertTrue(e.remedy().contains("throws.jar"), e.remedy());
  }

  @Test
  void aClassWhoseParentIsNotThere() {
    Path jar =
        new PluginJar(folder)
            .source("Base", "public abstract class Base {}")
            .source("Shift", Examples.METHOD.replace("class Shift", "class Shift extends Base"))
            .service(TuningMethod.class, "Shift")
            .without("Base")
            .write("parent.jar");
    String problem = problem(jar);
    assertTrue(problem.startsWith("method example.Shift parent.jar: "), problem);
    assertTrue(problem.contains("example.Base"), problem);
  }

  @Test
  void aClassThatIsNoMethod() {
    Path jar =
        new PluginJar(folder)
            .source("Other", "public final class Other {}")
            .service(TuningMethod.class, "Other")
            .write("other.jar");
    assertTrue(problem(jar).contains("not a subtype"));
  }

  @Test
  void aServiceFileThatIsNone() {
    Path jar = new PluginJar(folder).line(TuningMethod.class, "no class at all").write("odd.jar");
    String problem = problem(jar);
    assertTrue(problem.contains("odd.jar"), problem);
  }

  @Test
  void aNameOfOurs() {
    Path jar =
        new PluginJar(folder)
            .source("Shift", Examples.METHOD.replace("\"shift\"", "\"sherl\""))
            .service(TuningMethod.class, "Shift")
            .write("same.jar");
    String problem = problem(jar);
    assertTrue(problem.contains("'sherl' is taken by " + SherlMethod.class.getName()), problem);
  }

  @Test
  void twoThatMapTheSameOperator() {
    Path jar =
        new PluginJar(folder)
            .source("Frobnicate", Examples.OPERATOR)
            .service(OpMapper.class, "Frobnicate")
            .source("Again", Examples.OPERATOR.replace("class Frobnicate", "class Again"))
            .service(OpMapper.class, "Again")
            .write("twice.jar");
    String problem = problem(jar);
    assertTrue(problem.startsWith("onnx-op example.Again twice.jar: "), problem);
    assertTrue(problem.contains("example.Frobnicate of twice.jar"), problem);
  }

  @Test
  void anOperatorThatFailsIsToldWithItsJar() {
    Path model = TinyModel.writeUnknownOp(folder.resolve("m.onnx"));
    Path fails =
        new PluginJar(folder)
            .source("Helper", "final class Helper { static void help() {} }")
            .source(
                "Frobnicate",
                Examples.OPERATOR.replace("SDVariable x =", "Helper.help(); SDVariable x ="))
            .service(OpMapper.class, "Frobnicate")
            .without("Helper")
            .write("helper.jar");
    BadInputException e =
        PluginJar.loaded(
            fails, () -> assertThrows(BadInputException.class, () -> Sherl.open(model)));
    assertTrue(e.where().contains("example.Frobnicate of helper.jar"), e.getMessage());
    assertTrue(e.found().contains("example/Helper"), e.getMessage());
  }

  @Test
  void whoNeedsABrokenOperatorIsToldWhichJarShouldHaveIt() {
    Path model = TinyModel.writeUnknownOp(folder.resolve("m.onnx"));
    Path jar = new PluginJar(folder).service(OpMapper.class, "Gone").write("gone.jar");
    UnsupportedOpException e =
        PluginJar.loaded(
            jar, () -> assertThrows(UnsupportedOpException.class, () -> Sherl.open(model)));
    assertTrue(e.remedy().contains("example.Gone of gone.jar"), e.remedy());
  }
}
