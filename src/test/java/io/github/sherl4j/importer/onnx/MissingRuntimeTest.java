package io.github.sherl4j.importer.onnx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.common.base.Splitter;
import io.github.sherl4j.BadInputException;
import io.github.sherl4j.importer.ImportOptions;
import io.github.sherl4j.importer.onnx.runtime.OrtForwardProvider;
import io.github.sherl4j.testing.TinyModel;
import java.io.File;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** ONNX Runtime is optional; who asks for it as early engine and has it not is told what to add. */
class MissingRuntimeTest {

  @Test
  void coordinatesAreNamed(@TempDir Path folder) throws Exception {
    Path model = TinyModel.write(folder.resolve("m.onnx"), 2, 1);
    try (URLClassLoader without =
        new URLClassLoader(classPath(), ClassLoader.getPlatformClassLoader())) {
      Class<?> provider = without.loadClass(OrtForwardProvider.class.getName());
      Class<?> options = without.loadClass(ImportOptions.class.getName());
      Method open = provider.getMethod("open", Path.class, options, Collection.class);
      Object defaults = options.getField("DEFAULT").get(null);
      Object made = provider.getConstructor().newInstance();
      InvocationTargetException e =
          assertThrows(
              InvocationTargetException.class,
              () -> open.invoke(made, model, defaults, List.of("hidden_1")));
      assertEquals(BadInputException.class.getName(), e.getCause().getClass().getName());
      String message = e.getCause().getMessage();
      assertTrue(message.contains("com.microsoft.onnxruntime:onnxruntime:"), message);
      assertTrue(message.contains("--early-engine"), message);
    }
  }

  private static URL[] classPath() throws MalformedURLException {
    String all =
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    List<URL> urls = new ArrayList<>();
    for (String entry : Splitter.on(File.pathSeparatorChar).split(all)) {
      if (!entry.replace('\\', '/').contains("/onnxruntime/")) {
        urls.add(new File(entry).toURI().toURL());
      }
    }
    return urls.toArray(new URL[0]);
  }
}
