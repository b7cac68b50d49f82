"""Writes operators.json: single ONNX operators with inputs and results, after the ONNX specification.

Run with Python 3, NumPy and SciPy: python3 operators.py > operators.json
"""

import numpy as np
from opcase import case, longs, rand, write
from reference import avgpool, conv, maxpool, norm, softmax
from scipy.special import erf

x = rand(2, 3, 4)
y = rand(2, 3, 4)
softplus = np.log1p(np.exp(x))
for name, out in {
    "Relu": np.maximum(x, 0), "Tanh": np.tanh(x), "Sigmoid": 1 / (1 + np.exp(-x)), "Softplus": softplus,
    "Softsign": x / (1 + abs(x)), "Mish": x * np.tanh(softplus), "Neg": -x, "Abs": abs(x), "Exp": np.exp(x),
    "Erf": erf(x), "Floor": np.floor(x), "Ceil": np.ceil(x), "Sign": np.sign(x), "Sin": np.sin(x), "Cos": np.cos(x),
    "HardSwish": x * np.clip(x / 6 + 0.5, 0, 1), "HardSigmoid": np.clip(0.2 * x + 0.5, 0, 1),
    "Elu": np.where(x > 0, x, np.exp(x) - 1), "LeakyRelu": np.where(x > 0, x, 0.01 * x),
    "Selu": 1.05070102 * np.where(x > 0, x, 1.67326319 * (np.exp(x) - 1)),
}.items():
    case(name, name, out, x, opset=18)
half = np.array([0.5, 1.5, 2.5, -0.5, -1.5, 0.3])
case("Round half to even", "Round", np.round(half), half, kink=True)
case("Reciprocal", "Reciprocal", 1 / (abs(x) + 0.1), abs(x) + 0.1)
case("Sqrt", "Sqrt", np.sqrt(abs(x)), abs(x))
case("Log", "Log", np.log(abs(x)), abs(x))
case("Gelu", "Gelu", 0.5 * x * (1 + erf(x / np.sqrt(2))), x, opset=20)
case("Gelu tanh", "Gelu", 0.5 * x * (1 + np.tanh(np.sqrt(2 / np.pi) * (x + 0.044715 * x**3))), x, opset=20, approximate="tanh")
case("LeakyRelu alpha", "LeakyRelu", np.where(x > 0, x, 0.3 * x), x, alpha=0.3)
case("HardSigmoid alpha beta", "HardSigmoid", np.clip(0.5 * x + 0.6, 0, 1), x, alpha=0.5, beta=0.6)
case("Clip", "Clip", np.clip(x, -0.5, 0.7), x, np.float32(-0.5), np.float32(0.7), fixed=(1, 2))
case("Clip upper only", "Clip", np.minimum(x, 0.7), x, None, np.float32(0.7), fixed=(2,))
case("Clip opset 6 form", "Clip", np.clip(x, -0.5, 0.7), x, opset=10, min=-0.5, max=0.7)


case("Softmax middle axis", "Softmax", softmax(x, 1), x, axis=1)
case("Softmax last by default", "Softmax", softmax(x, 2), x)
case("Softmax opset 11 flattens", "Softmax", softmax(x.reshape(2, 12), 1).reshape(2, 3, 4), x, opset=11)
case("LogSoftmax middle axis", "LogSoftmax", np.log(softmax(x, 1)), x, axis=1)

case("Add broadcast both ways", "Add", x[:, :1] + y[:1], x[:, :1], y[:1])
case("Min broadcast", "Min", np.minimum(x, y[:1]), x, y[:1])
case("Max", "Max", np.maximum(x, y), x, y)
case("Sum of three", "Sum", x + y + x[:, :1], x, y, x[:, :1])
case("Pow fraction", "Pow", abs(x) ** 1.7, abs(x), np.float32(1.7), fixed=(1,))
case("Pow of tensors", "Pow", abs(x) ** y, abs(x), y)
a, b = longs(7, -7, 7, -7, 9), longs(3, 3, -3, -3, 4)
case("Mod takes the divisor's sign", "Mod", a % b, a, b)
case("Mod of constants", "Mod", a % b, a, b, fixed=(0, 1))
case("Mod of scalars", "Mod", a % 3, a, np.int64(3), fixed=(1,))
case("Div of whole numbers", "Div", longs(2, 2, 3), longs(7, 6, 9), longs(3, 3, 3))
case("Div of negative whole numbers", "Div", np.trunc(a / b).astype(int), a, b)
case("Div of negative whole constants", "Div", np.trunc(a / b).astype(int), a, b, fixed=(0, 1))

p, q = x > 0, y > 0
case("And", "And", p & q, p, q)
case("Or", "Or", p | q, p, q)
case("Xor", "Xor", p ^ q, p, q)
case("Not", "Not", ~p, p)
case("Equal of booleans", "Equal", p == q, p, q)
case("Equal of whole numbers", "Equal", a == longs(7), a, longs(7), fixed=(1,))
case("GreaterOrEqual", "GreaterOrEqual", x >= y, x, y)
case("LessOrEqual scalar", "LessOrEqual", x <= 0.1, x, np.float32(0.1), fixed=(1,))
case("Where", "Where", np.where(p, x, y[:1]), p, x, y[:1])
case("Where of whole numbers", "Where", np.where(a > 0, a, b), a > 0, a, b)

case("ReduceMean", "ReduceMean", x.mean((0, 2), keepdims=True), x, axes=[0, -1])
case("ReduceSum axes input", "ReduceSum", x.sum(1), x, longs(1), fixed=(1,), keepdims=0)
case("ReduceSum everything", "ReduceSum", x.sum(keepdims=True), x)
case("ReduceMax", "ReduceMax", x.max(2), x, axes=[-1], keepdims=0)
case("ReduceMin", "ReduceMin", x.min(1, keepdims=True), x, axes=[1])
case("ReduceProd", "ReduceProd", x.prod(1, keepdims=True), x, axes=[1])
case("ReduceL1", "ReduceL1", abs(x).sum(2), x, axes=[2], keepdims=0)
case("ReduceL2", "ReduceL2", np.sqrt((x * x).sum(2)), x, axes=[2], keepdims=0)
case("ReduceSumSquare", "ReduceSumSquare", (x * x).sum(2), x, axes=[2], keepdims=0)
case("ArgMax", "ArgMax", x.argmax(1), x, axis=1, keepdims=0)
case("ArgMin keepdims", "ArgMin", x.argmin(2)[..., None], x, axis=-1)
case("CumSum", "CumSum", x.cumsum(1), x, np.int64(1), fixed=(1,))
case("CumSum exclusive", "CumSum", x.cumsum(1) - x, x, np.int64(1), fixed=(1,), exclusive=1)
case("CumSum reverse", "CumSum", x[:, :, ::-1].cumsum(2)[:, :, ::-1], x, np.int64(-1), fixed=(1,), reverse=1)
case("CumSum of whole numbers", "CumSum", a.cumsum(), a, np.int64(0), fixed=(1,))

case("Gather rows by data", "Gather", x[longs(1, 0, 1)], x, longs(1, 0, 1))
case("Gather middle axis by data", "Gather", x[:, [[2, 0], [1, 1]]], x, np.array([[2, 0], [1, 1]]), axis=1)
case("Gather from a weight", "Gather", x[:, [2, 0]], x, longs(2, 0), fixed=(0,), axis=1)
case("Gather negative constants", "Gather", x[:, [-1, 0, -2]], x, longs(-1, 0, -2), fixed=(1,), axis=1)
case("Gather scalar", "Gather", x[:, :, -1], x, np.int64(-1), fixed=(1,), axis=2)
case("Slice negative ends", "Slice", x[:, 1:-1, -3:], x, longs(1, -3), longs(-1, 2**62), longs(1, 2), fixed=(1, 2, 3))
case("Slice with a step", "Slice", x[:, :, 1:4:2], x, longs(1), longs(4), longs(2), longs(2), fixed=(1, 2, 3, 4))
case("Slice backwards", "Slice", x[:, ::-1], x, longs(-1), longs(-(2**62)), longs(1), longs(-1), fixed=(1, 2, 3, 4))
case("Slice of nothing", "Slice", x[:, 2:2], x, longs(2), longs(2), longs(1), fixed=(1, 2, 3))
case("Split", "Split", [x[:, :1], x[:, 1:]], x, longs(1, 2), fixed=(1,), axis=1)
case("Concat", "Concat", np.concatenate([x, y], 1), x, y, axis=-2)
pads = longs(0, 1, 0, 0, 0, 2)
case("Pad", "Pad", np.pad(x, [(0, 0), (1, 0), (0, 2)], constant_values=0.5), x, pads, np.float32(0.5), fixed=(1, 2))
case("Tile", "Tile", np.tile(x, (1, 2, 2)), x, longs(1, 2, 2), fixed=(1,))
case("Expand", "Expand", np.broadcast_to(x[:, :1], (2, 3, 4)), x[:, :1], longs(1, 3, 1), fixed=(1,))
case("Expand adds axes", "Expand", np.broadcast_to(x, (5, 2, 3, 4)), x, longs(5, 1, 1, 1), fixed=(1,))
case("Trilu upper", "Trilu", np.triu(x, 1), x, np.int64(1), fixed=(1,))
case("Trilu lower", "Trilu", np.tril(x), x, upper=0)
case("Transpose by default", "Transpose", x.T, x)
case("Reshape zero and open", "Reshape", x.reshape(2, 12), x, longs(0, -1), fixed=(1,))
case("Flatten", "Flatten", x.reshape(6, 4), x, axis=2)
case("Squeeze", "Squeeze", x[:, 0], x[:, :1], longs(1), fixed=(1,))
case("Unsqueeze", "Unsqueeze", x[:, None, :, :, None], x, longs(1, -1), fixed=(1,))

w = rand(4, 5)
case("MatMul vector", "MatMul", x @ w[:, 0], x, w[:, 0])
case("MatMul batch broadcast", "MatMul", x @ np.broadcast_to(w, (1, 4, 5)), x, w[None])
case("MatMul with a stack of weights", "MatMul", np.matmul(x[:, None], np.stack([w, -w])), x[:, None], np.stack([w, -w]), fixed=(1,))
m = x[0]
case("Gemm", "Gemm", 0.5 * (m @ w) + 2 * w[0], m, w, w[0], alpha=0.5, beta=2.0)
case("Gemm transposed", "Gemm", m @ w, m.T.copy(), w.T.copy(), transA=1, transB=1)


g4, b4 = rand(4), rand(4)
case("LayerNormalization", "LayerNormalization", norm(x, (2,), 1e-5) * g4 + b4, x, g4, b4, fixed=(1, 2))
g34 = rand(3, 4)
case("LayerNormalization two axes", "LayerNormalization", norm(x, (1, 2), 1e-3) * g34, x, g34, fixed=(1,), axis=1, epsilon=1e-3)
case("RMSNormalization", "RMSNormalization", x / np.sqrt((x * x).mean(2, keepdims=True) + 1e-5) * g4, x, g4, fixed=(1,), opset=23)
maps = rand(2, 4, 5, 6)
c = (1, 4, 1, 1)
case("InstanceNormalization", "InstanceNormalization", norm(maps, (2, 3), 1e-5) * g4.reshape(c) + b4.reshape(c), maps, g4, b4, fixed=(1, 2))
grouped = norm(maps.reshape(2, 2, 2, 5, 6), (2, 3, 4), 1e-5).reshape(maps.shape)
case("GroupNormalization", "GroupNormalization", grouped * g4.reshape(c) + b4.reshape(c), maps, g4, b4, fixed=(1, 2), opset=21, num_groups=2)
var = abs(rand(4)) + 0.1
case("BatchNormalization", "BatchNormalization", (maps - b4.reshape(c)) / np.sqrt(var.reshape(c) + 1e-5) * g4.reshape(c) + g4[::-1].reshape(c), maps, g4, g4[::-1], b4, var, fixed=(1, 2, 3, 4))


k = rand(3, 4, 3, 2)
b3 = rand(3)
case("Conv", "Conv", conv(maps, k, b3), maps, k, b3, fixed=(1, 2))
case("Conv strides and uneven pads", "Conv", conv(maps, k, stride=[2, 1], pad=([1, 0], [2, 1])), maps, k, fixed=(1,), strides=[2, 1], pads=[1, 0, 2, 1])
case("Conv dilated", "Conv", conv(maps, k, dilation=[2, 3], pad=([1, 1], [1, 1])), maps, k, fixed=(1,), dilations=[2, 3], pads=[1, 1, 1, 1])
case("Conv SAME_UPPER", "Conv", conv(maps, k, stride=[2, 2], pad=([1, 0], [1, 0])), maps, k, fixed=(1,), auto_pad="SAME_UPPER", strides=[2, 2])
case("Conv SAME_LOWER", "Conv", conv(maps, k, pad=([1, 1], [1, 0])), maps, k, fixed=(1,), auto_pad="SAME_LOWER")
kg = rand(6, 2, 3, 3)
case("Conv in groups", "Conv", conv(maps, kg, group=2), maps, kg, fixed=(1,), group=2)
kd = rand(8, 1, 3, 3)
b8 = rand(8)
case("Conv depthwise with a multiplier", "Conv", conv(maps, kd, b8, group=4, pad=([1, 1], [1, 1])), maps, kd, b8, fixed=(1, 2), group=4, pads=[1, 1, 1, 1])
row, k1 = rand(2, 4, 9), rand(3, 4, 3)
case("Conv over one axis", "Conv", conv(row, k1, b3, stride=[2], pad=([1], [0])), row, k1, b3, fixed=(1, 2), strides=[2], pads=[1, 0])


case("MaxPool", "MaxPool", maxpool(maps, (3, 2), (2, 2), ([1, 0], [1, 1])), maps, kernel_shape=[3, 2], strides=[2, 2], pads=[1, 0, 1, 1])
case("MaxPool rounded up", "MaxPool", maxpool(maps, (2, 2), (2, 4), ceil=True), maps, kernel_shape=[2, 2], strides=[2, 4], ceil_mode=1)
case("MaxPool dilated", "MaxPool", maxpool(maps, (2, 2), (1, 1), dilation=(2, 3)), maps, kernel_shape=[2, 2], dilations=[2, 3])
case("AveragePool", "AveragePool", avgpool(maps, (3, 3), (2, 2), ([1, 1], [1, 1]), False), maps, kernel_shape=[3, 3], strides=[2, 2], pads=[1, 1, 1, 1])
case("AveragePool padding counts", "AveragePool", avgpool(maps, (3, 3), (2, 2), ([1, 1], [1, 1]), True), maps, kernel_shape=[3, 3], strides=[2, 2], pads=[1, 1, 1, 1], count_include_pad=1)
case("AveragePool rounded up", "AveragePool", avgpool(maps, (2, 2), (2, 4), ([0, 0], [0, 0]), False, True), maps, kernel_shape=[2, 2], strides=[2, 4], ceil_mode=1)
case("GlobalAveragePool", "GlobalAveragePool", maps.mean((2, 3), keepdims=True), maps)
case("GlobalMaxPool", "GlobalMaxPool", maps.max((2, 3), keepdims=True), maps)

write()
