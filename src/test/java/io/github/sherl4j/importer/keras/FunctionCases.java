package io.github.sherl4j.importer.keras;

import com.google.common.base.Splitter;
import com.google.common.collect.ListMultimap;

/** Functions that Keras 3 saves like layers. */
final class FunctionCases {

  private FunctionCases() {}

  static Iterable<String> words(String text) {
    return Splitter.on(' ').split(text);
  }

  private static LayerModel one(
      ListMultimap<String, LayerModel> all, String type, String settings, long... sizes) {
    LayerModel model = LayerModel.of("ops." + type, settings, sizes);
    all.put("ops." + type, model);
    return model;
  }

  static void add(ListMultimap<String, LayerModel> all) {
    for (String type : words("Add Subtract Multiply Divide TrueDivide Maximum Minimum")) {
      one(all, type, "", 3, 4).then("0.3");
      one(all, type, "", 3, 4).input(1, 4);
    }
    one(all, "Power", "", 3).then("2");
    one(all, "Matmul", "", 3, 4).input(4, 2);
    for (String type :
        words(
            "Negative Square Absolute Abs Sin Cos Erf Gelu Relu Relu6 Sigmoid Tanh Silu Softplus"
                .concat(" Softsign Elu Selu HardSigmoid HardSilu Exp Softmax"))) {
      one(all, type, "", 3, 4);
    }
    for (String type : words("Sqrt Rsqrt Log")) {
      one(all, type, "", 3).positive();
    }
    one(all, "GetItem", "", 4, 3).then("[" + range("null", "null") + ",0]");
    one(all, "GetItem", "", 4, 3).then("[" + range("null", "null") + "," + range("1", "-1") + "]");
    one(all, "GetItem", "", 4, 3).then("[{\"class_name\":\"__ellipsis__\",\"config\":{}},-1]");
    one(all, "Reshape", "\"newshape\":[-1,6]", 2, 3);
    one(all, "Transpose", "\"axes\":[0,2,1]", 2, 3);
    one(all, "Concatenate", "\"axis\":-1", 3, 4).input(3, 2);
    one(all, "ExpandDims", "\"axis\":1", 3);
    one(all, "Squeeze", "\"axis\":1", 1, 3);
    for (String type : words("Mean Sum Max")) {
      one(all, type, "\"axis\":1,\"keepdims\":false", 3, 4);
      one(all, type, "\"axis\":[-1],\"keepdims\":true", 3, 4);
    }
  }

  private static String range(String start, String stop) {
    return "{\"class_name\":\"__slice__\",\"config\":{\"start\":"
        + start
        + ",\"stop\":"
        + stop
        + ",\"step\":null}}";
  }
}
