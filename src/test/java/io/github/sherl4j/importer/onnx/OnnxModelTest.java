package io.github.sherl4j.importer.onnx;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.common.primitives.Bytes;
import io.github.sherl4j.BadInputException;
import io.github.sherl4j.CorruptFileException;
import io.github.sherl4j.importer.onnx.write.EncoderModel;
import io.github.sherl4j.testing.SharedData;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import onnx.Onnx.GraphProto;
import onnx.Onnx.ModelProto;
import onnx.Onnx.TensorProto;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.shade.protobuf.ByteString;
import org.nd4j.shade.protobuf.CodedOutputStream;
import org.nd4j.shade.protobuf.UnknownFieldSet;
import org.nd4j.shade.protobuf.WireFormat;

/** Reading without the data of initializers finds the same model as reading everything. */
class OnnxModelTest {

  @TempDir Path folder;

  /** The model with its data put back. */
  private static ModelProto whole(OnnxModel model) {
    ModelProto.Builder whole = model.proto().toBuilder();
    for (int i = 0; i < whole.getGraph().getInitializerCount(); i++) {
      ByteString raw = ByteString.EMPTY;
      for (ByteBuffer piece : model.raw(i)) {
        raw = raw.concat(ByteString.copyFrom(piece));
      }
      assertEquals(model.rawBytes(i), raw.size());
      if (!raw.isEmpty()) {
        whole.getGraphBuilder().getInitializerBuilder(i).setRawData(raw);
      }
    }
    return whole.build();
  }

  private static ModelProto whole(byte[] bytes) {
    try (OnnxModel model = OnnxModel.of(bytes, "test")) {
      return whole(model);
    }
  }

  @Test
  void everyRecordedModelIsReadWhole() throws IOException {
    for (Path f : SharedData.foldersWith(SharedData.fixtures().resolve("onnx"), "model.onnx")) {
      byte[] bytes = Files.readAllBytes(f.resolve("model.onnx"));
      try (OnnxModel model = OnnxModel.open(f.resolve("model.onnx"))) {
        assertEquals(ModelProto.parseFrom(bytes), whole(model), f.toString());
      }
      assertEquals(ModelProto.parseFrom(bytes), whole(bytes), f.toString());
    }
  }

  @Test
  void messagesInPiecesAreMerged() throws IOException {
    ModelProto linear = Models.linear();
    GraphProto graph = linear.getGraph();
    ModelProto.Builder rest = linear.toBuilder().clearGraph();
    ModelProto nodes =
        ModelProto.newBuilder().setGraph(graph.toBuilder().clearInitializer()).build();
    ModelProto weights =
        ModelProto.newBuilder()
            .setGraph(GraphProto.newBuilder().addAllInitializer(graph.getInitializerList()))
            .build();
    byte[] pieces =
        Bytes.concat(weights.toByteArray(), rest.build().toByteArray(), nodes.toByteArray());
    assertEquals(linear, ModelProto.parseFrom(pieces));
    assertEquals(linear, whole(pieces));
    ModelProto unknown = rest.setUnknownFields(unknownField()).setGraph(graph).build();
    assertEquals(unknown, whole(unknown.toByteArray()));
  }

  private static UnknownFieldSet unknownField() {
    return UnknownFieldSet.newBuilder()
        .addField(999, UnknownFieldSet.Field.newBuilder().addVarint(3).build())
        .build();
  }

  @Test
  void theLastOfTwoDataFieldsCounts() throws IOException {
    byte[] first = field(TensorProto.RAW_DATA_FIELD_NUMBER, new byte[7]);
    GraphProto whole = Models.linear().getGraph();
    byte[] tensor = Bytes.concat(first, whole.getInitializer(0).toByteArray());
    byte[] graph =
        Bytes.concat(
            field(GraphProto.INITIALIZER_FIELD_NUMBER, tensor),
            whole.toBuilder().removeInitializer(0).build().toByteArray());
    byte[] model =
        Bytes.concat(
            Models.linear().toBuilder().clearGraph().build().toByteArray(),
            field(ModelProto.GRAPH_FIELD_NUMBER, graph));
    assertEquals(Models.linear(), ModelProto.parseFrom(model));
    assertEquals(Models.linear(), whole(model));
  }

  private static byte[] field(int number, byte[] content) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    CodedOutputStream out = CodedOutputStream.newInstance(bytes);
    out.writeByteArray(number, content);
    out.flush();
    return bytes.toByteArray();
  }

  @Test
  void dataIsReadInPiecesThatSplitNoElement() throws IOException {
    long[] values = new long[400_000];
    Arrays.setAll(values, i -> i * 31L);
    ByteBuffer raw = ByteBuffer.allocate(8 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    raw.asLongBuffer().put(values);
    ModelProto.Builder model = Models.linear().toBuilder();
    model
        .getGraphBuilder()
        .addInitializerBuilder()
        .setName("many")
        .setDataType(7)
        .addDims(values.length)
        .setRawData(ByteString.copyFrom(raw));
    Path file = Files.write(folder.resolve("m.onnx"), model.build().toByteArray());
    try (OnnxModel read = OnnxModel.open(file)) {
      int pieces = 0;
      for (ByteBuffer piece : read.raw(2)) {
        assertEquals(0, piece.remaining() % 8);
        pieces++;
      }
      assertTrue(pieces > 1);
      assertArrayEquals(values, TensorReader.elements(read.initializers().get(2)).toLongs());
    }
  }

  @Test
  void nothingIsMapped() throws IOException {
    Path maps = Path.of("/proc/self/maps");
    assumeTrue(Files.exists(maps), "skipped: this system does not list mappings");
    Path file = folder.resolve("large.onnx");
    EncoderModel.builder().vocabulary(80_000).build().write(file);
    try (OnnxModel model = OnnxModel.open(file)) {
      assertTrue(model.rawBytes(1) > 16 << 20);
      assertTrue(Files.readAllLines(maps).stream().noneMatch(l -> l.endsWith("large.onnx")));
    }
  }

  @Test
  void aFileThatShrinksWhileItIsReadIsAnError() throws IOException {
    Path file = folder.resolve("m.onnx");
    EncoderModel.builder().layers(2).build().write(file);
    try (OnnxModel model = OnnxModel.open(file)) {
      try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
        channel.truncate(20_000);
      }
      BadInputException e =
          assertThrows(BadInputException.class, () -> model.raw(1).forEach(piece -> {}));
      assertTrue(e.found().contains("changed"), e.getMessage());
    }
  }

  @Test
  void everythingElseHasToFitTheHeap() throws IOException {
    Path file = Files.write(folder.resolve("m.onnx"), Models.linear().toByteArray());
    long size = Math.min(Runtime.getRuntime().maxMemory() / 3, Integer.MAX_VALUE - 100L);
    try (OutputStream stream = Files.newOutputStream(file, StandardOpenOption.APPEND)) {
      CodedOutputStream out = CodedOutputStream.newInstance(stream);
      out.writeTag(ModelProto.DOC_STRING_FIELD_NUMBER, WireFormat.WIRETYPE_LENGTH_DELIMITED);
      out.writeUInt32NoTag((int) size);
      out.flush();
    }
    try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw")) {
      sparse.setLength(sparse.length() + size);
    }
    BadInputException e = assertThrows(BadInputException.class, () -> OnnxModel.open(file));
    assertTrue(e.expected().contains("heap"), e.getMessage());
  }

  @Test
  void initializersWithoutEndAreRefused() {
    GraphProto.Builder graph = GraphProto.newBuilder();
    for (int i = 0; i < 300_000; i++) {
      graph.addInitializer(TensorProto.getDefaultInstance());
    }
    byte[] model = ModelProto.newBuilder().setGraph(graph).build().toByteArray();
    BadInputException e =
        assertThrows(BadInputException.class, () -> OnnxModel.of(model, "attack"));
    assertTrue(e.found().contains("initializers"), e.getMessage());
  }

  @Test
  void versionsOfOtherDomainsMayBeAnyNumber() {
    ModelProto.Builder model = Models.linear().toBuilder();
    model.getOpsetImportBuilder(1).setVersion(Long.MAX_VALUE);
    OnnxImporter.open(model.build().toByteArray(), "test").close();
  }

  @Test
  void twoInitializersOfOneNameAreRefused() {
    ModelProto.Builder model = Models.linear().toBuilder();
    model.getGraphBuilder().addInitializer(model.getGraph().getInitializer(0));
    assertThrows(
        CorruptFileException.class, () -> OnnxModel.of(model.build().toByteArray(), "test"));
  }
}
