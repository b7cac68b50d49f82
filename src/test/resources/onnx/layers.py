"""Writes layers.json: operators beyond elementwise arithmetic, after the ONNX specification.

Run with Python 3, NumPy and SciPy: python3 layers.py > layers.json
"""

import numpy as np
from opcase import case, longs, rand, write
from reference import avgpool, conv, conv_transpose, maxpool, norm, recurrent, resize_axis, softmax, windows
from scipy.special import erf

x = rand(2, 3, 4)
y = rand(2, 3, 4)
small = np.clip(x / 3, -0.9, 0.9)

for name, out in {"Tan": np.tan(small), "Asin": np.arcsin(small), "Acos": np.arccos(small), "Atanh": np.arctanh(small)}.items():
    case(name, name, out, small)
for name, out in {"Atan": np.arctan(x), "Sinh": np.sinh(x), "Cosh": np.cosh(x), "Asinh": np.arcsinh(x)}.items():
    case(name, name, out, x)
case("Acosh", "Acosh", np.arccosh(abs(x) + 1.1), abs(x) + 1.1)
case("Elu alpha", "Elu", np.where(x > 0, x, 0.7 * (np.exp(x) - 1)), x, alpha=0.7)
case("Selu parameters", "Selu", 1.3 * np.where(x > 0, x, 0.8 * (np.exp(x) - 1)), x, alpha=0.8, gamma=1.3)
case("Celu", "Celu", np.maximum(x, 0) + np.minimum(0, 0.6 * (np.exp(x / 0.6) - 1)), x, alpha=0.6)
case("ThresholdedRelu", "ThresholdedRelu", np.where(x > 0.3, x, 0), x, alpha=0.3)
case("Shrink", "Shrink", np.where(x < -0.4, x + 0.1, np.where(x > 0.4, x - 0.1, 0)), x, lambd=0.4, bias=0.1)
slope = rand(3, 1)
case("PRelu", "PRelu", np.where(x > 0, x, slope * x), x, slope, fixed=(1,))
case("Hardmax", "Hardmax", np.eye(3)[x.argmax(1)].transpose(0, 2, 1), x, axis=1, kink=True)
case("Mean", "Mean", (x + y + x[:, :1]) / 3, x, y, x[:, :1])
case("Max of three", "Max", np.maximum(np.maximum(x, y), small[:1]), x, y, small[:1])
case("Min of whole numbers", "Min", np.minimum(longs(1, 5), longs(3, 2)), longs(1, 5), longs(3, 2))
case("Mod like C", "Mod", np.fmod(x, 0.7), x, np.full((1,), 0.7), fixed=(1,), fmod=1)
case("Mod like C of whole numbers", "Mod", np.fmod(longs(7, -7), longs(3, 3)), longs(7, -7), longs(3, 3), fmod=1)
case("Clip by data", "Clip", np.clip(x, -0.5, 0.7), x, np.float32(-0.5), np.float32(0.7))
case("Clip of whole numbers", "Clip", longs(2, 3, 4), longs(1, 3, 9), np.int64(2), np.int64(4), fixed=(1, 2))
case("IsNaN", "IsNaN", np.isnan(x), x)
case("IsInf", "IsInf", np.isinf(x), x)

case("ReduceLogSum", "ReduceLogSum", np.log(abs(x).sum(1, keepdims=True)), abs(x), axes=[1])
case("ReduceLogSumExp", "ReduceLogSumExp", np.log(np.exp(x).sum((0, 2))), x, axes=[0, 2], keepdims=0)
case("ReduceMean of all, kept", "ReduceMean", x.mean(keepdims=True), x)
case("ReduceMax of two axes", "ReduceMax", x.max((0, 1)), x, axes=[0, 1], keepdims=0)
case("ReduceMin of all", "ReduceMin", x.min(), x, keepdims=0)
case("ReduceProd dropped", "ReduceProd", x.prod(2), x, axes=[-1], keepdims=0)
case("ReduceL1 kept", "ReduceL1", abs(x).sum((0, 2), keepdims=True), x, axes=[0, 2])
case("ReduceL2 kept", "ReduceL2", np.sqrt((x * x).sum(1, keepdims=True)), x, axes=[1])
case("ArgMax last of equals", "ArgMax", longs(2, 1), np.array([[1.0, 3, 3], [2, 2, 1]]), axis=1, keepdims=0, select_last_index=1, opset=13)
line = rand(1, 4)
for keep in 0, 1:
    for name, reduced in {"ReduceMean": np.mean, "ReduceMax": np.max}.items():
        case(f"{name} of a row, {keep}", name, reduced(line, 0, keepdims=bool(keep)), line, axes=[0], keepdims=keep)
        case(f"{name} of a column, {keep}", name, reduced(line.T, 1, keepdims=bool(keep)), line.T.copy(), axes=[1], keepdims=keep)
case("ReduceSum of a row", "ReduceSum", line.sum(), line, longs(0, 1), fixed=(1,), keepdims=0)
case("ReduceL2 of a vector", "ReduceL2", np.sqrt((line[0] ** 2).sum()), line[0], axes=[0], keepdims=0)
case("LpNormalization of a row", "LpNormalization", line / abs(line), line, axis=0)
case("Softmax of a row", "Softmax", softmax(line, 1), line)
case("LpNormalization 1", "LpNormalization", x / abs(x).sum(1, keepdims=True), x, axis=1, p=1)
case("LpNormalization 2", "LpNormalization", x / np.sqrt((x * x).sum(2, keepdims=True)), x)
maps = rand(2, 4, 5, 6)
case("MeanVarianceNormalization", "MeanVarianceNormalization", norm(maps, (0, 2, 3), 0), maps)
sums = sum(np.pad(maps**2, [(0, 0), (1, 1), (0, 0), (0, 0)])[:, i : i + 4] for i in range(3))
case("LRN", "LRN", maps / (1.5 + 0.2 / 3 * sums) ** 0.6, maps, size=3, alpha=0.2, beta=0.6, bias=1.5)
case("GlobalLpPool", "GlobalLpPool", np.sqrt((maps**2).sum((2, 3), keepdims=True)), maps)
group = norm(maps.reshape(2, 2, 2, 5, 6), (2, 3, 4), 1e-5) * np.array([0.5, 2.0]).reshape(1, 2, 1, 1, 1) + np.array([0.1, 0.2]).reshape(1, 2, 1, 1, 1)
case("GroupNormalization by group", "GroupNormalization", group.reshape(maps.shape), maps, np.array([0.5, 2]), np.array([0.1, 0.2]), opset=18, fixed=(1, 2), num_groups=2)
lines = rand(2, 4, 7)
g4, b4 = rand(4), rand(4)
case("InstanceNormalization over one axis", "InstanceNormalization", norm(lines, (2,), 1e-3) * g4[:, None] + b4[:, None], lines, g4, b4, fixed=(1, 2), epsilon=1e-3)
case("LayerNormalization by data", "LayerNormalization", norm(x, (2,), 1e-5) * g4 + b4, x, g4, b4)

case("Gather nothing", "Gather", x[:, []], x, longs(), fixed=(1,), axis=1)
at = np.array([[[0, 2], [1, 1]], [[1, 0], [0, 0]]])
case("GatherND", "GatherND", x[at[..., 0], at[..., 1]], x, at)
case("GatherND constants", "GatherND", x[[0, 1, 1], [2, -1, 0]], x, np.array([[0, 2], [1, -1], [1, 0]]), fixed=(1,))
case("GatherND by batch", "GatherND", np.stack([x[0, 2], x[1, 0]]), x, np.array([[2], [0]]), batch_dims=1)
at = np.array([[2, 0, 1, 1], [1, 1, -3, 0]])[:, None]
case("GatherElements", "GatherElements", np.take_along_axis(x, at % 3, 1), x, at, axis=1)
case("GatherElements constants", "GatherElements", np.take_along_axis(x, at % 3, 1), x, at, fixed=(1,), axis=1)
case("GatherElements of fewer", "GatherElements", np.take_along_axis(x[:, :2], x[:, :2, :3].argsort(2), 2), x, x[:, :2, :3].argsort(2), axis=-1)
table = rand(3, 4)
put = table.copy()
np.put_along_axis(put, np.array([[1, 0, 2, 2]]), np.array([[9.0, 8, 7, 6]]), 0)
case("ScatterElements constants", "ScatterElements", np.array([[1, 9, 3], [4, 5, 8]]), np.arange(1, 7).reshape(2, 3), np.array([[1], [2]]), np.array([[9], [8]]), fixed=(0, 1, 2), axis=1)
case("ScatterElements", "ScatterElements", put, table, np.array([[1, 0, 2, 2]]), np.array([[9.0, 8, 7, 6]]), fixed=(1,), axis=0)
moved = x.copy()
moved[[0, 1], [2, 0]] = y[:, 0]
case("ScatterND", "ScatterND", moved, x, np.array([[0, 2], [1, 0]]), y[:, 0], fixed=(1,))
plus = x.copy()
np.add.at(plus, ([0, 0], [2, 2]), y[:, 0])
case("ScatterND adding", "ScatterND", plus, x, np.array([[0, 2], [0, 2]]), y[:, 0], fixed=(1,), reduction="add")
order = np.argsort(-x, 2)[:, :, :2]
case("TopK", "TopK", [np.take_along_axis(x, order, 2), order], x, longs(2), fixed=(1,))
order = np.argsort(x, 1)[:, :2]
case("TopK smallest of an axis", "TopK", [np.take_along_axis(x, order, 1), order], x, longs(2), fixed=(1,), axis=1, largest=0)
case("OneHot", "OneHot", np.where(np.arange(4) == np.array([[1], [3], [2]]), 5.0, 2.0), longs(1, 3, -2), np.int64(4), np.array([2.0, 5.0]), fixed=(1, 2), kink=True)
case("OneHot before", "OneHot", np.eye(3)[[2, 0]].T, longs(2, 0), np.int64(3), np.array([0.0, 1.0]), fixed=(1, 2), axis=0, kink=True)
case("EyeLike", "EyeLike", np.eye(3, 4, 1), table, k=1, kink=True)
case("NonZero of constants", "NonZero", np.array([[0, 1, 1], [1, 0, 2]]), np.array([[0, 3, 0], [1, 0, 2]]), fixed=(0,))
blocks = rand(2, 8, 2, 3)
split = blocks.reshape(2, 2, 2, 2, 2, 3)
case("DepthToSpace", "DepthToSpace", split.transpose(0, 3, 4, 1, 5, 2).reshape(2, 2, 4, 6), blocks, blocksize=2)
split = blocks.reshape(2, 2, 2, 2, 2, 3)
case("DepthToSpace columns first", "DepthToSpace", split.transpose(0, 1, 4, 2, 5, 3).reshape(2, 2, 4, 6), blocks, blocksize=2, mode="CRD", opset=13)
wide = rand(2, 2, 4, 6)
case("SpaceToDepth", "SpaceToDepth", wide.reshape(2, 2, 2, 2, 3, 2).transpose(0, 3, 5, 1, 2, 4).reshape(2, 8, 2, 3), wide, blocksize=2)
single = rand(1, 1)
band = rand(1, 8)
case("Slice of a row", "Slice", band[:, 2:6], band, longs(2), longs(6), longs(1), fixed=(1, 2, 3))
case("Slice of a row with a step", "Slice", band[:, 1:7:2], band, longs(1), longs(7), longs(1), longs(2), fixed=(1, 2, 3, 4))
case("Slice of a row from its end", "Slice", band[:, -3:], band, longs(-3), longs(2**62), longs(1), fixed=(1, 2, 3))
case("Slice of nothing of a row", "Slice", band[:, 3:3], band, longs(3), longs(3), longs(1), fixed=(1, 2, 3))
case("Split of a row", "Split", [band[:, :3], band[:, 3:]], band, longs(3, 5), fixed=(1,), axis=1)
case("Gather of a row", "Gather", band[:, 5], band, np.int64(5), fixed=(1,), axis=1)
case("Gather the last of a row", "Gather", band[:, [0, 4, -1]], band, longs(0, 4, -1), fixed=(1,), axis=1)
case("Concat of rows", "Concat", np.concatenate([band, 2 * band], 1), band, 2 * band, axis=1)
case("Pad of a row", "Pad", np.pad(band, [(0, 0), (1, 2)]), band, longs(0, 1, 0, 2), fixed=(1,))
case("Tile of a row", "Tile", np.tile(band, (1, 2)), band, longs(1, 2), fixed=(1,))
case("Transpose of a row", "Transpose", band.T, band)
case("Expand of a row", "Expand", np.broadcast_to(band, (3, 8)), band, longs(3, 1), fixed=(1,))
case("Add to a row", "Add", band + band.T, band, band.T.copy())
case("Mul of numbers", "Mul", single * single[0], single, single[0])
case("CumSum of a row", "CumSum", band.cumsum(1), band, np.int64(1), fixed=(1,))
case("LayerNormalization of a row", "LayerNormalization", norm(band, (1,), 1e-5) * band[0], band, band[0], fixed=(1,))
case("Max with a column", "Max", np.maximum(band, -band.T[::2]), band, -band.T[::2])
thin = rand(1, 1, 8)
case("Slice of one number", "Slice", thin[:, :, 5:6], thin, longs(5), longs(6), longs(2), fixed=(1, 2, 3))
case("Slice of one number with a step", "Slice", thin[:, :, 5:8:4], thin, longs(5), longs(8), longs(2), longs(4), fixed=(1, 2, 3, 4))
case("Slice beyond the end", "Slice", thin[:, :, 5:], thin, longs(5), longs(99), longs(2), fixed=(1, 2, 3))
case("Gather of one number", "Gather", thin[:, :, 6], thin, np.int64(6), fixed=(1,), axis=2)
case("Gather the last number", "Gather", thin.transpose(2, 0, 1)[-1], thin.transpose(2, 0, 1).copy(), np.int64(-1), fixed=(1,))
case("Slice the last number", "Slice", thin.transpose(2, 0, 1)[-1:], thin.transpose(2, 0, 1).copy(), longs(-1), longs(2**62), longs(0), fixed=(1, 2, 3))
case("Where of a row", "Where", np.where(band > 0, band, 0.5 * band), band > 0, band, 0.5 * band)
case("Softmax of numbers", "Softmax", np.ones((1, 1)), single, kink=True)
case("Einsum of a row", "Einsum", band @ band.T, band, band, equation="ij,kj->ik")
case("Unsqueeze of one number", "Unsqueeze", single[None], single, longs(0), fixed=(1,))
case("Squeeze of one number", "Squeeze", single[0], single, longs(0), fixed=(1,))
case("Unsqueeze twice of one number", "Unsqueeze", single[None, None], single, longs(0, 1), fixed=(1,))
case("Size", "Size", np.int64(24), x)
case("Trilu by data", "Trilu", np.tril(x, -1), x, np.int64(-1), fixed=(1,), upper=0)
case("Pad reflected", "Pad", np.pad(x, [(0, 0), (2, 1), (0, 3)], mode="reflect"), x, longs(0, 2, 0, 0, 1, 3), fixed=(1,), mode="reflect")
case("Pad by the edge", "Pad", np.pad(x, [(0, 0), (2, 0), (1, 3)], mode="edge"), x, longs(0, 2, 1, 0, 0, 3), fixed=(1,), mode="edge")
case("Pad wrapped", "Pad", np.pad(x, [(0, 0), (2, 1), (0, 0)], mode="wrap"), x, longs(0, 2, 0, 0, 1, 0), fixed=(1,), mode="wrap", opset=19)
case("Pad and cut", "Pad", np.pad(x[:, 1:], [(0, 0), (0, 2), (0, 0)]), x, longs(0, -1, 0, 0, 2, 0), fixed=(1,))
case("Pad of some axes", "Pad", np.pad(x, [(0, 0), (0, 0), (1, 2)]), x, longs(1, 2), None, longs(-1), fixed=(1, 3), opset=18)

q = rand(2, 3, 5, 4)
k = rand(2, 3, 6, 4)
for equation, operands in {
    "bhqd,bhkd->bhqk": (q, k), "bhqk,bhkd->bqhd": (rand(2, 3, 5, 6), k), "ij,jk": (table, rand(4, 2)), "i,j->ij": (table[0], table[:, 0]), "bij->bji": (x,),
    "bij->b": (x,), "ii->i": (table[:, :3],), "ii": (table[:, :3],), "ij,ij->ij": (table, table + 1), "ij,ij->": (table, table + 1), "bij,bjk,kl->bil": (x, rand(2, 4, 3), rand(3, 2)),
    "...ij,...jk->...ik": (q, rand(3, 4, 2)), "...i,i->...": (x, g4), "bn,anm,bm->ba": (table, rand(2, 4, 5), rand(3, 5)), "bi,bj->bij": (table, rand(3, 2)),
    "b...d,d->b...": (x, g4),
}.items():
    case("Einsum " + equation, "Einsum", np.einsum(equation, *operands), *operands, equation=equation)
case("Einsum with a weight", "Einsum", np.einsum("bsd,dhk->bhsk", x, rand(4, 2, 3) * 0 + 1), x, np.ones((4, 2, 3)), fixed=(1,), equation="bsd,dhk->bhsk")

one = rand(1, 8)
case("Gemm to one number", "Gemm", one @ g4.repeat(2)[None].T, one, g4.repeat(2)[None], transB=1)
case("Gemm to one number, transposed", "Gemm", one @ g4.repeat(2)[:, None], one.T.copy(), g4.repeat(2)[:, None], fixed=(1,), transA=1)
case("Gemm of numbers", "Gemm", np.array([[0.3 * 0.4]]), np.array([[0.3]]), np.array([[0.4]]))
case("MatMul to one number", "MatMul", one @ one.T, one, one.T.copy())
case("MatMul of vectors", "MatMul", g4 @ b4, g4, b4)
case("MatMul broadcast both ways", "MatMul", q[:, :1] @ k[:1].transpose(0, 1, 3, 2), q[:, :1], k[:1].transpose(0, 1, 3, 2).copy())
case("MatMul vector from the left", "MatMul", g4[:3] @ x, g4[:3], x)

row, k1 = rand(2, 4, 9), rand(6, 2, 3)
case("Conv over one axis in groups", "Conv", conv(row, k1, stride=[2], pad=([1], [1]), group=2, dilation=[2]), row, k1, fixed=(1,), strides=[2], pads=[1, 1], dilations=[2], group=2)
volume = rand(2, 2, 4, 5, 4)
k3, b3 = rand(3, 2, 2, 3, 2), rand(3)
case("Conv over three axes", "Conv", conv(volume, k3, b3), volume, k3, b3, fixed=(1, 2))
case("Conv over three axes, all attributes", "Conv", conv(volume, rand(4, 1, 2, 2, 2) * 0 + k3[:1, :1, :, :2] * np.arange(1, 5).reshape(4, 1, 1, 1, 1), stride=[2, 1, 2], pad=([1, 0, 1], [0, 1, 1]), dilation=[1, 2, 1], group=2), volume, k3[:1, :1, :, :2] * np.arange(1, 5).reshape(4, 1, 1, 1, 1), fixed=(1,), strides=[2, 1, 2], pads=[1, 0, 1, 0, 1, 1], dilations=[1, 2, 1], group=2)

square = rand(2, 4, 3, 4)
kt = rand(4, 3, 3, 2)
case("ConvTranspose", "ConvTranspose", conv_transpose(square, kt, b3), square, kt, b3, fixed=(1, 2))
case("ConvTranspose all attributes", "ConvTranspose", conv_transpose(square, kt, stride=[2, 3], pad=([1, 0], [2, 1]), extra=[1, 2], dilation=[2, 1]), square, kt, fixed=(1,), strides=[2, 3], pads=[1, 0, 2, 1], output_padding=[1, 2], dilations=[2, 1])
kg = rand(4, 2, 2, 2)
case("ConvTranspose in groups", "ConvTranspose", conv_transpose(square, kg, group=2, stride=[2, 2]), square, kg, fixed=(1,), strides=[2, 2], group=2)
case("ConvTranspose depthwise", "ConvTranspose", conv_transpose(square, kg[:, :1], group=4, stride=[2, 2]), square, kg[:, :1], fixed=(1,), strides=[2, 2], group=4)
case("ConvTranspose to a size", "ConvTranspose", conv_transpose(square, kg, stride=[2, 2], pad=([0, 0], [1, 1]), extra=[1, 1]), square, kg, fixed=(1,), strides=[2, 2], output_shape=[6, 8])
case("ConvTranspose over one axis", "ConvTranspose", conv_transpose(row, rand(4, 2, 3) * 0 + kt[:, :2, :, 0], stride=[2], pad=([1], [1])), row, kt[:, :2, :, 0], fixed=(1,), strides=[2], pads=[1, 1])

for name, pool in {"MaxPool": lambda *a, **k: maxpool(*a, **k), "AveragePool": lambda a, kernel, stride, pad=None, ceil=False, dilation=None: avgpool(a, kernel, stride, pad or ([0] * len(kernel),) * 2, False, ceil)}.items():
    case(name + " over one axis", name, pool(row, (3,), (2,), ([1], [0]), **({"dilation": (1,)})), row, kernel_shape=[3], strides=[2], pads=[1, 0])
    case(name + " over three axes", name, pool(volume, (2, 3, 2), (1, 2, 2), ([1, 1, 0], [0, 1, 1]), **({"dilation": (1, 1, 1)})), volume, kernel_shape=[2, 3, 2], strides=[1, 2, 2], pads=[1, 1, 0, 0, 1, 1])
    case(name + " padded and rounded up", name, pool(maps, (3, 3), (2, 2), ([1, 1], [1, 1]), ceil=True), maps, kernel_shape=[3, 3], strides=[2, 2], pads=[1, 1, 1, 1], ceil_mode=1)
case("LpPool", "LpPool", np.sqrt((windows(maps, (2, 3), (1, 2), ([0, 1], [1, 0]), (1, 1), 0) ** 2).sum((-1, -2))), maps, kernel_shape=[2, 3], strides=[1, 2], pads=[0, 1, 1, 0])


def resized(a, scales, mode, coordinate, **options):
    for axis, scale in enumerate(scales):
        if scale != 1:
            a = resize_axis(a, axis, int(np.floor(a.shape[axis] * scale)), scale, mode, coordinate, **options)
    return a


picture = rand(2, 2, 4, 5)
for mode in "nearest", "linear", "cubic":
    for coordinate in "half_pixel", "pytorch_half_pixel", "align_corners", "asymmetric":
        for scales in [1, 1, 2, 1.6], [1, 1, 0.5, 0.6]:
            name = f"Resize {mode} {coordinate} by {scales[2]}"
            out = resized(picture, scales, mode, coordinate)
            case(name, "Resize", out, picture, None, np.array(scales), fixed=(2,), mode=mode, coordinate_transformation_mode=coordinate)
for nearest in "round_prefer_ceil", "floor", "ceil":
    out = resized(picture, [1, 1, 2, 2], "nearest", "half_pixel", nearest=nearest)
    case("Resize nearest " + nearest, "Resize", out, picture, None, np.array([1.0, 1, 2, 2]), fixed=(2,), mode="nearest", nearest_mode=nearest)
out = resize_axis(resize_axis(picture, 2, 7, 7 / 4, "linear", "half_pixel"), 3, 3, 3 / 5, "linear", "half_pixel")
case("Resize to sizes", "Resize", out, picture, None, None, longs(7, 3), fixed=(3,), mode="linear", axes=[2, 3], opset=18)
out = resized(picture, [1, 1, 2, 2], "cubic", "half_pixel", cubic=-0.5, exclude=True)
case("Resize cubic, outside left out", "Resize", out, picture, None, np.array([1.0, 1, 2, 2]), fixed=(2,), mode="cubic", cubic_coeff_a=-0.5, exclude_outside=1)
case("Resize of some axes", "Resize", resized(picture, [1, 1, 1, 2], "linear", "half_pixel"), picture, None, np.array([2.0]), fixed=(2,), mode="linear", axes=[3], opset=18)
case("Resize opset 10", "Resize", resized(picture, [1, 1, 2, 3], "nearest", "asymmetric", nearest="floor"), picture, np.array([1.0, 1, 2, 3]), fixed=(1,), mode="nearest", opset=10)
case("Upsample", "Upsample", resized(picture, [1, 1, 2, 3], "nearest", "asymmetric", nearest="floor"), picture, np.array([1.0, 1, 2, 3]), fixed=(1,), mode="nearest", opset=9)
case("Upsample linear", "Upsample", resized(picture, [1, 1, 2, 2], "linear", "asymmetric"), picture, np.array([1.0, 1, 2, 2]), fixed=(1,), mode="linear", opset=9)

time, batch, width, hidden = 4, 2, 3, 2
sequence = rand(time, batch, width)
lens = np.array([3, 4], dtype=np.int32)
for kind, gates in {"LSTM": 4, "GRU": 3, "RNN": 1}.items():
    w, r, b = 0.7 * rand(2, gates * hidden, width), 0.7 * rand(2, gates * hidden, hidden), rand(2, 2 * gates * hidden)
    h0, c0 = rand(2, batch, hidden), 2 * rand(2, batch, hidden)
    states = (h0, c0) if kind == "LSTM" else (h0,)
    one = {"hidden_size": hidden}

    def layer(name, n=slice(1), b=None, lens=None, states=(), fixed=(1, 2, 3), direction="forward", **options):
        given = [None if s is None else s[n] for s in states]
        want = recurrent(kind, sequence, w[n], r[n], b if b is None else b[n], lens, *given, direction=direction, **options)
        more = {"direction": direction, **one}
        if options.get("before_reset") is not None:
            more["linear_before_reset"] = int(options["before_reset"])
        if "act" in options:
            more["activations"] = ["Relu"]
        inputs = [sequence, w[n], r[n], b if b is None else b[n], lens, *given]
        case(f"{kind} {name}", kind, want, *inputs, fixed=fixed, opset=14, **more)

    before = {"before_reset": True} if kind == "GRU" else {}
    layer("forward", b=b, **before)
    layer("without bias", **before)
    layer("reverse", b=b, direction="reverse", n=slice(1, 2), **before)
    layer("bidirectional", b=b, direction="bidirectional", n=slice(2), **before)
    layer("with states", b=b, states=states, **before)
    layer("bidirectional with states", b=b, states=states, direction="bidirectional", n=slice(2), fixed=(1, 2), **before)
    layer("of lengths", b=b, lens=lens, fixed=(1, 2, 3, 4), direction="bidirectional", n=slice(2), **before)
    layer("of lengths that are data", b=b, lens=lens, states=states, **before)
    want = recurrent(kind, sequence, w, r, b, None, h0, c0, "bidirectional", **before)
    want = [want[0].transpose(2, 0, 1, 3)] + [v.transpose(1, 0, 2) for v in want[1:]]
    more = {"linear_before_reset": 1} if before else {}
    given = [v.transpose(1, 0, 2).copy() for v in states]
    case(f"{kind} batch first", kind, want, sequence.transpose(1, 0, 2).copy(), w, r, b, None, *given, fixed=(1, 2, 3), opset=14, direction="bidirectional", layout=1, **more, **one)
    if kind == "LSTM":
        layer("with a state of the cell", b=b, states=(None, c0))
        layer("with a state of the output", b=b, states=(h0,))
    if kind == "GRU":
        layer("reset before", b=b, before_reset=False, states=states, direction="bidirectional", n=slice(2))
    if kind == "RNN":
        layer("relu", b=b, states=states, act=lambda v: np.maximum(v, 0))

ms = {"domain": "com.microsoft"}
gelu, tanh_gelu = lambda v: 0.5 * v * (1 + erf(v / np.sqrt(2))), lambda v: 0.5 * v * (1 + np.tanh(np.sqrt(2 / np.pi) * (v + 0.044715 * v**3)))
case("Gelu of ONNX Runtime", "Gelu", gelu(x), x, **ms)
case("BiasGelu", "BiasGelu", gelu(x + b4), x, b4, fixed=(1,), **ms)
case("FastGelu", "FastGelu", tanh_gelu(x + b4), x, b4, fixed=(1,), **ms)
case("QuickGelu", "QuickGelu", x / (1 + np.exp(-1.5 * x)), x, alpha=1.5, **ms)
case("FusedMatMul", "FusedMatMul", 0.25 * x @ table.T, x, table, fixed=(1,), transB=1, alpha=0.25, **ms)
y = rand(2, 3, 2)
case("FusedMatMul of data", "FusedMatMul", 0.5 * x.transpose(0, 2, 1) @ y, x, y, transA=1, alpha=0.5, **ms)
u = rand(2, 3, 4)
case("SkipLayerNormalization", "SkipLayerNormalization", [norm(x + u + b4, (2,), 1e-5) * g4 + b4, None, None, x + u + b4], x, u, g4, b4, b4, fixed=(2, 3, 4), epsilon=1e-5, **ms)
case("SkipSimplifiedLayerNormalization", "SkipSimplifiedLayerNormalization", (x + u) / np.sqrt(((x + u) ** 2).mean(2, keepdims=True) + 1e-5) * g4, x, u, g4, fixed=(2,), epsilon=1e-5, **ms)
ids, segments, words, places, kinds = np.array([[1, 3, 0], [2, 2, 4]], dtype=np.int32), np.array([[0, 1, 1], [0, 0, 1]], dtype=np.int32), rand(5, 4), rand(6, 4), rand(2, 4)
seen = np.array([[1, 1, 1], [1, 1, 0]], dtype=np.int32)
total = words[ids] + places[:3] + kinds[segments]
case("EmbedLayerNormalization", "EmbedLayerNormalization", [norm(total, (2,), 1e-5) * g4 + b4, seen.sum(1, dtype=np.int32)], ids, segments, words, places, kinds, g4, b4, seen, fixed=(2, 3, 4, 5, 6), epsilon=1e-5, **ms)


def attention(a, w, b, heads, mask=None, ahead=True):
    n, t = a.shape[:2]
    q, k, v = (p.reshape(n, t, heads, -1).transpose(0, 2, 1, 3) for p in np.split(a @ w + b, 3, axis=2))
    scores = q @ k.transpose(0, 1, 3, 2) / np.sqrt(q.shape[-1])
    if mask is not None:
        scores = scores + (1 - mask[:, None, None, :]) * -10000
    if not ahead:
        scores = np.where(np.tri(t), scores, -1e9)
    return (softmax(scores, 3) @ v).transpose(0, 2, 1, 3).reshape(n, t, -1)


wa, ba = rand(4, 12), rand(12)
case("Attention", "Attention", attention(x, wa, ba, 2), x, wa, ba, fixed=(1, 2), num_heads=2, **ms)
case("Attention masked", "Attention", attention(x, wa, ba, 2, seen), x, wa, ba, seen, fixed=(1, 2), num_heads=2, **ms)
case("Attention causal", "Attention", attention(x, wa, ba, 2, None, False), x, wa, ba, fixed=(1, 2), num_heads=2, unidirectional=1, **ms)

whole = np.array([[-128, 0, 127, 5], [1, -7, 90, -3], [4, 4, -100, 22]], dtype=np.int8)
scale, zero = np.array([0.5, 0.25, 0.125]), np.array([1, -2, 0], dtype=np.int8)
case("DequantizeLinear of weights by axis", "DequantizeLinear", (whole - zero[:, None].astype(float)) * scale[:, None], whole, scale, zero, fixed=(0, 1, 2), axis=0, opset=13)
case("DequantizeLinear of weights", "DequantizeLinear", (whole - 3.0) * 0.25, whole, np.float32(0.25), np.int8(3), fixed=(0, 1, 2))
case("DequantizeLinear of data", "DequantizeLinear", (whole - 3.0) * 0.25, whole, np.float32(0.25), np.int8(3), fixed=(1, 2))
case("QuantizeLinear", "QuantizeLinear", np.clip(np.round(100 * x / 3) + 7, 0, 255).astype(np.uint8), x, np.float32(0.03), np.uint8(7), fixed=(1, 2))
case("QuantizeLinear by axis", "QuantizeLinear", np.clip(np.round(table / scale[:, None]) + zero[:, None], -128, 127).astype(np.int8), table, scale, zero, fixed=(1, 2), axis=0, opset=13)
step = np.float32((max(x.max(), 0) - min(x.min(), 0)) / 255)
start = np.clip(np.round(-min(x.min(), 0) / step), 0, 255)
case("DynamicQuantizeLinear", "DynamicQuantizeLinear", [np.clip(np.round(x / step) + start, 0, 255).astype(np.uint8), step, np.uint8(start)], x, kink=True)
bytes8 = np.array([[3, 200, 7, 0], [255, 1, 128, 9]], dtype=np.uint8)
case("MatMulInteger", "MatMulInteger", ((bytes8.astype(int) - 5) @ (whole.T.astype(int)[:, :3] - 2)).astype(np.int32), bytes8, np.ascontiguousarray(whole.T), np.uint8(5), np.int8(2), fixed=(1, 2, 3))
map8 = np.arange(36, dtype=np.uint8).reshape(1, 1, 6, 6)
kernel8 = np.array([[[[1, 2], [3, 4]]]], dtype=np.uint8)
case("ConvInteger", "ConvInteger", conv(map8 - 2.0, kernel8.astype(float)).astype(np.int32), map8, kernel8, np.uint8(2), fixed=(1, 2))
write()
