package io.github.sherl4j.importer.onnx;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.common.hash.Hashing;
import io.github.sherl4j.BadInputException;
import io.github.sherl4j.Sherl;
import io.github.sherl4j.SherlException;
import io.github.sherl4j.UnsupportedOpException;
import io.github.sherl4j.importer.Backbone;
import io.github.sherl4j.importer.ImportOptions;
import io.github.sherl4j.importer.ReferenceVerification;
import io.github.sherl4j.importer.onnx.write.OnnxOutputs;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import onnx.Onnx.ModelProto;
import onnx.Onnx.TensorProto;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Weights in other files: only if allowed, and only from plain files inside the model's folder. */
class ExternalDataTest {

  private static final ImportOptions ALLOWED = new ImportOptions(Map.of(), true);

  @TempDir Path folder;
  private ExternalAttacks attacks;

  @BeforeEach
  void files() throws IOException {
    attacks = new ExternalAttacks(folder);
  }

  private Path write(ModelProto model) throws IOException {
    return Files.write(attacks.home().resolve("model.onnx"), model.toByteArray());
  }

  private ModelProto good(String... entries) {
    return ExternalAttacks.with(ExternalAttacks.outside(attacks.weight(), entries));
  }

  private static double[] output(Path file, ImportOptions options) {
    try (Backbone b = Sherl.open(file, options);
        INDArray x = Nd4j.createFromArray(new float[][] {{1, -2}, {3, 4}})) {
      return Fixture.values(Fixture.run(b, Map.of("x", x), List.of("y")).get("y"));
    }
  }

  @Test
  void weightsBesideTheModelAreTheSameWeights() throws IOException {
    Path inside = Files.write(attacks.home().resolve("inside.onnx"), Models.linear().toByteArray());
    double[] wanted = output(inside, ImportOptions.DEFAULT);
    Files.createDirectory(attacks.home().resolve("deep"));
    ByteBuffer late = ByteBuffer.allocate(64).position(40);
    Files.write(
        attacks.home().resolve("deep/late.bin"),
        late.put(attacks.weight().getRawData().toByteArray()).array());
    @SuppressWarnings("deprecation") // the format wants SHA-1
    String sum = Hashing.sha1().hashBytes(attacks.weight().getRawData().toByteArray()).toString();
    for (ModelProto model :
        List.of(
            good("location", "w.bin"),
            good("location", "w.bin", "offset", "0", "length", "24", "checksum", sum),
            good("location", "deep/late.bin", "offset", "40"))) {
      Path file = write(model);
      assertArrayEquals(wanted, output(file, ALLOWED), 0);
      try (Backbone a = Sherl.open(inside);
          Backbone b = Sherl.open(file, ALLOWED)) {
        assertEquals(a.fingerprint(), b.fingerprint());
        ReferenceVerification done = ReferenceVerification.verify(file, b, ALLOWED, 1, 1e-6);
        assertTrue(done.report().ok());
      }
      Path copy = attacks.home().resolve("copy.onnx");
      OnnxOutputs.expose(file, true, copy, List.of());
      assertArrayEquals(wanted, output(copy, ImportOptions.DEFAULT), 0);
    }
  }

  @Test
  void withoutTheUsersWordNothingOutsideIsRead() throws IOException {
    Path file = write(good("location", "w.bin"));
    BadInputException e = assertThrows(BadInputException.class, () -> Sherl.open(file));
    assertTrue(e.remedy().contains("--allow-external-data"), e.getMessage());
  }

  @Test
  void everyAttackIsRefused() throws Exception {
    Map<String, ModelProto> cases = attacks.all();
    assertTrue(cases.size() >= 60, cases.size() + " attacks");
    int refused = 0;
    for (Map.Entry<String, ModelProto> attack : cases.entrySet()) {
      Path file = write(attack.getValue());
      for (ImportOptions options : List.of(ImportOptions.DEFAULT, ALLOWED)) {
        SherlException e =
            assertThrows(
                SherlException.class, () -> Sherl.open(file, options).close(), attack.getKey());
        assertFalse(e instanceof UnsupportedOpException, attack.getKey() + ": " + e.getMessage());
        assertFalse(e.getMessage().contains("SECRET"), attack.getKey());
        refused++;
      }
    }
    System.out.println(refused + " of " + 2 * cases.size() + " external-data attacks refused");
    assertEquals(List.of(), attacks.touched());
  }

  @Test
  void aFileThatIsSwappedAfterTheCheckIsRefused() throws IOException {
    Path file = write(good("location", "w.bin"));
    Path weights = attacks.home().resolve("w.bin");
    try (OnnxModel model = OnnxModel.open(file, true)) {
      Files.delete(weights);
      Files.createSymbolicLink(weights, attacks.secret());
      assertThrows(BadInputException.class, () -> model.raw(0).forEach(p -> {}));
      Files.delete(weights);
      Files.copy(attacks.secret(), weights);
      assertThrows(BadInputException.class, () -> model.raw(0).forEach(p -> {}));
    }
  }

  /** A model opened through a link to its folder still finds its weights. */
  @Test
  void aLinkToTheFolderIsTheUsersOwnBusiness() throws IOException {
    write(good("location", "w.bin"));
    Path link = Files.createSymbolicLink(folder.resolve("shortcut"), attacks.home());
    TensorProto w = attacks.weight();
    try (Backbone b = Sherl.open(link.resolve("model.onnx"), ALLOWED)) {
      assertEquals(w.getDimsList(), List.of(2L, 3L));
      assertEquals(9, b.parameters());
    }
  }
}
