#!/usr/bin/env python3
"""Writes the golden values of pooling, resizing, grid sampling and pixel shuffles.

Run from anywhere: python3 generate_sampling.py. Needs numpy and torch on the CPU.

Feature maps are stored channels last; torch computes on them permuted. Cases are those of
generate_core.py: inputs "x0", result "y", seed "u" and gradients "g0", ... of <u, y>.
"""

import torch
import torch.nn.functional as F

from golden import Cases, t


def maps(f):
    """A function of maps [N, C, H, W] as one of maps [N, H, W, C]."""
    return lambda x, *rest: f(x.permute(0, 3, 1, 2), *rest).permute(0, 2, 3, 1).contiguous()


def resizing(cases):
    for name, (h, w), size in (
        ("up", (3, 4), (6, 8)),
        ("up odd", (3, 5), (7, 8)),
        ("down", (8, 6), (4, 3)),
        ("down odd", (9, 7), (4, 5)),
        ("same", (4, 3), (4, 3)),
        ("to one", (5, 4), (1, 1)),
        ("of one", (1, 1), (3, 2)),
    ):
        for corners in (False, True):
            f = lambda x: F.interpolate(x, size, mode="bilinear", align_corners=corners)
            x = cases.draw().around(1, h, w, 2)
            cases.gradient(f"resize {name}{' corners' if corners else ''}", maps(f), x)


def grids(cases):
    """Places inside, on the border, on pixels, outside and far outside."""
    special = t([-1.0, -1.0, 1.0, 1.0, -1.0, 0.25, 0.5, 1.0, 1.0, -1.0, 0.0, 0.0])
    special = torch.cat([special, t([-1.25, 0.5, 0.25, 1.125, 3.0, 0.0, -1e6, 2.0])])
    for padding in ("zeros", "border"):
        for corners in (False, True):
            x = cases.draw().around(2, 4, 5, 3)
            grid = cases.draw().around(2, 6, 5, 2) * 0.75
            grid.reshape(-1)[: len(special)] = special
            f = lambda x, g: F.grid_sample(x, g, padding_mode=padding, align_corners=corners)
            cases.gradient(f"grid {padding}{' corners' if corners else ''}", maps(f), x, grid)


def pools(cases):
    x = cases.draw().around(1, 7, 8, 2)
    for name, options in (
        ("2", dict(kernel_size=2)),
        ("3 stride 2", dict(kernel_size=3, stride=2)),
        ("3 stride 2 ceil", dict(kernel_size=3, stride=2, ceil_mode=True)),
        ("3 stride 2 padding", dict(kernel_size=3, stride=2, padding=1)),
        ("3 stride 2 padding ceil", dict(kernel_size=3, stride=2, padding=1, ceil_mode=True)),
        ("2 stride 3 padding ceil", dict(kernel_size=2, stride=3, padding=1, ceil_mode=True)),
        ("oblong", dict(kernel_size=(2, 3), stride=(1, 2), padding=(1, 0))),
    ):
        cases.gradient(f"max {name}", maps(lambda x: F.max_pool2d(x, **options)), x)
        for count in (False, True):
            f = maps(lambda x: F.avg_pool2d(x, count_include_pad=count, **options))
            cases.gradient(f"average {name}{' counting' if count else ''}", f, x)
    dilated = maps(lambda x: F.max_pool2d(x, 3, stride=1, padding=1, dilation=2))
    cases.gradient("max dilated", dilated, x)
    ties = torch.round(cases.draw().around(1, 6, 6, 2))
    cases.gradient("max ties", maps(lambda x: F.max_pool2d(x, 3, stride=2)), ties)
    holes = cases.draw().around(1, 6, 6, 2)
    holes.reshape(-1)[::7] = float("nan")
    holes.reshape(-1)[::5] = float("-inf")
    cases.gradient("max not a number", maps(lambda x: F.max_pool2d(x, 3, stride=2)), holes)


def shuffles(cases):
    x = cases.draw().around(2, 2, 3, 18)
    cases.gradient("pixel shuffle", maps(lambda x: F.pixel_shuffle(x, 3)), x)
    y = cases.draw().around(2, 4, 6, 3)
    cases.gradient("pixel unshuffle", maps(lambda x: F.pixel_unshuffle(x, 2)), y)


if __name__ == "__main__":
    cases = Cases()
    resizing(cases)
    grids(cases)
    pools(cases)
    shuffles(cases)
    cases.store.write("networks/sampling.safetensors")
