"""What the generators of golden values share: numbers drawn alike in Java, cases, files.

The files are of torch 1.13.0 and numpy 1.24.2 (Debian's python3-torch); everything is computed in
double on one thread.
"""

import json
import math
import struct
from pathlib import Path

import numpy as np
import torch

FOLDER = Path(__file__).parent / "src/main/resources/dev/resplat/testdata"

torch.set_default_dtype(torch.float64)
torch.set_num_threads(1)


# ---- The counter-based generator: twin of dev.resplat.tensor.Philox and RandomStream -------------


def philox(counter, key0, key1):
    """Ten rounds of Philox4x32 over counters [n, 4], as uint64 arrays that hold 32-bit words."""
    mask = np.uint64(0xFFFFFFFF)
    c0, c1, c2, c3 = (counter[:, i].astype(np.uint64) for i in range(4))
    for _ in range(10):
        product0 = np.uint64(0xD2511F53) * c0
        product1 = np.uint64(0xCD9E8D57) * c2
        c0, c1, c2, c3 = (
            (product1 >> np.uint64(32)) ^ c1 ^ np.uint64(key0),
            product1 & mask,
            (product0 >> np.uint64(32)) ^ c3 ^ np.uint64(key1),
            product0 & mask,
        )
        key0 = (key0 + 0x9E3779B9) & 0xFFFFFFFF
        key1 = (key1 + 0xBB67AE85) & 0xFFFFFFFF
    return np.stack([c0, c1, c2, c3], axis=1)


class RandomStream:
    """The k-th draw from a seed; element i takes word i mod 4 of block i / 4."""

    def __init__(self, seed, draw=0):
        self.seed = seed
        self.draw = draw

    def words(self, size):
        blocks = np.zeros(((size + 3) // 4, 4), np.uint64)
        blocks[:, 0] = np.arange(len(blocks))
        blocks[:, 2] = self.draw & 0xFFFFFFFF
        blocks[:, 3] = self.draw >> 32
        self.draw += 1
        return philox(blocks, self.seed & 0xFFFFFFFF, self.seed >> 32)

    def uniform(self, *shape):
        """In [0, 1): the upper 24 bits of the word, exact in float."""
        size = math.prod(shape)
        values = (self.words(size) >> np.uint64(8)).astype(np.float64) * 2.0**-24
        return torch.tensor(values.reshape(-1)[:size].reshape(shape))

    def normal(self, *shape):
        """By Box and Muller from words 2j and 2j + 1."""
        size = math.prod(shape)
        words = (self.words(size).astype(np.float64) + 0.5) * 2.0**-32
        radius = np.sqrt(-2 * np.log(words[:, 0::2]))
        angle = 2 * np.pi * words[:, 1::2]
        values = np.stack([radius * np.cos(angle), radius * np.sin(angle)], axis=2)
        return torch.tensor(values.reshape(-1)[:size].reshape(shape))

    def around(self, *shape):
        """Uniform in [-2, 2): inputs that are exact in float as well."""
        return (self.uniform(*shape) - 0.5) * 4


# ---- Files ---------------------------------------------------------------------------------------


class Store:
    """Named arrays: F64, or I32 when they are integers."""

    def __init__(self):
        self.arrays = {}

    def put(self, name, value):
        array = value.detach().numpy() if isinstance(value, torch.Tensor) else np.asarray(value)
        array = array.astype("<i4" if array.dtype.kind in "iu" else "<f8")
        assert name not in self.arrays, name
        self.arrays[name] = array

    def write(self, file):
        header = {"__metadata__": {"torch": torch.__version__, "numpy": np.__version__}}
        data = b""
        # 8-byte elements first, so that all are aligned.
        for name, array in sorted(self.arrays.items(), key=lambda item: -item[1].itemsize):
            content = array.tobytes()
            header[name] = {
                "dtype": "I32" if array.dtype.kind == "i" else "F64",
                "shape": list(array.shape),
                "data_offsets": [len(data), len(data) + len(content)],
            }
            data += content
        text = json.dumps(header, separators=(",", ":")).encode()
        text += b" " * (-len(text) % 8)
        path = FOLDER / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(struct.pack("<Q", len(text)) + text + data)


# ---- Cases ----------------------------------------------------------------------------------------


def t(values):
    return torch.tensor(values)


class Cases:
    """Small cases. Inputs are given or drawn; each case draws from a seed of its own."""

    def __init__(self):
        self.store = Store()
        self.count = 0

    def draw(self):
        self.count += 1
        return RandomStream(1000 + self.count)

    def value(self, name, f, *inputs, ints=()):
        """A case without gradient."""
        for i, x in enumerate(inputs):
            self.store.put(f"{name}/x{i}", x)
        for i, index in enumerate(ints):
            self.store.put(f"{name}/i{i}", np.asarray(index, np.int32))
        y = f(*inputs)
        self.store.put(f"{name}/y", y)
        return y

    def gradient(self, name, f, *inputs, ints=(), u=None):
        """A case with gradients of <u, y>; u is drawn when not given."""
        inputs = [x.clone().requires_grad_() for x in inputs]
        y = self.value(name, f, *inputs, ints=ints)
        if u is None:
            u = self.draw().around(*y.shape)
        self.store.put(f"{name}/u", u)
        for i, g in enumerate(torch.autograd.grad(y, inputs, u)):
            self.store.put(f"{name}/g{i}", g)
