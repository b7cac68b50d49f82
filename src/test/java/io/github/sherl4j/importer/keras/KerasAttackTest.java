package io.github.sherl4j.importer.keras;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.sherl4j.BadInputException;
import io.github.sherl4j.CorruptFileException;
import io.github.sherl4j.SherlException;
import io.github.sherl4j.importer.Backbone;
import io.github.sherl4j.importer.Backbones;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Damaged and lying files: only the project's exceptions come out. */
class KerasAttackTest {

  private static final int MUTANTS = 400;

  @TempDir private Path folder;

  private byte[] model() throws IOException {
    H5Model model = new H5Model(4).layer("Dense", "\"units\":3,\"activation\":\"relu\"");
    model.weight("kernel", 4, 3);
    model.weight("bias", 3);
    return Files.readAllBytes(model.write(folder.resolve("good.h5")));
  }

  @Test
  void mutants() throws IOException {
    byte[] good = model();
    Random random = new Random(11);
    int refused = 0;
    for (int n = 0; n < MUTANTS; n++) {
      byte[] bytes = good.clone();
      if (n % 3 == 0) {
        bytes = Arrays.copyOf(bytes, random.nextInt(bytes.length));
      } else {
        for (int i = 0; i < (n % 3 == 1 ? 1 : 30); i++) {
          bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
        }
      }
      Path file = Files.write(folder.resolve("mutant.h5"), bytes);
      try (Backbone b = Backbones.open(file)) {
        assertTrue(b.parameters() > 0, "mutant " + n);
      } catch (SherlException e) {
        refused++;
      }
    }
    assertTrue(refused > MUTANTS / 3, refused + " refused");
  }

  @Test
  void weightsOfAnotherShape() {
    H5Model model = new H5Model(4).layer("Dense", "\"units\":3");
    model.weight("kernel", 5, 3);
    model.weight("bias", 3);
    Path file = model.write(folder.resolve("shape.h5"));
    assertThrows(CorruptFileException.class, () -> Backbones.open(file));
  }

  @Test
  void weightsMissingOrTooMany() {
    H5Model few = new H5Model(4).layer("Dense", "\"units\":3");
    few.weight("kernel", 4, 3);
    Path missing = few.write(folder.resolve("few.h5"));
    assertThrows(CorruptFileException.class, () -> Backbones.open(missing));
    H5Model many = new H5Model(4).layer("Dense", "\"units\":3,\"use_bias\":false");
    many.weight("kernel", 4, 3);
    many.weight("bias", 3);
    Path extra = many.write(folder.resolve("many.h5"));
    assertThrows(CorruptFileException.class, () -> Backbones.open(extra));
  }

  @Test
  void sizesThatNothingCanHold() {
    Path file =
        new H5Model(4).layer("RepeatVector", "\"n\":2147483647").write(folder.resolve("large.h5"));
    assertThrows(CorruptFileException.class, () -> Backbones.open(file));
  }

  private Path archive(String... entries) throws IOException {
    Path file = folder.resolve("a.keras");
    try (OutputStream out = Files.newOutputStream(file);
        ZipOutputStream zip = new ZipOutputStream(out)) {
      for (int i = 0; i < entries.length; i += 2) {
        zip.putNextEntry(new ZipEntry(entries[i]));
        zip.write(entries[i + 1].getBytes(StandardCharsets.UTF_8));
      }
    }
    return file;
  }

  @Test
  void archives() throws IOException {
    String config = new H5Model(4).layer("Dense", "\"units\":3").config();
    Path garbage = archive("config.json", config, "model.weights.h5", "no HDF5 at all");
    assertThrows(CorruptFileException.class, () -> Backbones.open(garbage));
    Path without = archive("config.json", config, "metadata.json", "{}");
    assertThrows(BadInputException.class, () -> Backbones.open(without));
    Path broken = archive("config.json", "{\"class_name\":", "model.weights.h5", "x");
    assertThrows(CorruptFileException.class, () -> Backbones.open(broken));
    Path outside = archive("config.json", config, "../../model.weights.h5", "x");
    assertThrows(BadInputException.class, () -> Backbones.open(outside));
  }
}
