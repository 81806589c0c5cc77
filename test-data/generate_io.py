#!/usr/bin/env python3
"""Writes the array files of src/main/resources/dev/resplat/testdata/io.

Run from anywhere: python3 generate_io.py. Needs numpy and torch (for bfloat16). The same versions
write the same bytes; the files here are of numpy 1.24.2 and torch 1.13.0.
"""

import json
import struct
from pathlib import Path

import numpy as np
import torch

FOLDER = Path(__file__).parent / "src/main/resources/dev/resplat/testdata/io"

# The same 2 x 3 matrix in every type; the values of "b1" are those that are not zero.
VALUES = np.array([[0, 1, 2], [100, 3, 0]])
# Column k of axis j of slab i is 100 i + 10 j + k: an index error shows in the value.
CUBE = np.fromfunction(lambda i, j, k: 100 * i + 10 * j + k, (2, 3, 4))


def npz_with_every_type():
    """Every type in both byte orders, deflated."""
    arrays = {}
    for code in "f2 f4 f8 i1 i2 i4 i8 u1 u2 u4 b1".split():
        for name, order in (("le", "<"), ("be", ">")):
            arrays[f"{code}_{name}"] = VALUES.astype(order + code)
    np.savez_compressed(FOLDER / "types.npz", **arrays)


def npz_with_every_layout():
    """Index orders and unusual shapes, stored."""
    np.savez(
        FOLDER / "layouts.npz",
        c_order=CUBE.astype("<f4"),
        fortran_order=np.asfortranarray(CUBE.astype("<f4")),
        fortran_big_endian=np.asfortranarray(CUBE.astype(">f8")),
        fortran_matrix=np.asfortranarray(VALUES.astype("<i2")),
        scalar=np.float32(1.5),
        vector=np.array([1, 2, 3], "<i4"),
        empty=np.zeros((0, 3), "<f4"),
    )


def npy_of_every_version():
    for major in (1, 2, 3):
        with open(FOLDER / f"version{major}.npy", "wb") as file:
            np.lib.format.write_array(file, VALUES.astype("<f4"), version=(major, 0))
    # As Python 2 on 64-bit Windows wrote it.
    header = b"{'shape': (2L, 3L), 'fortran_order': False, 'descr': '<f4'}  \n"
    prefix = b"\x93NUMPY\x01\x00" + struct.pack("<H", len(header))
    (FOLDER / "python2.npy").write_bytes(prefix + header + VALUES.astype("<f4").tobytes())


def safetensors():
    """By hand, as huggingface/safetensors, README, "Format" says; data not in order of names."""
    tensors = {
        "weight": ("F16", VALUES.shape, VALUES.astype("<f2").tobytes()),
        "bf16": ("BF16", VALUES.shape, bits(torch.tensor(VALUES).bfloat16()).tobytes()),
        "bias/\u00e9\U0001f600": ("F32", (3,), np.array([1.5, -2, np.inf], "<f4").tobytes()),
        "steps": ("I64", (), np.array(2**40, "<i8").tobytes()),
        "mask": ("BOOL", (2, 3), (VALUES != 0).tobytes()),
        "empty": ("U8", (0, 4), b""),
    }
    header = {"__metadata__": {"format": "pt", "note": 'line\n"quoted" \\ tab\t'}}
    data = b""
    for name, (dtype, shape, content) in tensors.items():
        offsets = [len(data), len(data) + len(content)]
        header[name] = {"dtype": dtype, "shape": shape, "data_offsets": offsets}
        data += content
    # json escapes what is not ASCII as \uXXXX, the face as a surrogate pair.
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    (FOLDER / "mixed.safetensors").write_bytes(struct.pack("<Q", len(text)) + text + data)


def rounding():
    """float32 values and what numpy and torch round them to, as bits."""
    random = np.random.default_rng(7)
    exponents = random.uniform(-45, 38, 1000)
    values = (random.choice([-1, 1], 1000) * 10.0**exponents).astype("<f4")
    # Bit 12 of a float is the first beyond a half's fraction: every second value is a tie.
    ties = (random.integers(0, 1 << 16, 1000) << 12).astype("<u4").view("<f4") * np.float32(2**112)
    values = np.concatenate([values, ties, [0.0, -0.0, 65504, 65519.996, 65520, 2**-25, 3.4e38]])
    values = values.astype("<f4")
    values = values[~np.isnan(values)]
    with np.errstate(over="ignore"):
        np.savez_compressed(
            FOLDER / "rounding.npz",
            values=values,
            f16=values.astype("<f2").view("<u2"),
            bf16=bits(torch.tensor(values).bfloat16()).view("<u2"),
        )


def bits(tensor):
    return tensor.view(torch.int16).numpy()


if __name__ == "__main__":
    FOLDER.mkdir(parents=True, exist_ok=True)
    npz_with_every_type()
    npz_with_every_layout()
    npy_of_every_version()
    safetensors()
    rounding()
