package io.github.sherl4j.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.common.base.Splitter;
import io.github.sherl4j.BadInputException;
import java.io.File;
import java.lang.reflect.InvocationTargetException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The tokenizers library is optional; who needs it and has it not is told its coordinates. */
class MissingLibraryTest {

  @Test
  void coordinatesAreNamed(@TempDir Path dir) throws Exception {
    Path file = WordPieces.write(dir.resolve("t.json"));
    ClassLoader before = Thread.currentThread().getContextClassLoader();
    try (URLClassLoader without =
        new URLClassLoader(classPathWithoutDjl(), ClassLoader.getPlatformClassLoader())) {
      Thread.currentThread().setContextClassLoader(without);
      var open =
          without.loadClass(Tokenizers.class.getName()).getMethod("open", Path.class, int.class);
      InvocationTargetException e =
          assertThrows(InvocationTargetException.class, () -> open.invoke(null, file, 10));
      assertEquals(BadInputException.class.getName(), e.getCause().getClass().getName());
      String message = e.getCause().getMessage();
      assertTrue(message.contains("ai.djl.huggingface:tokenizers:0.33.0"), message);
    } finally {
      Thread.currentThread().setContextClassLoader(before);
    }
  }

  private static URL[] classPathWithoutDjl() throws MalformedURLException {
    String classPath =
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    List<URL> urls = new ArrayList<>();
    for (String entry : Splitter.on(File.pathSeparatorChar).split(classPath)) {
      if (!entry.replace('\\', '/').contains("/ai/djl/")) {
        urls.add(new File(entry).toURI().toURL());
      }
    }
    return urls.toArray(new URL[0]);
  }
}
