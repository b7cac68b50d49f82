package io.github.sherl4j.importer.onnx;

import io.github.sherl4j.importer.Backbone;
import io.github.sherl4j.importer.BackboneImporter;
import io.github.sherl4j.importer.UnsupportedOp;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import onnx.Onnx.ModelProto;

/**
 * Reads ONNX files with float32, float64 or half-precision weights. Dynamic dimensions stay
 * dynamic; a model exported for one fixed shape takes only that shape. Thread-safe.
 *
 * <p>Memory: the weights once, beside the mapped file while it is read.
 */
public final class OnnxImporter implements BackboneImporter {

  /** For {@link java.util.ServiceLoader}; direct use is fine too. */
  public OnnxImporter() {}

  @Override
  public String format() {
    return "onnx";
  }

  @Override
  public boolean accepts(Path file, byte[] head) {
    return OnnxFile.looksLikeOnnx(head);
  }

  @Override
  public Backbone open(Path file) {
    return build(OnnxFile.read(file), file.toString());
  }

  /** Reads the bytes of an ONNX file; {@code where} names them in messages. */
  static Backbone open(byte[] bytes, String where) {
    return build(OnnxFile.parse(ByteBuffer.wrap(bytes), where), where);
  }

  private static Backbone build(ModelProto model, String where) {
    OpRegistry registry = new OpRegistry(model);
    List<UnsupportedOp> unsupported = registry.unsupported(model, where);
    if (!unsupported.isEmpty()) {
      throw OpRegistry.refuse(unsupported, where);
    }
    return new GraphBuilder(model, registry, where)
        .build()
        .format("onnx")
        .fingerprint(Fingerprint.of(model))
        .build();
  }

  @Override
  public List<UnsupportedOp> unsupported(Path file) {
    ModelProto model = OnnxFile.read(file);
    return new OpRegistry(model).unsupported(model, file.toString());
  }
}
