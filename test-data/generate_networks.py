#!/usr/bin/env python3
"""Writes the golden values of src/main/resources/dev/resplat/testdata/networks/layers.safetensors.

Run from anywhere: python3 generate_networks.py. Needs numpy and torch on the CPU.

Layers "name" of torch.nn, or written here with the names of torchvision. For a small one there are
its weights "name/w.NAME" in PyTorch's layout, exact in float; inputs "name/x0", ... with channels
last; the result "name/y"; and for <u, y> with "name/u" the gradients "name/g0", ... by input and
"name/g.NAME" by parameter, in our layout. Weights of a whole network are drawn, in the order of
their names, from "name/seed"; see `drawn`.
"""

import math

import numpy as np
import torch
import torch.nn.functional as F
from torch import nn

from golden import RandomStream, Store

EPSILON = 1e-5


def first(x):
    """From channels last to channels first."""
    return x.permute(0, 3, 1, 2) if x.dim() == 4 else x


def last(x):
    """From channels first to channels last."""
    return x.permute(0, 2, 3, 1) if x.dim() == 4 else x


def ours(w):
    """A weight in our layout: [in, out] and [kH, kW, in, out]."""
    return {2: lambda: w.T, 4: lambda: w.permute(2, 3, 1, 0)}.get(w.dim(), lambda: w)()


def exact(x):
    return x.float().double()


def randomize(module, random):
    """Weights that are neither ones nor zeros, and running statistics of something."""
    with torch.no_grad():
        for name, p in module.state_dict().items():
            if name.endswith("num_batches_tracked"):
                continue
            around = random.around(*p.shape) * 0.25
            is_scale = p.dim() == 1 and name.endswith("weight")
            p.copy_(exact(around + (1 if is_scale or name.endswith("running_var") else 0)))


class Layers:
    def __init__(self):
        self.store = Store()
        self.seed = 4000

    def draw(self):
        self.seed += 1
        return RandomStream(self.seed)

    def case(self, name, module, forward, *shapes, more=None):
        """Weights, inputs, result, gradients; `forward` gets inputs with channels last."""
        random = self.draw()
        randomize(module, random)
        for key, w in module.state_dict().items():
            self.store.put(f"{name}/w.{key}", w.clone())
        inputs = [random.around(*shape).requires_grad_() for shape in shapes]
        for i, x in enumerate(inputs):
            self.store.put(f"{name}/x{i}", x)
        y = forward(*inputs)
        u = random.around(*y.shape)
        self.store.put(f"{name}/y", y)
        self.store.put(f"{name}/u", u)
        parameters = dict(module.named_parameters())
        grads = torch.autograd.grad(y, inputs + list(parameters.values()), u)
        for i in range(len(inputs)):
            self.store.put(f"{name}/g{i}", grads[i])
        for key, g in zip(parameters, grads[len(inputs) :]):
            self.store.put(f"{name}/g.{key}", ours(g))


def image_layer(module):
    return lambda x: last(module(first(x)))


def simple(layers):
    conv = nn.Conv2d(4, 6, (3, 2), stride=2, padding=1, groups=2)
    layers.case("conv2d", conv, image_layer(conv), (2, 5, 4, 4))
    up = nn.ConvTranspose2d(4, 6, 3, stride=2, padding=1, groups=2, output_padding=1)
    layers.case("convTranspose2d", up, image_layer(up), (2, 3, 2, 4))
    norm = nn.LayerNorm(5, EPSILON)
    layers.case("layerNorm", norm, norm, (2, 3, 5))
    norm = nn.GroupNorm(2, 6, EPSILON)
    layers.case("groupNorm", norm, image_layer(norm), (2, 3, 2, 6))
    norm = nn.InstanceNorm2d(3, EPSILON, affine=True)
    layers.case("instanceNorm", norm, image_layer(norm), (2, 3, 2, 3))


def batch_norm(layers):
    """Three batches in training and one in evaluation."""
    store = layers.store
    norm = nn.BatchNorm2d(3, EPSILON, 0.1)
    random = layers.draw()
    randomize(norm, random)
    for key, w in norm.state_dict().items():
        store.put(f"batchNorm steps/w.{key}", w.clone())
    for i in range(4):
        norm.train(i < 3)
        x = random.around(2, 2, 3, 3) + i
        store.put(f"batchNorm steps/x{i}", x)
        store.put(f"batchNorm steps/y{i}", last(norm(first(x))))
        store.put(f"batchNorm steps/mean{i}", norm.running_mean.clone())
        store.put(f"batchNorm steps/variance{i}", norm.running_var.clone())


def attention(layers):
    mha = nn.MultiheadAttention(6, 2, batch_first=True)
    layers.case("attention self", mha, lambda x: mha(x, x, x)[0], (2, 4, 6))
    mha = nn.MultiheadAttention(6, 3, batch_first=True)
    layers.case("attention cross", mha, lambda x, c: mha(x, c, c)[0], (2, 3, 6), (2, 5, 6))
    mha = nn.MultiheadAttention(6, 2, batch_first=True)
    # True hides; torch wants one mask for each batch and head.
    hidden = torch.triu(torch.ones(2, 4, 4), 1) > 0
    hidden[1, 3, 0] = True
    mask = hidden.repeat_interleave(2, 0)
    layers.case("attention masked", mha, lambda x: mha(x, x, x, attn_mask=mask)[0], (2, 4, 6))
    block = transformer_block(6, 2, 10, EPSILON)
    layers.case("transformer block", block, block, (2, 4, 6))


def transformer_block(width, heads, hidden, epsilon):
    return nn.TransformerEncoderLayer(
        width,
        heads,
        hidden,
        dropout=0,
        activation="gelu",
        layer_norm_eps=epsilon,
        batch_first=True,
        norm_first=True,
    )


class VisionTransformer(nn.Module):
    """Dosovitskiy et al. 2021 for pictures of 4 x 6, patches of 2."""

    def __init__(self):
        super().__init__()
        self.class_token = nn.Parameter(torch.zeros(1, 1, 6))
        self.conv_proj = nn.Conv2d(3, 6, 2, 2)
        self.pos_embedding = nn.Parameter(torch.zeros(1, 7, 6))
        self.layers = nn.ModuleList([transformer_block(6, 2, 8, 1e-6) for _ in range(2)])
        self.norm = nn.LayerNorm(6, 1e-6)

    def forward(self, x):
        tokens = self.conv_proj(first(x)).flatten(2).transpose(1, 2)
        tokens = torch.cat([self.class_token.expand(len(x), -1, -1), tokens], 1)
        tokens = tokens + self.pos_embedding
        for block in self.layers:
            tokens = block(tokens)
        return self.norm(tokens)


class PointTransformer(nn.Module):
    """Zhao et al. 2021, equations 2 and 3, point by point."""

    def __init__(self, width_in, width):
        super().__init__()
        self.query = nn.Linear(width_in, width)
        self.key = nn.Linear(width_in, width)
        self.value = nn.Linear(width_in, width)
        self.position = nn.ModuleList([nn.Linear(3, width), nn.Linear(width, width)])
        self.weights = nn.ModuleList([nn.Linear(width, width), nn.Linear(width, width)])

    def forward(self, x, p):
        rows = []
        for i in range(len(x)):
            nearest = torch.argsort(((p - p[i]) ** 2).sum(1))[:3]
            d = self.position[1](F.relu(self.position[0](p[i] - p[nearest])))
            relation = self.query(x[i]) - self.key(x[nearest]) + d
            w = torch.softmax(self.weights[1](F.relu(self.weights[0](relation))), 0)
            rows.append((w * (self.value(x[nearest]) + d)).sum(0))
        return torch.stack(rows)


class NeighborAttention(nn.Module):
    """Xu et al. 2025, section 3.2, with scalar weights, point by point."""

    def __init__(self, width, points, inner, relations, neighbors):
        super().__init__()
        self.query = nn.Linear(width, inner)
        self.key = nn.Linear(points, inner)
        self.value = nn.Linear(points, inner)
        self.near = nn.Linear(relations, inner)
        self.out = nn.Linear(inner, width)
        self.neighbors = neighbors

    def forward(self, x, points, related):
        rows = []
        for i, near in enumerate(self.neighbors):
            place = self.near(related[i])
            keys = self.key(points[near]) + place
            weights = torch.softmax(keys @ self.query(x[i]) / math.sqrt(keys.shape[1]), 0)
            rows.append(self.out(weights @ (self.value(points[near]) + place)))
        return torch.stack(rows)


def neighbor_attention(layers):
    for name, k in (("neighbor attention", 3), ("neighbor attention single", 1)):
        neighbors = [[(3 * i + 2 * j + i * j) % 8 for j in range(k)] for i in range(5)]
        module = NeighborAttention(4, 6, 3, 2, neighbors)
        layers.case(name, module, module, (5, 4), (8, 6), (5, k, 2))


def models(layers):
    vit = VisionTransformer()
    layers.case("vision transformer", vit, vit, (2, 4, 6, 3))
    points = PointTransformer(4, 5)
    layers.case("point transformer", points, points, (8, 4), (8, 3))


class Block(nn.Module):
    """He et al. 2016, with torchvision's names."""

    def __init__(self, in_channels, width, stride, bottleneck):
        super().__init__()
        out = 4 * width if bottleneck else width
        conv = lambda i, o, k, s: nn.Conv2d(i, o, k, s, k // 2, bias=False)
        self.conv1 = conv(in_channels, width, *((1, 1) if bottleneck else (3, stride)))
        self.bn1 = nn.BatchNorm2d(width)
        self.conv2 = conv(width, width, 3, stride if bottleneck else 1)
        self.bn2 = nn.BatchNorm2d(width)
        if bottleneck:
            self.conv3 = conv(width, out, 1, 1)
            self.bn3 = nn.BatchNorm2d(out)
        self.bottleneck = bottleneck
        self.downsample = None
        if stride != 1 or in_channels != out:
            self.downsample = nn.Sequential(conv(in_channels, out, 1, stride), nn.BatchNorm2d(out))

    def forward(self, x):
        y = self.bn2(self.conv2(F.relu(self.bn1(self.conv1(x)))))
        if self.bottleneck:
            y = self.bn3(self.conv3(F.relu(y)))
        return F.relu(y + (x if self.downsample is None else self.downsample(x)))


class ResNet(nn.Module):
    def __init__(self, blocks, bottleneck, width, classes):
        super().__init__()
        self.conv1 = nn.Conv2d(3, width, 7, 2, 3, bias=False)
        self.bn1 = nn.BatchNorm2d(width)
        channels = width
        for s, count in enumerate(blocks):
            stage = []
            for b in range(count):
                stride = 2 if s > 0 and b == 0 else 1
                stage.append(Block(channels, width << s, stride, bottleneck))
                channels = (width << s) * (4 if bottleneck else 1)
            setattr(self, f"layer{s + 1}", nn.Sequential(*stage))
        self.fc = nn.Linear(channels, classes)

    def features(self, x):
        y = F.max_pool2d(F.relu(self.bn1(self.conv1(x))), 3, 2, 1)
        features = []
        for s in range(4):
            y = getattr(self, f"layer{s + 1}")(y)
            features.append(y)
        return features

    def forward(self, x):
        return self.fc(self.features(x)[-1].mean((2, 3)))


def drawn(shapes, seed):
    """Tensors in our layout: uniform, as a power of two times [-2, 2); scales are near one."""
    random = RandomStream(seed)
    tensors = {}
    for name, shape in shapes.items():
        fan_in = math.prod(shape[:-1])
        scale = 2.0 ** round(math.log2(math.sqrt(1.5 / fan_in))) if len(shape) > 1 else 0.125
        is_scale = len(shape) == 1 and name.endswith(("weight", "running_var"))
        tensors[name] = exact(random.around(*shape) * scale + (1 if is_scale else 0))
    return tensors


def theirs(w):
    """The inverse of `ours`."""
    return {2: lambda: w.T, 4: lambda: w.permute(3, 2, 0, 1)}.get(w.dim(), lambda: w)()


def draw_into(module, seed):
    state = {k: v for k, v in module.state_dict().items() if "num_batches" not in k}
    # Java has parameters before buffers.
    names = [k for k, _ in module.named_parameters()]
    names += [k for k in state if k not in names]
    tensors = drawn({k: tuple(ours(state[k]).shape) for k in names}, seed)
    module.load_state_dict({k: theirs(w) for k, w in tensors.items()}, strict=False)


def residual(layers):
    for name, block, shape in (
        ("basic block", lambda: Block(3, 3, 1, False), (2, 3, 4, 3)),
        ("basic block stride", lambda: Block(3, 4, 2, False), (2, 5, 4, 3)),
        ("bottleneck", lambda: Block(4, 2, 2, True), (2, 4, 4, 4)),
    ):
        module = block()
        layers.case(f"{name} training", module.train(), image_layer(module), shape)
        module = block()
        layers.case(f"{name} evaluation", module.eval(), image_layer(module), shape)
    for name, blocks, bottleneck in (
        ("resnet18", (2, 2, 2, 2), False),
        ("resnet50", (3, 4, 6, 3), True),
    ):
        store = layers.store
        store.put(f"{name}/seed", np.asarray([41], np.int32))
        net = ResNet(blocks, bottleneck, 4, 5)
        draw_into(net, 41)
        x = RandomStream(42).around(2, 40, 33, 3)
        for mode in ("evaluation", "training"):
            net.train(mode == "training")
            with torch.no_grad():
                store.put(f"{name}/{mode}", net(first(x)))
        store.put(f"{name}/mean", net.layer4[1].bn2.running_mean)
        net.eval()
        with torch.no_grad():
            for s, f in enumerate(net.features(first(x))):
                store.put(f"{name}/stage{s}", last(f).mean((1, 2)))


def lpips(layers):
    """Zhang et al. 2018 with VGG16 of an eighth of its width; weights of depths are positive."""
    width = 8
    plan = [1, 1, 0, 2, 2, 0, 4, 4, 4, 0, 8, 8, 8, 0, 8, 8, 8]
    shapes, channels, index = {}, 3, 0
    for factor in plan:
        if factor:
            shapes[f"features.{index}.weight"] = (3, 3, channels, factor * width)
            shapes[f"features.{index}.bias"] = (factor * width,)
            channels = factor * width
        index += 2 if factor else 1
    widths = [width, 2 * width, 4 * width, 8 * width, 8 * width]
    for i, c in enumerate(widths):
        shapes[f"lin{i}.model.1.weight"] = (1, 1, c, 1)
    weights = drawn(shapes, 43)
    random = RandomStream(44)
    pictures = [random.uniform(2, 34, 40, 3).requires_grad_() for _ in range(2)]
    shift, scale = torch.tensor([-0.030, -0.088, -0.188]), torch.tensor([0.458, 0.448, 0.450])
    seen = []
    for x in pictures:
        y = first(((2 * x - 1) - shift) / scale)
        features, index = [], 0
        for factor in plan + [0]:
            if factor:
                w, b = (weights[f"features.{index}.{k}"] for k in ("weight", "bias"))
                y = F.relu(F.conv2d(y, theirs(w), b, padding=1))
                index += 2
            else:
                features.append(y / (y.square().sum(1, keepdim=True).sqrt() + 1e-10))
                y = F.max_pool2d(y, 2)
                index += 1
        seen.append(features)
    depths = []
    for i, (a, b) in enumerate(zip(*seen)):
        w = weights[f"lin{i}.model.1.weight"].abs().reshape(1, -1, 1, 1)
        depths.append(((a - b).square() * w).sum(1).mean((1, 2)))
    y = torch.stack(depths).sum(0)
    layers.store.put("lpips vgg/seed", np.asarray([43], np.int32))
    layers.store.put("lpips vgg/depths", torch.stack(depths))
    layers.store.put("lpips vgg/y", y)
    # A few rows of the gradient say enough.
    gradient = torch.autograd.grad(y.sum(), pictures)[0]
    layers.store.put("lpips vgg/g0", gradient[:, 16:18])


if __name__ == "__main__":
    layers = Layers()
    simple(layers)
    batch_norm(layers)
    attention(layers)
    models(layers)
    residual(layers)
    lpips(layers)
    neighbor_attention(layers)
    layers.store.write("networks/layers.safetensors")
