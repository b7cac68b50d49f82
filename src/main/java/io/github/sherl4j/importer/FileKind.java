package io.github.sherl4j.importer;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** Names what a file is from its first bytes, for messages about files that nothing reads. */
final class FileKind {

  private FileKind() {}

  /** A noun phrase such as {@code an HDF5 file (Keras .h5)}. */
  static String describe(byte[] head) {
    if (head.length == 0) {
      return "an empty file";
    }
    if (starts(head, 'P', 'K', 3, 4) || starts(head, 'P', 'K', 5, 6)) {
      return zipKind(head);
    }
    if (starts(head, 0x89, 'H', 'D', 'F', '\r', '\n', 0x1a, '\n')) {
      return "an HDF5 file (Keras .h5)";
    }
    if (head.length > 8 && head[8] == '{' && littleEndian(head) < 100_000_000L) {
      return "a safetensors file (weights without a graph)";
    }
    if (starts(head, 0x80, 2) || starts(head, 0x80, 3) || starts(head, 0x80, 4)) {
      return "a Python pickle (PyTorch checkpoint)";
    }
    if (starts(head, 0x93, 'N', 'U', 'M', 'P', 'Y')) {
      return "a NumPy array";
    }
    if (starts(head, 0x1f, 0x8b)) {
      return "a gzip archive";
    }
    if (starts(head, 0xac, 0xed)) {
      return "Java-serialised objects";
    }
    if (savedModel(head)) {
      return "a TensorFlow SavedModel (saved_model.pb)";
    }
    if (head.length >= 8 && flatBufferRoot(head)) {
      return "a FlatBuffers file (SameDiff .fb or TensorFlow Lite)";
    }
    return isText(head) ? "a text file" : "a file of unknown content";
  }

  /** What to do with a file of that kind. */
  static String remedy(byte[] head) {
    String kind = describe(head);
    if (kind.contains("PyTorch") || kind.contains("safetensors")) {
      return "it holds weights and no graph: load it in Python and export it with"
          + " torch.onnx.export(model, inputs, \"model.onnx\")";
    }
    if (kind.contains("SavedModel")) {
      return "convert its folder: python -m tf2onnx.convert --saved-model FOLDER --output model.onnx";
    }
    if (kind.contains("TensorFlow Lite")) {
      return "convert it: python -m tf2onnx.convert --tflite model.tflite --output model.onnx";
    }
    if (kind.contains("gzip")) {
      return "unpack it with gunzip or tar xzf, then name the model file inside";
    }
    if (kind.contains("word vectors")) {
      return "it holds vectors and no network: make them an embedding layer of a network, and save"
          + " that";
    }
    if (kind.contains("zip archive")) {
      return "if a model is packed in it, unpack it and name that file";
    }
    if (kind.contains("serialised")) {
      return "such files are never read, as reading them can run code; save the model in its own"
          + " format";
    }
    return "convert the model to one of these formats; for PyTorch: torch.onnx.export";
  }

  /** Its first field is the version of its format, 1, and its second the graph. */
  private static boolean savedModel(byte[] head) {
    return starts(head, 0x08, 0x01, 0x12)
        && new String(head, StandardCharsets.ISO_8859_1).contains("serve");
  }

  private static String zipKind(byte[] head) {
    String names = new String(head, StandardCharsets.ISO_8859_1);
    if (names.contains("data.pkl")) {
      return "a zip archive (PyTorch checkpoint)";
    }
    if (names.contains("syn0.txt")) {
      return "a zip archive (word vectors of Deeplearning4j)";
    }
    if (names.contains("config.json") || names.contains("model.weights.h5")) {
      return "a zip archive (Keras .keras)";
    }
    if (names.contains("configuration.json") || names.contains("coefficients.bin")) {
      return "a zip archive (Deeplearning4j model)";
    }
    return "a zip archive";
  }

  private static boolean starts(byte[] head, int... magic) {
    if (head.length < magic.length) {
      return false;
    }
    for (int i = 0; i < magic.length; i++) {
      if ((head[i] & 0xff) != magic[i]) {
        return false;
      }
    }
    return true;
  }

  private static long littleEndian(byte[] head) {
    long value = 0;
    for (int i = 7; i >= 0; i--) {
      value = value << 8 | (head[i] & 0xff);
    }
    return value < 0 ? Long.MAX_VALUE : value;
  }

  /** A FlatBuffers file begins with the offset of its root table, and TFLite names itself. */
  private static boolean flatBufferRoot(byte[] head) {
    if (starts(new byte[] {head[4], head[5], head[6], head[7]}, 'T', 'F', 'L', '3')) {
      return true;
    }
    long root = littleEndian(head) & 0xffff_ffffL;
    return root >= 4 && root < head.length && root % 4 == 0 && head[2] == 0 && head[3] == 0;
  }

  private static boolean isText(byte[] head) {
    int end = head.length;
    while (end > 0 && head.length - end < 4 && head[end - 1] < 0) {
      end--;
    }
    try {
      String text =
          StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(head, 0, end)).toString();
      return text.chars().allMatch(c -> c >= ' ' || Character.isWhitespace(c));
    } catch (CharacterCodingException e) {
      return false;
    }
  }
}
