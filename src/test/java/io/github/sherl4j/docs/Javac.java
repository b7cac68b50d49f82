package io.github.sherl4j.docs;

import io.github.sherl4j.testing.ChildJvm;
import java.io.File;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/** The compiler as a user has it: our main classes and their libraries, every warning an error. */
final class Javac {

  private Javac() {}

  /** What a user's program sees. */
  static List<String> classPath() {
    return ChildJvm.classPathWithout("/test-classes", "/deeplearning4j-zoo/", "/logback-");
  }

  /** Compiles; returns what the compiler said, nothing if all is well. */
  static String compile(List<Path> sources, Path classes) {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    List<String> options =
        List.of(
            "-proc:none",
            "-Xlint:all,-path,-classfile,-try",
            "-Werror",
            "-d",
            classes.toString(),
            "-cp",
            String.join(File.pathSeparator, classPath()));
    StringWriter messages = new StringWriter();
    try (StandardJavaFileManager manager =
        compiler.getStandardFileManager(null, null, StandardCharsets.UTF_8)) {
      var units = manager.getJavaFileObjectsFromPaths(sources);
      boolean done = compiler.getTask(messages, manager, null, options, null, units).call();
      return done ? "" : messages.toString();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
