package io.github.sherl4j.importer.onnx;

import io.github.sherl4j.engine.SafeOps;
import io.github.sherl4j.importer.Backbone;
import io.github.sherl4j.importer.onnx.write.EncoderModel;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;

/**
 * An {@link EncoderModel} as someone would write it for SameDiff: products of matrices on [rows,
 * width], the native layer norm and softmax, the heads split by reshape and permute. Its weights
 * are the arrays of an imported file.
 */
final class HandWrittenEncoder {

  static final String OUTPUT = "hidden";

  private final EncoderModel shape;
  private final Backbone weights;
  private final SameDiff sd = SameDiff.create();
  private final long batch;
  private final long length;

  private HandWrittenEncoder(EncoderModel shape, Backbone weights, long batch, long length) {
    this.shape = shape;
    this.weights = weights;
    this.batch = batch;
    this.length = length;
  }

  /** The graph for one size of batches; its placeholders have the names of the file's inputs. */
  static SameDiff of(EncoderModel shape, Backbone weights, long batch, long length) {
    return new HandWrittenEncoder(shape, weights, batch, length).build();
  }

  private SameDiff build() {
    SDVariable mask = sd.placeHolder("attention_mask", DataType.INT64, batch, length);
    SDVariable open = sd.reshape(mask.castTo(DataType.FLOAT), batch, 1, 1, length);
    SDVariable closed = open.rsub(1.0).mul(-Float.MAX_VALUE);
    SDVariable hidden = embeddings();
    for (int i = 0; i < shape.layers(); i++) {
      hidden = layer("encoder.layer." + i, hidden, closed);
    }
    sd.reshape(OUTPUT, hidden, batch, length, shape.width());
    return sd;
  }

  private SDVariable embeddings() {
    SDVariable words = lookup("word_embeddings", "input_ids");
    SDVariable types = lookup("token_type_embeddings", "token_type_ids");
    SDVariable table = weight("embeddings.position_embeddings.weight");
    SDVariable places =
        sd.stridedSlice(table, new long[2], new long[] {length, shape.width()}, 1, 1);
    SDVariable sum = words.add(types).add(places);
    return norm("embeddings.LayerNorm", sd.reshape(sum, batch * length, shape.width()));
  }

  private SDVariable lookup(String table, String ids) {
    SDVariable places = sd.placeHolder(ids, DataType.INT64, batch, length);
    return sd.gather(weight("embeddings." + table + ".weight"), places, 0);
  }

  private SDVariable layer(String name, SDVariable in, SDVariable mask) {
    SDVariable attended = attention(name + ".attention", in, mask);
    SDVariable first = norm(name + ".attention.output.LayerNorm", attended.add(in));
    SDVariable wide = SafeOps.gelu(sd, linear(name + ".intermediate.dense", first));
    SDVariable narrow = linear(name + ".output.dense", wide);
    return norm(name + ".output.LayerNorm", narrow.add(first));
  }

  private SDVariable attention(String name, SDVariable in, SDVariable mask) {
    SDVariable query = heads(linear(name + ".self.query", in));
    SDVariable key = heads(linear(name + ".self.key", in));
    SDVariable value = heads(linear(name + ".self.value", in));
    double root = Math.sqrt((double) shape.width() / shape.heads());
    SDVariable scores = sd.mmul(query, key, false, true, false).div(root).add(mask);
    SDVariable mixed = sd.mmul(sd.nn.softmax(scores, 3), value);
    SDVariable joined = sd.reshape(sd.permute(mixed, 0, 2, 1, 3), batch * length, shape.width());
    return linear(name + ".output.dense", joined);
  }

  private SDVariable heads(SDVariable rows) {
    int size = shape.width() / shape.heads();
    return sd.permute(sd.reshape(rows, batch, length, shape.heads(), size), 0, 2, 1, 3);
  }

  private SDVariable linear(String name, SDVariable in) {
    return sd.mmul(in, weight(name + ".weight")).add(weight(name + ".bias"));
  }

  private SDVariable norm(String name, SDVariable x) {
    return sd.nn.layerNorm(x, weight(name + ".weight"), weight(name + ".bias"), false, 1);
  }

  private SDVariable weight(String name) {
    return sd.constant(name, weights.variable(name).getArr());
  }
}
