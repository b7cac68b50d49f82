"""What single operators compute, after the ONNX specification."""

import itertools

import numpy as np


def softmax(a, axis):
    e = np.exp(a - a.max(axis=axis, keepdims=True))
    return e / e.sum(axis=axis, keepdims=True)


def norm(a, axes, eps):
    return (a - a.mean(axes, keepdims=True)) / np.sqrt(a.var(axes, keepdims=True) + eps)


def windows(a, kernel, stride, pad, dilation, value, ceil=False):
    """All windows of maps as [n, c, out..., kernel...]; pad is (begins, ends)."""
    axes = len(kernel)
    size = a.shape[2:]
    reach = [d * (k - 1) + 1 for k, d in zip(kernel, dilation)]
    out = []
    for i in range(axes):
        room = size[i] + pad[0][i] + pad[1][i] - reach[i]
        n = (-(-room // stride[i]) if ceil else room // stride[i]) + 1
        if ceil and (n - 1) * stride[i] >= size[i] + pad[0][i]:
            n -= 1
        out.append(n)
    wide = np.full(a.shape[:2] + tuple(s + 2 * (k + p + q + 4) for s, k, p, q in zip(size, reach, *pad)), value, dtype=float)
    wide[(slice(None),) * 2 + tuple(slice(p, p + s) for p, s in zip(pad[0], size))] = a
    result = np.empty(a.shape[:2] + tuple(out) + tuple(kernel))
    for place in itertools.product(*map(range, out)):
        cut = tuple(slice(p * s, p * s + r, d) for p, s, r, d in zip(place, stride, reach, dilation))
        result[(slice(None),) * 2 + place] = wide[(slice(None),) * 2 + cut]
    return result


def conv(a, k, bias=None, group=1, stride=None, pad=None, dilation=None):
    axes = k.ndim - 2
    stride, dilation = stride or [1] * axes, dilation or [1] * axes
    pad = pad or ([0] * axes, [0] * axes)
    per, outs = a.shape[1] // group, k.shape[0] // group
    parts = []
    for i in range(group):
        win = windows(a[:, i * per : (i + 1) * per], k.shape[2:], stride, pad, dilation, 0)
        letters, places = "xyz"[:axes], "uvw"[:axes]
        parts.append(np.einsum(f"nc{letters}{places},oc{places}->no{letters}", win, k[i * outs : (i + 1) * outs]))
    out = np.concatenate(parts, 1)
    return out if bias is None else out + bias.reshape((1, -1) + (1,) * axes)


def inner(a):
    """The axes of the kernel in windows of maps."""
    return tuple(range(-(a.ndim - 2), 0))


def maxpool(a, kernel, stride, pad=([0, 0], [0, 0]), dilation=(1, 1), ceil=False):
    return windows(a, kernel, stride, pad, dilation, -np.inf, ceil).max(inner(a))


def avgpool(a, kernel, stride, pad, counts, ceil=False):
    total = windows(a, kernel, stride, pad, (1,) * len(kernel), 0, ceil).sum(inner(a))
    if counts:
        return total / np.prod(kernel)
    return total / windows(np.ones_like(a), kernel, stride, pad, (1,) * len(kernel), 0, ceil).sum(inner(a))


def conv_transpose(a, k, bias=None, group=1, stride=None, pad=None, dilation=None, extra=None):
    """Adds a scaled kernel at each place of the map; pad is (begins, ends)."""
    axes = k.ndim - 2
    stride, dilation, extra = stride or [1] * axes, dilation or [1] * axes, extra or [0] * axes
    pad = pad or ([0] * axes, [0] * axes)
    n, c, outs = a.shape[0], a.shape[1] // group, k.shape[1]
    full = [(s - 1) * st + d * (r - 1) + 1 + e for s, st, d, r, e in zip(a.shape[2:], stride, dilation, k.shape[2:], extra)]
    out = np.zeros((n, outs * group, *full))
    for g in range(group):
        for place in itertools.product(*map(range, a.shape[2:])):
            for at in itertools.product(*map(range, k.shape[2:])):
                to = tuple(p * s + q * d for p, s, q, d in zip(place, stride, at, dilation))
                part = a[(slice(None), slice(g * c, g * c + c)) + place] @ k[(slice(g * c, g * c + c), slice(None)) + at]
                out[(slice(None), slice(g * outs, g * outs + outs)) + to] += part
    out = out[(slice(None),) * 2 + tuple(slice(p, f - q) for p, q, f in zip(*pad, full))]
    return out if bias is None else out + bias.reshape((1, -1) + (1,) * axes)


def sigmoid(a):
    return 1 / (1 + np.exp(-a))


def lengths(x, lens):
    return np.full(x.shape[1], x.shape[0]) if lens is None else lens


def recur(step, x, states, lens, reverse):
    """Runs a cell over the sequences of x [time, batch, width]; returns all outputs and the last states."""
    out = np.zeros((x.shape[0],) + states[0].shape)
    last = [s.copy() for s in states]
    for b in range(x.shape[1]):
        times = range(lens[b])
        now = [s[b] for s in states]
        for t in reversed(times) if reverse else times:
            now = step(x[t, b], *now)
            out[t, b] = now[0]
        for s, v in zip(last, now):
            s[b] = v
    return out, last


def recurrent(kind, x, w, r, b=None, lens=None, h0=None, c0=None, direction="forward", p=None, before_reset=True, act=np.tanh):
    """LSTM, GRU or RNN: Y [time, directions, batch, hidden], then Y_h (and Y_c)."""
    hidden = r.shape[2]
    gates = w.shape[1] // hidden
    outs, lasts = [], []
    for d in range(w.shape[0]):
        bias = np.zeros(2 * gates * hidden) if b is None else b[d]
        wb, rb = np.split(bias, 2)
        zero = np.zeros((x.shape[1], hidden))
        states = [zero if h0 is None else h0[d]] + ([zero if c0 is None else c0[d]] if kind == "LSTM" else [])

        def lstm(v, h, c, w=w[d], r=r[d], bias=wb + rb, p=np.zeros(3 * hidden) if p is None else p[d]):
            i, o, f, g = np.split(w @ v + r @ h + bias, 4)
            pi, po, pf = np.split(p, 3)
            c = sigmoid(f + pf * c) * c + sigmoid(i + pi * c) * np.tanh(g)
            return [sigmoid(o + po * c) * np.tanh(c), c]

        def gru(v, h, w=w[d], r=r[d], wb=wb, rb=rb):
            (wz, wr, wh), (rz, rr, rh) = np.split(w @ v + wb, 3), np.split(r, 3)
            bz, br, bh = np.split(rb, 3)
            z, reset = sigmoid(wz + rz @ h + bz), sigmoid(wr + rr @ h + br)
            new = np.tanh(wh + (reset * (rh @ h + bh) if before_reset else rh @ (reset * h) + bh))
            return [(1 - z) * new + z * h]

        def rnn(v, h, w=w[d], r=r[d], bias=wb + rb):
            return [act(w @ v + r @ h + bias)]

        reverse = direction == "reverse" or d == 1
        out, last = recur({"LSTM": lstm, "GRU": gru, "RNN": rnn}[kind], x, states, lengths(x, lens), reverse)
        outs.append(out)
        lasts.append(last)
    return [np.stack(outs, 1)] + [np.stack(states) for states in zip(*lasts)]


def resize_axis(a, axis, out, scale, mode, coordinate, nearest="round_prefer_floor", cubic=-0.75, exclude=False):
    """Resizes one axis by interpolation."""
    size = a.shape[axis]
    m = np.zeros((size, out))
    for i in range(out):
        if coordinate == "align_corners":
            at = 0 if out == 1 else i * (size - 1) / (out - 1)
        elif coordinate == "asymmetric":
            at = i / scale
        elif coordinate == "pytorch_half_pixel" and out == 1:
            at = 0
        else:
            at = (i + 0.5) / scale - 0.5
        if mode == "nearest":
            place = {"round_prefer_floor": np.ceil(at - 0.5), "round_prefer_ceil": np.floor(at + 0.5), "floor": np.floor(at), "ceil": np.ceil(at)}[nearest]
            m[int(np.clip(place, 0, size - 1)), i] = 1
            continue
        base = int(np.floor(at))
        near = range(base, base + 2) if mode == "linear" else range(base - 1, base + 3)
        weights = []
        for j in near:
            d = abs(at - j)
            if mode == "linear":
                weights.append(1 - d)
            elif d <= 1:
                weights.append((cubic + 2) * d**3 - (cubic + 3) * d**2 + 1)
            else:
                weights.append(cubic * d**3 - 5 * cubic * d**2 + 8 * cubic * d - 4 * cubic)
        if exclude:
            weights = [v if 0 <= j < size else 0 for v, j in zip(weights, near)]
            weights = [v / sum(weights) for v in weights]
        for v, j in zip(weights, near):
            m[min(max(j, 0), size - 1), i] += v
    return np.moveaxis(np.moveaxis(a, axis, -1) @ m, -1, axis)
