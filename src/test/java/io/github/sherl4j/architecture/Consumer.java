package io.github.sherl4j.architecture;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.common.base.Splitter;
import io.github.sherl4j.Sherl;
import io.github.sherl4j.testing.ChildJvm;
import io.github.sherl4j.testing.Cli;
import io.github.sherl4j.testing.Pom;
import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import org.bytedeco.javacpp.Loader;

/** A project of somebody else's whose dependencies Maven resolves, ours among them. */
final class Consumer {

  private static final String VERSION = "0-consumer-test";

  private final Path folder;

  Consumer(Path folder) {
    this.folder = folder;
  }

  /** One dependency, {@code group:artifact:version[:classifier]}. */
  static String dependency(String coordinates) {
    List<String> parts = Splitter.on(':').splitToList(coordinates);
    return "<dependency><groupId>"
        + parts.get(0)
        + "</groupId><artifactId>"
        + parts.get(1)
        + "</artifactId><version>"
        + parts.get(2)
        + "</version>"
        + (parts.size() < 4 ? "" : "<classifier>" + parts.get(3) + "</classifier>")
        + "</dependency>";
  }

  /** Ours, once {@link #publish} has been called. */
  static String ours() {
    return dependency("io.github.sherl4j:sherl4j:" + VERSION);
  }

  /** Puts our classes and our POM into a repository in the folder. */
  void publish() throws IOException, URISyntaxException {
    Path classes = Path.of(Sherl.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    Path to = folder.resolve("repository/io/github/sherl4j/sherl4j").resolve(VERSION);
    Files.createDirectories(to);
    String name = "sherl4j-" + VERSION;
    String pom = Files.readString(Path.of("pom.xml"));
    String own = "<version>" + Pom.read().text("version") + "</version>";
    Files.writeString(
        to.resolve(name + ".pom"), pom.replaceFirst(own, "<version>" + VERSION + "</version>"));
    try (JarOutputStream jar =
            new JarOutputStream(Files.newOutputStream(to.resolve(name + ".jar")));
        Stream<Path> files = Files.walk(classes)) {
      for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
        jar.putNextEntry(new JarEntry(classes.relativize(file).toString().replace('\\', '/')));
        Files.copy(file, jar);
        jar.closeEntry();
      }
    }
  }

  /** What Maven puts on the class path for some dependencies, in this order. */
  List<String> classPath(String... dependencies) throws IOException {
    Path pom = folder.resolve("consumer.xml");
    Files.writeString(
        pom,
        "<project xmlns=\"http://maven.apache.org/POM/4.0.0\"><modelVersion>4.0.0</modelVersion>"
            + "<groupId>example</groupId><artifactId>consumer</artifactId><version>1</version>"
            + "<repositories><repository><id>made-by-the-test</id><url>"
            + folder.resolve("repository").toUri()
            + "</url></repository></repositories><dependencies>"
            + String.join("", dependencies)
            + "</dependencies></project>");
    return classPathOf(pom, folder);
  }

  /** What Maven puts on the runtime class path of a project. */
  static List<String> classPathOf(Path pom, Path folder, String... options) throws IOException {
    Path out = folder.resolve("consumer.classpath");
    List<String> command = new ArrayList<>();
    command.add(File.separatorChar == '\\' ? "mvn.cmd" : "mvn");
    command.addAll(List.of("-q", "-B", "-ntp", "-f", pom.toString()));
    command.add("-Djavacpp.platform=" + Loader.getPlatform());
    command.add("dependency:build-classpath");
    command.add("-Dmdep.includeScope=runtime");
    command.add("-Dmdep.outputFile=" + out);
    command.addAll(List.of(options));
    Cli run = ChildJvm.run(new ProcessBuilder(command), folder);
    assertEquals(0, run.code(), run.out() + run.err());
    return Splitter.on(File.pathSeparatorChar).splitToList(Files.readString(out).strip());
  }

  /** Takes ours out of the local repository again, or the next run would find the old classes. */
  static void forget(List<String> classPath) throws IOException {
    String name = "sherl4j-" + VERSION + ".jar";
    Path jar = Path.of(classPath.stream().filter(e -> e.endsWith(name)).findFirst().orElseThrow());
    try (DirectoryStream<Path> files = Files.newDirectoryStream(jar.getParent())) {
      for (Path file : files) {
        Files.delete(file);
      }
    }
    Files.delete(jar.getParent());
  }
}
