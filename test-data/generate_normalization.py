#!/usr/bin/env python3
"""Writes src/main/resources/dev/resplat/testdata/networks/normalization.safetensors.

Run from anywhere: python3 generate_normalization.py. Needs numpy and torch on the CPU.

Case "name" has inputs "name/x0" (x), "name/x1" (gamma) and "name/x2" (beta), the result "name/y",
and the gradients "name/g0", ... of <u, y> with "name/u"; x is channels-last.
"""

import torch
import torch.nn.functional as F

from golden import Cases


def channels_first(f):
    """A function of x [N, C, ...] as one of x [N, ..., C]."""
    return lambda x, *rest: f(x.movedim(-1, 1), *rest).movedim(1, -1)


def layer(eps):
    return lambda x, gamma, beta: F.layer_norm(x, x.shape[-1:], gamma, beta, eps)


def group(groups, eps):
    return channels_first(lambda x, gamma, beta: F.group_norm(x, groups, gamma, beta, eps))


def instance(eps):
    return channels_first(
        lambda x, *rest: F.instance_norm(x, None, None, *rest, use_input_stats=True, eps=eps)
    )


def batch(eps):
    return channels_first(
        lambda x, gamma, beta: F.batch_norm(x, None, None, gamma, beta, training=True, eps=eps)
    )


def fixed(mean, variance, eps):
    return channels_first(
        lambda x, gamma, beta: F.batch_norm(x, mean, variance, gamma, beta, eps=eps)
    )


def main():
    cases = Cases()

    def case(name, f, *dims, affine=True, offset=0, eps=1e-5):
        draw = cases.draw()
        # Exact in float also with the offset: a multiple of 2^-10.
        x = (draw.around(*dims) * 1024).round() / 1024 + offset
        more = [draw.around(dims[-1]), draw.around(dims[-1])] if affine else []
        cases.gradient(name, f, x, *more)

    case("layer", layer(1e-5), 3, 7)
    case("layer of one row", layer(1e-5), 19)
    case("layer of images", layer(1e-3), 2, 2, 3, 33)
    case("layer far from zero", layer(1e-5), 3, 65, offset=32)
    case("layer of one channel", layer(1e-2), 4, 1)
    case("group of all channels", group(1, 1e-5), 2, 3, 5, 6)
    case("group of two", group(3, 1e-5), 2, 3, 5, 6)
    case("group of one", group(6, 1e-5), 2, 3, 5, 6)
    case("group far from zero", group(2, 1e-5), 2, 17, 4, offset=32)
    case("group of single places", group(2, 0.1), 3, 8)
    case("instance", instance(1e-5), 2, 5, 3, 7)
    case("instance without scales", instance(1e-3), 2, 11, 3, affine=False)
    case("batch", batch(1e-5), 3, 4, 2, 5)
    case("batch of rows", batch(1e-2), 17, 3)
    case("batch far from zero", batch(1e-5), 2, 35, 4, offset=-32)
    mean, variance = torch.tensor([0.5, -1.25, 2.0]), torch.tensor([0.25, 1.5, 3.0])
    case("batch fixed", fixed(mean, variance, 1e-3), 2, 3, 2, 3)
    cases.store.write("networks/normalization.safetensors")


if __name__ == "__main__":
    main()
