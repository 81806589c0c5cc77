#!/usr/bin/env python3
"""Writes the golden values of src/main/resources/dev/resplat/testdata/networks/convolution.

Run from anywhere: python3 generate_convolution.py. Needs numpy and torch on the CPU.

convolution.safetensors  Cases as in ops.safetensors, see generate_core.py: x0 is the map [N, H, W,
                         C], x1 the weight [kH, kW, Cin / groups, Cout] (transposed: [kH, kW, Cout /
                         groups, Cin]), x2 the bias if there is one.
"""


import torch.nn.functional as F

from golden import Cases


def first(x):
    """From channels last."""
    return x.permute(0, 3, 1, 2)


def last(x):
    """To channels last."""
    return x.permute(0, 2, 3, 1)


def convolve(**options):
    def f(x, weight, bias=None):
        return last(F.conv2d(first(x), weight.permute(3, 2, 0, 1), bias, **options))

    return f


def transposed(**options):
    def f(x, weight, bias=None):
        return last(F.conv_transpose2d(first(x), weight.permute(3, 2, 0, 1), bias, **options))

    return f


def convolutions(cases):
    def case(name, x, weight, bias=False, **options):
        inputs = [x, weight] + ([weight[-1:]] if bias else [])
        inputs = [cases.draw().around(*shape) for shape in inputs]
        cases.gradient(name, convolve(**options), *inputs)

    case("plain", (2, 5, 4, 3), (3, 3, 3, 4))
    case("bias", (2, 5, 4, 3), (3, 3, 3, 4), True)
    case("one by one", (2, 3, 4, 5), (1, 1, 5, 3), True)
    case("padding", (1, 4, 5, 2), (3, 3, 2, 3), padding=1)
    case("uneven kernel", (1, 5, 6, 2), (2, 5, 2, 3), True, padding=(1, 2))
    case("stride", (1, 7, 8, 2), (3, 3, 2, 3), stride=2, padding=1)
    case("uneven stride", (1, 7, 8, 2), (3, 4, 2, 3), stride=(3, 2), padding=(0, 1))
    case("dilation", (1, 8, 7, 2), (3, 2, 2, 3), dilation=(2, 3), padding=(2, 1))
    case("all at once", (2, 9, 8, 4), (3, 2, 2, 6), True, stride=(2, 3), dilation=(1, 2),
         padding=(2, 1), groups=2)
    case("groups", (1, 5, 5, 6), (3, 3, 2, 9), padding=1, groups=3)
    case("depthwise", (1, 5, 6, 3), (3, 3, 1, 3), True, padding=1, groups=3)
    case("depthwise large kernel", (1, 6, 9, 2), (7, 7, 1, 2), padding=3, groups=2)
    case("depthwise multiplier", (1, 5, 6, 3), (3, 5, 1, 6), padding=(1, 2), stride=2, groups=3)
    case("one channel", (1, 6, 5, 1), (3, 3, 1, 1), padding=1)
    case("wide", (1, 4, 5, 18), (3, 3, 18, 17), True, padding=1)


def adjoints(cases):
    def case(name, x, weight, bias=False, groups=1, **options):
        inputs = [x, weight] + ([(weight[2] * groups,)] if bias else [])
        inputs = [cases.draw().around(*shape) for shape in inputs]
        cases.gradient(f"transposed {name}", transposed(groups=groups, **options), *inputs)

    case("plain", (2, 3, 4, 3), (3, 3, 2, 3))
    case("stride", (1, 3, 4, 3), (4, 4, 2, 3), True, stride=2, padding=1)
    case("output padding", (1, 3, 4, 2), (3, 3, 3, 2), True, stride=2, padding=1, output_padding=1)
    case("all at once", (1, 3, 4, 4), (2, 3, 3, 4), True, 2, stride=(3, 2), dilation=(2, 1),
         padding=(1, 2), output_padding=(2, 1))
    case("depthwise", (1, 3, 4, 3), (4, 4, 1, 3), True, 3, stride=2, padding=1)
    case("gaps", (1, 2, 3, 2), (2, 1, 2, 2), True, stride=3)


if __name__ == "__main__":
    cases = Cases()
    convolutions(cases)
    adjoints(cases)
    cases.store.write("networks/convolution.safetensors")
