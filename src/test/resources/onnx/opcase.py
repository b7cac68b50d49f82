"""Shared by the generators: collects single operators with inputs and results and writes them as JSON."""

import json

import numpy as np

rng = np.random.default_rng(7)
cases = []
TYPES = {"float64": "float", "float32": "float", "float16": "half", "int64": "long", "int32": "int", "int8": "byte", "uint8": "ubyte", "bool": "bool"}


def tensor(a):
    a = np.asarray(a)
    kind = TYPES[a.dtype.name]
    data = np.round(a.astype(float), 7) if kind in ("float", "half") else a.astype(int)
    return {"type": kind, "shape": list(a.shape), "data": data.ravel().tolist()}


def case(name, op, out, *inputs, opset=17, fixed=(), domain="", kink=False, **attributes):
    """Inputs whose place is in `fixed` are initializers; None is an absent optional input or output.

    `kink` says that the operator has no derivative at these inputs.
    """
    given = []
    for i, a in enumerate(inputs):
        given.append(None if a is None else {**tensor(a), "fixed": i in fixed})
    results = [None if o is None else tensor(o) for o in (out if isinstance(out, list) else [out])]
    one = {"name": name, "op": op, "opset": opset, "attributes": attributes, "inputs": given, "outputs": results}
    cases.append({**one, **({"domain": domain} if domain else {}), **({"kink": 1} if kink else {})})


def rand(*shape):
    return np.round(rng.normal(size=shape), 3)


def longs(*values):
    return np.array(values, dtype=np.int64)


def write():
    print("[\n" + ",\n".join(json.dumps(one, separators=(",", ":")) for one in cases) + "\n]")
