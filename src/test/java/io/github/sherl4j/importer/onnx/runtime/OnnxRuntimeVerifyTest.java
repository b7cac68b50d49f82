package io.github.sherl4j.importer.onnx.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.abort;

import com.google.common.base.Splitter;
import io.github.sherl4j.BadInputException;
import io.github.sherl4j.Sherl;
import io.github.sherl4j.importer.Backbone;
import io.github.sherl4j.importer.Backbones;
import io.github.sherl4j.importer.ImportOptions;
import io.github.sherl4j.importer.ReferenceVerification;
import io.github.sherl4j.importer.onnx.write.OnnxWeights;
import io.github.sherl4j.testing.SharedData;
import io.github.sherl4j.testing.TinyModel;
import java.io.File;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Every tensor of every recorded model against ONNX Runtime, on random inputs. */
class OnnxRuntimeVerifyTest {

  private static final double TOLERANCE = 1e-4;

  @TempDir Path folder;

  @BeforeAll
  static void library() {
    try {
      OnnxRuntime.load();
    } catch (LinkageError e) {
      String why = "skipped: ONNX Runtime does not load here: " + e;
      System.out.println(why);
      abort(why);
    }
  }

  @TestFactory
  Stream<DynamicTest> everyTensorOfEveryRecordedModel() {
    return SharedData.foldersWith(SharedData.fixtures().resolve("onnx"), "model.onnx").stream()
        .map(f -> f.resolve("model.onnx"))
        .map(f -> DynamicTest.dynamicTest(f.getParent().getFileName() + "", () -> check(f)));
  }

  @TestFactory
  Stream<DynamicTest> everyTensorOfRealModels() throws IOException {
    List<Path> files;
    try (Stream<Path> all = Files.walk(SharedData.assets())) {
      files = all.filter(f -> f.toString().endsWith(".onnx")).sorted().toList();
    }
    assertFalse(files.isEmpty(), "no model among the assets");
    return files.stream().map(f -> DynamicTest.dynamicTest(f.getFileName() + "", () -> check(f)));
  }

  private static void check(Path file) {
    Path fixture = file.getParent();
    if (!Backbones.unsupported(file).isEmpty()) {
      System.out.println(file.getFileName() + ": not compared, " + Backbones.unsupported(file));
      return;
    }
    try (Backbone b = Sherl.open(file)) {
      ReferenceVerification done =
          ReferenceVerification.verify(file, b, ImportOptions.DEFAULT, 7, TOLERANCE);
      System.out.printf(
          Locale.ROOT,
          "%s: %d tensors, largest difference %.2g%n",
          fixture.getFileName(),
          done.report().tensors().size(),
          done.report().maxAbsDiff());
      assertTrue(
          done.report().ok(),
          () -> done.report().firstDifference() + " " + done.firstDifferentOp(b));
      assertEquals(List.of(), done.report().skipped());
      assertTrue(done.report().tensors().size() >= b.outputs().size());
    } catch (BadInputException e) {
      assertTrue(e.found().contains("ORT_NOT_IMPLEMENTED"), e.getMessage());
      System.out.println(fixture.getFileName() + ": not compared, " + e.found());
    }
  }

  @Test
  void withoutTheLibraryItsCoordinatesAreNamed() throws Exception {
    String classPath =
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    List<URL> urls = new ArrayList<>();
    for (String entry : Splitter.on(File.pathSeparatorChar).split(classPath)) {
      if (!entry.replace('\\', '/').contains("/com/microsoft/")) {
        urls.add(new File(entry).toURI().toURL());
      }
    }
    try (URLClassLoader without =
        new URLClassLoader(urls.toArray(new URL[0]), ClassLoader.getPlatformClassLoader())) {
      Class<?> provider = without.loadClass(OnnxRuntimeProvider.class.getName());
      Class<?> options = without.loadClass(ImportOptions.class.getName());
      var open = provider.getMethod("open", Path.class, options, Collection.class);
      Object one = provider.getConstructor().newInstance();
      Object none = options.getField("DEFAULT").get(null);
      InvocationTargetException e =
          assertThrows(
              InvocationTargetException.class,
              () -> open.invoke(one, folder.resolve("m.onnx"), none, List.of()));
      assertEquals(BadInputException.class.getName(), e.getCause().getClass().getName());
      String message = e.getCause().getMessage();
      assertTrue(message.contains("com.microsoft.onnxruntime:onnxruntime:"), message);
      assertTrue(message.contains("--golden"), message);
    }
  }

  private Path model() {
    return TinyModel.write(folder.resolve("m.onnx"), 3, 1);
  }

  @Test
  void theFirstDifferentTensorIsNamed() {
    Path file = model();
    Path other = folder.resolve("other.onnx");
    try (Backbone b = Sherl.open(file)) {
      try (INDArray changed = b.variable("block1.A").getArr().add(0.01)) {
        OnnxWeights.replace(file, other, Map.of("block1.A", changed));
      }
      ReferenceVerification same =
          ReferenceVerification.verify(file, b, ImportOptions.DEFAULT, 1, TOLERANCE);
      assertTrue(same.report().ok());
      assertTrue(same.firstDifferentOp(b).isEmpty());
      assertTrue(same.reference().startsWith("ONNX Runtime 1."), same.reference());
      ReferenceVerification done =
          ReferenceVerification.verify(other, b, ImportOptions.DEFAULT, 1, TOLERANCE);
      assertFalse(done.report().ok());
      assertEquals("up_1", done.report().firstDifference().orElseThrow().name());
      assertEquals("MatMul", done.firstDifferentOp(b).orElseThrow().type());
    }
  }

  @Test
  void theSeedDecides() {
    Path file = model();
    ImportOptions pinned = ImportOptions.pinned(Map.of("input_ids", List.of(3L, 5L)));
    try (Backbone b = Sherl.open(file, pinned)) {
      ReferenceVerification one = ReferenceVerification.verify(file, b, pinned, 1, TOLERANCE);
      ReferenceVerification again = ReferenceVerification.verify(file, b, pinned, 1, TOLERANCE);
      assertEquals(one, again);
    }
  }

  @Test
  void whatTheReferenceDoesNotRunIsNoDifference() {
    Path file = model();
    Path other = TinyModel.writeUnknownOp(folder.resolve("u.onnx"));
    try (Backbone b = Sherl.open(file)) {
      BadInputException e =
          assertThrows(
              BadInputException.class,
              () -> ReferenceVerification.verify(other, b, ImportOptions.DEFAULT, 1, TOLERANCE));
      assertTrue(e.remedy().contains("--golden"), e.getMessage());
    }
  }
}
