package io.github.sherl4j.testing;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/** A jar as somebody else would build it: compiled against our classes, found as a service. */
public final class PluginJar {

  private final Path folder;
  private final Map<String, String> sources = new LinkedHashMap<>();
  private final Map<String, String> services = new LinkedHashMap<>();
  private final List<String> left = new ArrayList<>();
  private List<String> classPath = ChildJvm.classPathWithout("/test-classes");

  /** A jar that is built in a folder. */
  public PluginJar(Path folder) {
    this.folder = folder;
  }

  /** Adds a class of the package {@code example}. */
  public PluginJar source(String name, String code) {
    sources.put(name, "package example;\n" + code);
    return this;
  }

  /** Compiles against another class path than the tests'. */
  public PluginJar against(List<String> entries) {
    classPath = List.copyOf(entries);
    return this;
  }

  /** Names an implementation of an extension point. */
  public PluginJar service(Class<?> point, String name) {
    return line(point, "example." + name);
  }

  /** Adds a line to the file of an extension point. */
  public PluginJar line(Class<?> point, String line) {
    services.merge(point.getName(), line + "\n", String::concat);
    return this;
  }

  /** Leaves a class that was compiled out of the jar. */
  public PluginJar without(String name) {
    left.add("example/" + name + ".class");
    return this;
  }

  /** Compiles and packs; the manifest has version 1.2.3. */
  public Path write(String jar) {
    try {
      Path classes = Files.createDirectories(folder.resolve(jar + ".classes"));
      if (!sources.isEmpty()) {
        compile(classes);
      }
      Manifest manifest = new Manifest();
      manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
      manifest.getMainAttributes().put(Attributes.Name.IMPLEMENTATION_VERSION, "1.2.3");
      Path file = folder.resolve(jar);
      try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(file), manifest);
          Stream<Path> made = Files.walk(classes)) {
        for (Path each : made.filter(Files::isRegularFile).sorted().toList()) {
          String name = classes.relativize(each).toString().replace('\\', '/');
          if (!left.contains(name)) {
            entry(out, name, Files.readAllBytes(each));
          }
        }
        for (Map.Entry<String, String> service : services.entrySet()) {
          entry(
              out,
              "META-INF/services/" + service.getKey(),
              service.getValue().getBytes(StandardCharsets.UTF_8));
        }
      }
      return file;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void entry(JarOutputStream out, String name, byte[] bytes) throws IOException {
    out.putNextEntry(new JarEntry(name));
    out.write(bytes);
    out.closeEntry();
  }

  private void compile(Path classes) throws IOException {
    List<File> files = new ArrayList<>();
    for (Map.Entry<String, String> source : sources.entrySet()) {
      Path file = folder.resolve("src/example").resolve(source.getKey() + ".java");
      Files.createDirectories(file.getParent());
      files.add(Files.writeString(file, source.getValue()).toFile());
    }
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    String path = String.join(File.pathSeparator, classPath);
    List<String> options =
        List.of("-proc:none", "-d", classes.toString(), "-cp", path, "-Xlint:-path");
    StringWriter messages = new StringWriter();
    try (StandardJavaFileManager manager =
        compiler.getStandardFileManager(null, null, StandardCharsets.UTF_8)) {
      var units = manager.getJavaFileObjectsFromFiles(files);
      boolean done = compiler.getTask(messages, manager, null, options, null, units).call();
      assertTrue(done, messages.toString());
    }
  }

  /** Does something while this thread's context loader sees a jar beside everything else. */
  public static <T> T loaded(Path jar, Callable<T> action) {
    ClassLoader before = Thread.currentThread().getContextClassLoader();
    try (URLClassLoader loader = new URLClassLoader(new URL[] {jar.toUri().toURL()}, before)) {
      Thread.currentThread().setContextClassLoader(loader);
      return action.call();
    } catch (RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new IllegalStateException(e);
    } finally {
      Thread.currentThread().setContextClassLoader(before);
    }
  }
}
