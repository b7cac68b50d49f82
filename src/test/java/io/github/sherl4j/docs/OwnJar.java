package io.github.sherl4j.docs;

import io.github.sherl4j.Sherl;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;

/** Our classes and resources as a jar, without waiting for the phase that packs them. */
final class OwnJar {

  private OwnJar() {}

  static Path write(Path folder) throws IOException, URISyntaxException {
    Path classes = Path.of(Sherl.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    Path file = folder.resolve("sherl4j.jar");
    try (JarOutputStream jar = new JarOutputStream(Files.newOutputStream(file));
        Stream<Path> all = Files.walk(classes)) {
      for (Path each : all.filter(Files::isRegularFile).sorted().toList()) {
        jar.putNextEntry(new JarEntry(classes.relativize(each).toString().replace('\\', '/')));
        Files.copy(each, jar);
        jar.closeEntry();
      }
    }
    return file;
  }
}
