#!/usr/bin/env python3
"""Writes the golden values of src/main/resources/dev/resplat/testdata/networks/attention.safetensors.

Run from anywhere: python3 generate_attention.py. Needs numpy and torch on the CPU.

Case "name" has inputs "name/x0" (queries), "name/x1" (keys), "name/x2" (values), [N, L, heads, D],
for masked cases "name/mask", the result "name/y", and the gradients "name/g0", ... of <u, y> with
"name/u".
"""

import math

import torch

from golden import Cases

HIDE = float("-inf")


def attention(q, k, v, mask=None, scale=None):
    """By its formula, with heads on the third axis."""
    q, k, v = (x.transpose(1, 2) for x in (q, k, v))
    scale = 1 / math.sqrt(q.shape[-1]) if scale is None else scale
    scores = q @ k.transpose(-1, -2) * scale
    if mask is not None:
        scores = scores + mask
    return (scores.softmax(-1) @ v).transpose(1, 2).contiguous()


def hiding(draw, *shape):
    """Random numbers, of which those below -1 hide a key; the last key is never hidden."""
    mask = draw.around(*shape)
    mask[mask < -1] = HIDE
    mask[..., -1] = 0
    return mask


def masked(cases, name, q, k, v, mask, full):
    """Masks are constants: stored under a name that is no input."""
    cases.gradient(name, lambda *x: attention(*x, full), q, k, v)
    cases.store.put(f"{name}/mask", mask)


def main():
    cases = Cases()
    draw = cases.draw()
    x = draw.around(2, 5, 2, 4)
    cases.gradient("self", lambda x: attention(x, x, x), x)
    q, k, v = draw.around(2, 3, 2, 5), draw.around(2, 7, 2, 5), draw.around(2, 7, 2, 3)
    cases.gradient("cross", attention, q, k, v)
    cases.gradient("scale", lambda q, k, v: attention(q, k, v, None, 1.75), q, k, v)
    one = draw.around(2, 3, 1, 5), draw.around(2, 1, 1, 5), draw.around(2, 1, 1, 6)
    cases.gradient("one key", attention, *one)
    one = draw.around(3, 1, 2, 8), draw.around(3, 9, 2, 8), draw.around(3, 9, 2, 8)
    cases.gradient("one query", attention, *one)
    large = draw.around(1, 4, 1, 16) * 16, draw.around(1, 6, 1, 16) * 16, draw.around(1, 6, 1, 2)
    cases.value("large scores", attention, *large)

    mask = hiding(draw, 3, 7)
    masked(cases, "mask of pairs", q, k, v, mask, mask)
    mask = hiding(draw, 2, 3, 7)
    masked(cases, "mask of batches", q, k, v, mask, mask[:, None])
    mask = hiding(draw, 2, 2, 3, 7)
    masked(cases, "mask of heads", q, k, v, mask, mask)
    mask = hiding(draw, 2, 1, 7)
    masked(cases, "mask of keys", q, k, v, mask, mask[:, None])

    # Longer than a block of queries and of keys.
    q, k, v = draw.around(1, 30, 1, 9), draw.around(1, 203, 1, 9), draw.around(1, 203, 1, 5)
    cases.gradient("blocks", attention, q, k, v)
    cases.store.write("networks/attention.safetensors")


if __name__ == "__main__":
    main()
