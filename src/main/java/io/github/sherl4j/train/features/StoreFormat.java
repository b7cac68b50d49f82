package io.github.sherl4j.train.features;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.nd4j.linalg.api.buffer.DataType;

/** How numbers are stored. Anything but floats is stored as it is by all of them. */
public enum StoreFormat {
  /** As the model computes them: 4 bytes, 8 of a model of doubles. Nothing is lost. */
  FP32 {
    @Override
    long bytes(DataType type, long elements, int group) {
      return elements * type.width();
    }

    @Override
    void encode(DataType type, ByteBuffer from, int group, ByteBuffer to) {
      to.put(from);
    }

    @Override
    void decode(DataType type, ByteBuffer from, int group, ByteBuffer to) {
      to.put(from);
    }
  },

  /** The upper half of a float, rounded to the nearest even: 8 bits of precision, 2 bytes. */
  BF16 {
    private static final int HALF = 0x7fff;

    @Override
    long bytes(DataType type, long elements, int group) {
      return isFloat(type) ? 2 * elements : FP32.bytes(type, elements, group);
    }

    @Override
    void encode(DataType type, ByteBuffer from, int group, ByteBuffer to) {
      if (!isFloat(type)) {
        FP32.encode(type, from, group, to);
        return;
      }
      for (float value : floats(type, from)) {
        int bits = Float.floatToRawIntBits(value);
        boolean finite = (bits & 0x7f80_0000) != 0x7f80_0000;
        to.putShort((short) ((finite ? bits + HALF + ((bits >>> 16) & 1) : bits) >>> 16));
      }
    }

    @Override
    void decode(DataType type, ByteBuffer from, int group, ByteBuffer to) {
      if (!isFloat(type)) {
        FP32.decode(type, from, group, to);
        return;
      }
      float[] values = new float[from.remaining() / 2];
      short[] halves = new short[values.length];
      from.asShortBuffer().get(halves);
      for (int i = 0; i < values.length; i++) {
        values[i] = Float.intBitsToFloat(halves[i] << 16);
      }
      put(type, values, to);
    }
  },

  /** A byte a number and a float scale a token: the largest magnitude of the token is 127. */
  INT8 {
    private static final int MOST = 127;
    private static final int SMALLEST_GROUP = 8;

    private boolean applies(DataType type, int group) {
      return isFloat(type) && group >= SMALLEST_GROUP;
    }

    @Override
    long bytes(DataType type, long elements, int group) {
      return applies(type, group)
          ? elements + Float.BYTES * (elements / group)
          : FP32.bytes(type, elements, group);
    }

    @Override
    void encode(DataType type, ByteBuffer from, int group, ByteBuffer to) {
      if (!applies(type, group)) {
        FP32.encode(type, from, group, to);
        return;
      }
      float[] values = floats(type, from);
      byte[] bytes = new byte[group];
      for (int start = 0; start < values.length; start += group) {
        float most = 0;
        for (int i = 0; i < group; i++) {
          most = Math.max(most, Math.abs(values[start + i])); // NaN and infinity stay
        }
        float scale = most / MOST;
        for (int i = 0; i < group; i++) {
          bytes[i] = (byte) (scale == 0 ? 0 : Math.round(values[start + i] / scale));
        }
        to.putFloat(scale).put(bytes);
      }
    }

    @Override
    void decode(DataType type, ByteBuffer from, int group, ByteBuffer to) {
      if (!applies(type, group)) {
        FP32.decode(type, from, group, to);
        return;
      }
      float[] values = new float[from.remaining() / (group + Float.BYTES) * group];
      byte[] bytes = new byte[group];
      for (int start = 0; start < values.length; start += group) {
        float scale = from.getFloat();
        from.get(bytes);
        for (int i = 0; i < group; i++) {
          values[start + i] = bytes[i] * scale;
        }
      }
      put(type, values, to);
    }
  };

  /**
   * Bytes of a record.
   *
   * @param group numbers that share a scale; divides {@code elements}
   */
  abstract long bytes(DataType type, long elements, int group);

  /** Writes all elements of {@code from} (native order) behind each other, little-endian. */
  abstract void encode(DataType type, ByteBuffer from, int group, ByteBuffer to);

  /** The way back. */
  abstract void decode(DataType type, ByteBuffer from, int group, ByteBuffer to);

  private static boolean isFloat(DataType type) {
    return type == DataType.FLOAT || type == DataType.DOUBLE;
  }

  private static float[] floats(DataType type, ByteBuffer from) {
    float[] values = new float[from.remaining() / type.width()];
    ByteBuffer bytes = from.order(ByteOrder.nativeOrder());
    if (type == DataType.FLOAT) {
      bytes.asFloatBuffer().get(values);
    } else {
      for (int i = 0; i < values.length; i++) {
        values[i] = (float) bytes.getDouble(bytes.position() + Double.BYTES * i);
      }
    }
    return values;
  }

  private static void put(DataType type, float[] values, ByteBuffer to) {
    to.order(ByteOrder.nativeOrder());
    if (type == DataType.FLOAT) {
      to.asFloatBuffer().put(values);
      to.position(to.position() + Float.BYTES * values.length);
    } else {
      for (float value : values) {
        to.putDouble(value);
      }
    }
  }
}
