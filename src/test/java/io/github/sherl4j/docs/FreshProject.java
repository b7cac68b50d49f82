package io.github.sherl4j.docs;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.common.base.Splitter;
import io.github.sherl4j.testing.ChildJvm;
import io.github.sherl4j.testing.Cli;
import io.github.sherl4j.testing.Pom;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.javacpp.Loader;

/** A Maven project of the README's dependencies, with a local repository of its own. */
final class FreshProject {

  private final Path folder;
  private final Path repository;
  private final Path settings;

  FreshProject(Path folder) {
    this.folder = folder;
    this.repository = folder.resolve("repository");
    this.settings = folder.resolve("settings.xml");
  }

  /** The local repository that the libraries of this build lie in. */
  static Path repositoryOfTheBuild() {
    String library = "/org/nd4j/nd4j-api/";
    String jar =
        ChildJvm.classPath().stream()
            .map(e -> e.replace('\\', '/'))
            .filter(e -> e.contains(library))
            .findFirst()
            .orElseThrow();
    return Path.of(jar.substring(0, jar.indexOf(library)));
  }

  /** Asks a repository on disk before those of the network. */
  void behind(Path repository) throws IOException {
    String one = "<id>disk</id><url>" + repository.toUri() + "</url>";
    Files.writeString(
        settings,
        """
        <settings>
          <profiles>
            <profile>
              <id>disk</id>
              <repositories><repository>%s</repository></repositories>
              <pluginRepositories><pluginRepository>%s</pluginRepository></pluginRepositories>
            </profile>
          </profiles>
          <activeProfiles><activeProfile>disk</activeProfile></activeProfiles>
        </settings>
        """
            .formatted(one, one));
  }

  /** What compiles: the phase, with whatever plug-in Maven takes for it. */
  static String phase() {
    return "compile";
  }

  /** What compiles: the goal of the plug-in that this build has fetched. */
  static String goal() {
    return plugin("maven-compiler-plugin") + ":compile";
  }

  private static String plugin(String name) {
    String version = Pom.read().text("build/plugins/plugin[artifactId='" + name + "']/version");
    return "org.apache.maven.plugins:" + name + ":" + version;
  }

  /** Puts our jar where {@code mvn install} puts it. */
  private void install() throws Exception {
    String version = Pom.read().text("version");
    Path place = repository.resolve("io/github/sherl4j/sherl4j").resolve(version);
    Files.createDirectories(place);
    String name = "sherl4j-" + version;
    Files.move(OwnJar.write(folder), place.resolve(name + ".jar"));
    Files.copy(Path.of("pom.xml"), place.resolve(name + ".pom"));
  }

  /** Compiles what lies in {@code src/main/java} beside our jar; the class path to run it on. */
  List<String> compile(String how) throws Exception {
    install();
    Files.writeString(
        folder.resolve("pom.xml"),
        """
        <project xmlns="http://maven.apache.org/POM/4.0.0">
          <modelVersion>4.0.0</modelVersion>
          <groupId>example</groupId>
          <artifactId>first</artifactId>
          <version>1</version>
          <properties>
            <maven.compiler.source>17</maven.compiler.source>
            <maven.compiler.target>17</maven.compiler.target>
            <project.build.sourceEncoding>UTF-8</project.build.sourceEncoding>
          </properties>
          <dependencies>
        %s
          </dependencies>
        </project>
        """
            .formatted(FirstPage.dependencies()));
    Path file = folder.resolve("classpath.txt");
    maven(
        "-Djavacpp.platform=" + Loader.getPlatform(),
        how,
        plugin("maven-dependency-plugin") + ":build-classpath",
        "-Dmdep.outputFile=" + file);
    String path = Files.readString(file).strip();
    List<String> all = new ArrayList<>(Splitter.on(File.pathSeparatorChar).splitToList(path));
    all.add(folder.resolve("target/classes").toString());
    return all;
  }

  private void maven(String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(File.separatorChar == '\\' ? "mvn.cmd" : "mvn");
    command.addAll(List.of("-B", "-ntp", "-Dmaven.repo.local=" + repository));
    if (Files.exists(settings)) {
      command.addAll(List.of("-gs", settings.toString())); // a user's own stay
    }
    command.addAll(List.of(arguments));
    Cli run = ChildJvm.run(new ProcessBuilder(command).directory(folder.toFile()), folder);
    assertEquals(0, run.code(), run.out() + run.err());
  }
}
