package io.github.sherl4j.image;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.sherl4j.BadInputException;
import io.github.sherl4j.testing.TinyPictures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Folder trees, lists, CIFAR files and single pictures. */
class ImageRowsTest {

  private static final int RECORD = 3073;

  @TempDir Path folder;

  private Path picture(String name, int width) {
    return TinyPictures.write(folder.resolve(name), TinyPictures.pattern(width, 3), "png");
  }

  private static List<String> shown(List<ImageRow> rows) {
    return rows.stream().map(r -> r.label() + " " + r.name()).toList();
  }

  private static void refused(Path path, String where, String saying) {
    BadInputException e = assertThrows(BadInputException.class, () -> ImageRows.labelled(path));
    assertTrue(e.where().endsWith(where), e.where());
    assertTrue(e.getMessage().contains(saying), e.getMessage());
  }

  @Test
  void aFolderForEachLabel() throws IOException {
    picture("t/b/2.png", 5);
    picture("t/b/10.png", 6);
    picture("t/a/deep/er/x.png", 7);
    Files.write(folder.resolve("t/.DS_Store"), new byte[9]);
    Files.write(folder.resolve("t/a/._x.png"), new byte[9]);
    Files.write(folder.resolve("t/b/Thumbs.db"), new byte[9]);
    List<ImageRow> rows = ImageRows.labelled(folder.resolve("t"));
    assertEquals(List.of("a a/deep/er/x.png", "b b/10.png", "b b/2.png"), shown(rows));
    assertEquals(7, rows.get(0).decode().width());
    assertEquals("b/10.png", rows.get(1).place());
    List<ImageRow> bare = ImageRows.maybeLabelled(folder.resolve("t"));
    assertEquals(
        rows.stream().map(ImageRow::name).toList(), bare.stream().map(r -> r.name()).toList());
    assertNull(bare.get(0).label());
    assertEquals(
        List.of("null 10.png", "null 2.png"),
        shown(ImageRows.maybeLabelled(folder.resolve("t/b"))));
  }

  @Test
  void foldersThatAreNoTree() throws IOException {
    refused(folder, folder.getFileName().toString(), "empty folder");
    Files.createDirectories(folder.resolve("t/a"));
    refused(folder.resolve("t"), "a", "without pictures");
    picture("t/a/1.png", 5);
    picture("t/1.png", 5);
    refused(folder.resolve("t"), "1.png", "beside the folders");
    refused(folder.resolve("none"), "none", "no such file");
    Files.delete(folder.resolve("t/1.png"));
    Files.createSymbolicLink(folder.resolve("t/a/loop"), folder.resolve("t/a"));
    refused(folder.resolve("t"), "t", "unreadable folder");
  }

  @Test
  void aList() throws IOException {
    picture("pics/1.png", 5);
    picture("2.png", 6);
    Path list = folder.resolve("list.tsv");
    Files.writeString(
        list, "label\tpath\r\nx\tpics/1.png\r\ny\t" + folder.resolve("2.png") + "\r\n");
    List<ImageRow> rows = ImageRows.labelled(list);
    assertEquals(List.of("x pics/1.png", "y " + folder.resolve("2.png")), shown(rows));
    assertEquals("line 3", rows.get(1).place());
    assertEquals(6, rows.get(1).decode().width());
    Files.writeString(list, "2.png\npics/1.png\n");
    assertEquals(List.of("null 2.png", "null pics/1.png"), shown(ImageRows.maybeLabelled(list)));
    refused(list, "list.tsv, line 1", "label<TAB>path");
  }

  @Test
  void listsThatAreWrong() throws IOException {
    picture("1.png", 5);
    Path list = folder.resolve("list.tsv");
    Files.writeString(list, "x\t1.png\ny\tnone.png\n");
    refused(list, "line 2", "none.png");
    Files.writeString(list, "x\t1.png\t2\n");
    refused(list, "line 1", "3 column(s)");
    Files.writeString(list, " \t1.png\n");
    refused(list, "line 1", "empty label");
    Files.writeString(list, "x\t1\0.png\n");
    refused(list, "line 1", "path");
    Files.writeString(list, "label\tpath\n");
    refused(list, "list.tsv", "no rows");
    Files.write(list, new byte[] {1, (byte) 0xFF, 2});
    refused(list, "line 1", "UTF-8");
    refused(picture("2.png", 5), "2.png", "without a label");
    assertEquals(
        "2.png",
        Path.of(ImageRows.maybeLabelled(folder.resolve("2.png")).get(0).name())
            .getFileName()
            .toString());
  }

  private Path cifar(int... labels) throws IOException {
    byte[] bytes = new byte[labels.length * RECORD];
    for (int i = 0; i < labels.length; i++) {
      bytes[i * RECORD] = (byte) labels[i];
      for (int p = 0; p < RECORD - 1; p++) {
        int x = p % 32;
        int y = p / 32 % 32;
        bytes[i * RECORD + 1 + p] = (byte) (TinyPictures.pattern(x, y, p / 1024) + i);
      }
    }
    return Files.write(folder.resolve("d.bin"), bytes);
  }

  @Test
  void cifar() throws IOException {
    Path file = cifar(3, 0, 1);
    assertEquals(List.of("3 d.bin#0", "0 d.bin#1", "1 d.bin#2"), shown(ImageRows.labelled(file)));
    Files.writeString(folder.resolve("batches.meta.txt"), "ape\nbee\ncat\ndog\n\n");
    List<ImageRow> rows = ImageRows.labelled(file);
    assertEquals(List.of("dog", "ape", "bee"), rows.stream().map(ImageRow::label).toList());
    Pixels second = rows.get(1).decode();
    for (int c = 0; c < 3; c++) {
      assertEquals((TinyPictures.pattern(30, 17, c) + 1) % 256, second.at(30, 17, c));
    }
    Files.writeString(folder.resolve("labels.txt"), "only\nthree\nnames\n");
    refused(file, "d.bin, record 0", "label 3");
    assertEquals("d.bin", file.getFileName().toString());
  }

  @Test
  void cifarFilesThatAreWrong() throws IOException {
    Path file = Files.write(folder.resolve("d.bin"), new byte[RECORD + 1]);
    refused(file, "d.bin", "3074 bytes");
    refused(Files.write(file, new byte[0]), "d.bin", "0 bytes");
  }

  @Test
  void theHashSeesLabelsNamesAndContents() throws IOException {
    Path file = cifar(3, 0);
    String first = ImageRow.hash(ImageRows.labelled(file));
    assertEquals(first, ImageRow.hash(ImageRows.labelled(file)));
    assertNotEquals(first, ImageRow.hash(ImageRows.labelled(cifar(3, 1))));
    picture("t/a/1.png", 5);
    String tree = ImageRow.hash(ImageRows.labelled(folder.resolve("t")));
    picture("t/a/1.png", 6);
    assertNotEquals(tree, ImageRow.hash(ImageRows.labelled(folder.resolve("t"))));
  }
}
