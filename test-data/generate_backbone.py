#!/usr/bin/env python3
"""Writes the golden values of src/main/resources/dev/resplat/testdata/networks/backbone.safetensors.

Run from anywhere: python3 generate_backbone.py. Needs numpy and torch on the CPU.

The image backbone of pixelSplat (Charatan et al. 2024), small, with the names and the arithmetic of
its authors: a residual network whose pool is never applied, and a vision transformer as DINO's, whose
positions are stretched. For "name" there are what generate_networks.py writes for a layer, but
gradients "name/g.NAME" are by the authors' names.
"""

import math

import torch
import torch.nn.functional as F
from torch import nn

from generate_networks import Block, Layers, first, last


class Attention(nn.Module):
    def __init__(self, width, heads):
        super().__init__()
        self.heads = heads
        self.qkv = nn.Linear(width, 3 * width)
        self.proj = nn.Linear(width, width)

    def forward(self, x):
        n, length, width = x.shape
        parts = self.qkv(x).split(width, -1)
        q, k, v = (p.reshape(n, length, self.heads, -1).transpose(1, 2) for p in parts)
        weights = torch.softmax(q @ k.transpose(2, 3) / math.sqrt(width / self.heads), -1)
        return self.proj((weights @ v).transpose(1, 2).reshape(n, length, width))


class Hidden(nn.Module):
    def __init__(self, width, hidden):
        super().__init__()
        self.fc1 = nn.Linear(width, hidden)
        self.fc2 = nn.Linear(hidden, width)

    def forward(self, x):
        return self.fc2(F.gelu(self.fc1(x)))


class VitBlock(nn.Module):
    def __init__(self, width, heads, hidden):
        super().__init__()
        self.norm1 = nn.LayerNorm(width, 1e-6)
        self.attn = Attention(width, heads)
        self.norm2 = nn.LayerNorm(width, 1e-6)
        self.mlp = Hidden(width, hidden)

    def forward(self, x):
        x = x + self.attn(self.norm1(x))
        return x + self.mlp(self.norm2(x))


class Patches(nn.Module):
    def __init__(self, width, patch):
        super().__init__()
        self.proj = nn.Conv2d(3, width, patch, patch)


class Dino(nn.Module):
    """Caron et al. 2021, for square pictures of `side` patches, and stretched for others."""

    def __init__(self, side, patch, width, layers, heads, hidden):
        super().__init__()
        self.side = side
        self.cls_token = nn.Parameter(torch.zeros(1, 1, width))
        self.pos_embed = nn.Parameter(torch.zeros(1, side * side + 1, width))
        self.patch_embed = Patches(width, patch)
        self.blocks = nn.ModuleList([VitBlock(width, heads, hidden) for _ in range(layers)])
        self.norm = nn.LayerNorm(width, 1e-6)

    def positions(self, height, width):
        if height == width == self.side:
            return self.pos_embed
        side = self.side
        square = self.pos_embed[:, 1:].reshape(1, side, side, -1).permute(0, 3, 1, 2)
        factors = ((height + 0.1) / side, (width + 0.1) / side)
        stretched = F.interpolate(square, scale_factor=factors, mode="bicubic")
        assert stretched.shape[2:] == (height, width)
        return torch.cat([self.pos_embed[:, :1], stretched.flatten(2).transpose(1, 2)], 1)

    def forward(self, x):
        y = self.patch_embed.proj(x)
        tokens = y.flatten(2).transpose(1, 2)
        tokens = torch.cat([self.cls_token.expand(len(x), -1, -1), tokens], 1)
        tokens = tokens + self.positions(*y.shape[2:])
        for block in self.blocks:
            tokens = block(tokens)
        return self.norm(tokens)


class Model(nn.Module):
    """The first stages of a residual network."""

    def __init__(self, blocks, bottleneck, width):
        super().__init__()
        self.conv1 = nn.Conv2d(3, width, 7, 2, 3, bias=False)
        self.bn1 = nn.BatchNorm2d(width)
        self.widths = [width]
        for s, count in enumerate(blocks):
            stage = []
            for b in range(count):
                stride = 2 if s > 0 and b == 0 else 1
                stage.append(Block(self.widths[-1] if b == 0 else out, width << s, stride, bottleneck))
                out = (width << s) * (4 if bottleneck else 1)
            self.widths.append(out)
            setattr(self, f"layer{s + 1}", nn.Sequential(*stage))
        self.stages = len(blocks)

    def forward(self, x):
        y = F.relu(self.bn1(self.conv1(x)))
        levels = [y]
        for s in range(self.stages):
            y = getattr(self, f"layer{s + 1}")(y)
            levels.append(y)
        return levels


class ResNetBackbone(nn.Module):
    def __init__(self, model, out):
        super().__init__()
        self.model = model
        self.projections = nn.ModuleDict(
            {f"layer{i}": nn.Conv2d(c, out, 1) for i, c in enumerate(model.widths)}
        )

    def forward(self, x):
        levels = [self.projections[f"layer{i}"](f) for i, f in enumerate(self.model(x))]
        size = x.shape[2:]
        large = [F.interpolate(f, size, mode="bilinear", align_corners=True) for f in levels]
        return torch.stack(large).sum(0)


class Backbone(nn.Module):
    def __init__(self, model, dino, width, out):
        super().__init__()
        mlp = lambda: nn.Sequential(nn.Linear(width, width), nn.ReLU(), nn.Linear(width, out))
        if dino is not None:
            self.dino = dino
            self.global_token_mlp = mlp()
            self.local_token_mlp = mlp()
        if model is not None:
            self.resnet_backbone = ResNetBackbone(model, out)

    def forward(self, x):
        y = torch.zeros(())
        if hasattr(self, "resnet_backbone"):
            y = y + self.resnet_backbone(x)
        if hasattr(self, "dino"):
            patch = self.dino.patch_embed.proj.stride[0]
            tokens = self.dino(x)
            h, w = x.shape[2] // patch, x.shape[3] // patch
            local = self.local_token_mlp(tokens[:, 1:]).transpose(1, 2).unflatten(2, (h, w))
            local = local.repeat_interleave(patch, 2).repeat_interleave(patch, 3)
            y = y + local + self.global_token_mlp(tokens[:, 0])[:, :, None, None]
        return y


def without_scales(module):
    """Instance norm instead of batch norm, as the authors have it: it has no weights."""
    for name, child in module.named_children():
        if isinstance(child, nn.BatchNorm2d):
            setattr(module, name, nn.InstanceNorm2d(child.num_features, affine=False))
        else:
            without_scales(child)
    return module


class Theirs(Layers):
    def image(self, name, module, shape):
        seen = lambda x: last(module(first(x)))
        self.case(name, module, seen, shape)


if __name__ == "__main__":
    layers = Theirs()
    layers.seed = 4200
    dino = Dino(3, 4, 4, 1, 2, 6)
    layers.case("dino", dino, lambda x: dino(first(x)), (1, 12, 12, 3))
    dino = Dino(4, 2, 4, 1, 2, 6)
    layers.case("dino stretched", dino, lambda x: dino(first(x)), (1, 10, 6, 3))
    shape = (2, 8, 16, 3)
    net = Backbone(Model((2, 2), False, 2), Dino(3, 4, 4, 1, 2, 6), 4, 3)
    layers.image("both training", net.train(), shape)
    net = Backbone(Model((3,), True, 1), Dino(3, 8, 4, 1, 2, 6), 4, 3)
    layers.image("both evaluation", net.eval(), shape)
    net = Backbone(without_scales(Model((2, 2), False, 2)), None, 4, 3)
    layers.image("instance norm", net, shape)
    net = Backbone(None, Dino(3, 4, 4, 1, 2, 6), 4, 3)
    layers.image("tokens", net, shape)
    layers.store.write("networks/backbone.safetensors")
