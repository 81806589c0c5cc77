#!/usr/bin/env python3
"""Writes the golden values of src/main/resources/dev/resplat/testdata/core.

Run from anywhere: python3 generate_core.py. Needs numpy and torch on the CPU.

Three files, in the safetensors format written by hand:

ops.safetensors   Operations with small inputs. Case "name" has inputs "name/x0", "name/x1", ...
                  (F64) and "name/i0", ... (I32), the result "name/y", and, when it is
                  differentiable, the gradients "name/g0", ... of <u, y> with "name/u".
large.safetensors The same operations where blocks, lanes and threads matter. "name/seed" and the
                  shapes "name/s0", "name/s1", ... say what is drawn from the counter-based
                  generator on both sides: draw k is input k, the next is u; see `sketch`.
nn.safetensors    Layers, losses, optimizers, schedules, clipping and moving averages; each
                  function below says what it stores.
"""

import math

import numpy as np
import torch
import torch.nn.functional as F

from golden import Cases, RandomStream, Store, t

INF = float("inf")
NAN = float("nan")


# ---- Operations ----------------------------------------------------------------------------------


WIDE = [-40.0, -12.5, -8.0, -5.5, -2.5, -1.0, -0.25, -1e-3]
WIDE += [0.0, 1e-3, 0.5, 1.0, 2.5, 6.0, 20.5, 80.0]


def ops():
    cases = Cases()
    activations(cases)
    binary(cases)
    softmaxes(cases)
    reductions(cases)
    order(cases)
    scans(cases)
    indexing(cases)
    products(cases)
    cases.store.write("core/ops.safetensors")


def activations(cases):
    wide = t(WIDE)
    cases.gradient("gelu", F.gelu, wide)
    cases.gradient("silu", F.silu, wide)
    cases.gradient("sigmoid", torch.sigmoid, wide)
    cases.gradient("tanh", torch.tanh, wide)
    # torch's softplus is the identity above a threshold; this is the function itself.
    softplus = lambda x: torch.logaddexp(x, torch.zeros(()))
    cases.gradient("softplus", softplus, t(WIDE + [700.0, -700.0]))
    cases.gradient("erf", torch.erf, t([-6.0, -2.5, -1.0, -0.125, 0.0, 1e-5, 0.5, 2.0, 2.5, 5.0]))
    small = t([-0.75, -0.25, -1e-4, -1e-7, 0.0, 1e-7, 1e-4, 0.5, 2.0])
    cases.gradient("log1p", torch.log1p, small)
    cases.gradient("expm1", torch.expm1, small)
    cases.gradient("relu", torch.relu, t([-2.0, -0.0, 0.0, 0.5, 3.0]))
    cases.gradient("abs", torch.abs, t([-2.0, -0.0, 0.0, 0.5, 3.0]))
    cases.value("round", torch.round, t([-2.5, -1.5, -0.5, 0.5, 1.5, 2.5, 2.75, -7.25]))
    cases.value("floor", torch.floor, t([-2.5, -1.0, -0.25, 0.0, 0.75, 1.0, 7.5]))
    # The gradient is one at the bounds.
    edges = t([-3.0, -0.5, -0.25, 0.0, 0.75, 1.0, 1.25])
    cases.gradient("clamp", lambda x: x.clamp(-0.5, 1), edges)


def binary(cases):
    a, b = cases.draw().around(3, 4), cases.draw().around(3, 4)
    base, exponent = cases.draw().uniform(3, 4) * 2 + 0.25, cases.draw().around(3, 4)
    cases.gradient("pow", torch.pow, base, exponent)
    cases.gradient("pow number", lambda x: x.pow(2.5), base)
    cases.gradient("pow integer of negatives", lambda x: x.pow(3), a)
    cases.gradient("square of zero", lambda x: x.pow(2), t([-1.5, 0.0, 2.0]))
    cases.gradient("atan2", torch.atan2, a, b)
    cases.gradient("max", torch.maximum, a, b)
    cases.gradient("min", torch.minimum, a, b)
    row, column = cases.draw().around(4), cases.draw().uniform(3, 1) + 0.5
    cases.gradient("add row", torch.add, a, row)
    cases.gradient("sub column", torch.sub, a, column)
    cases.gradient("mul outer", torch.mul, row, column)
    cases.gradient("div column", torch.div, a, column)
    middle = cases.draw().around(2, 1, 4)
    cases.gradient("mul middle", torch.mul, middle, a)
    cases.gradient("sub scalar", torch.sub, cases.draw().around(), a)


def softmaxes(cases):
    logits = t(
        [
            [1000.0, 1001.0, 999.5, 1000.25],
            [-1000.0, -1001.0, 0.0, 1.0],
            [0.5, -INF, 2.0, -1.5],
            [-INF, -INF, 3.0, -INF],
            [1e-3, 2e-3, -1e-3, 0.0],
        ]
    )
    cases.gradient("softmax", lambda x: x.softmax(-1), logits)
    cases.gradient("log softmax", lambda x: x.log_softmax(-1), logits[[0, 1, 4]])
    cases.value("log softmax infinite", lambda x: x.log_softmax(-1), logits[[2, 3]])
    cases.gradient("logsumexp", lambda x: x.logsumexp(-1), logits[[0, 1, 4]])


def reductions(cases):
    x = cases.draw().around(3, 4, 2)
    for axis in range(3):
        cases.gradient(f"variance {axis}", lambda x: x.var(axis, unbiased=False), x)
    # The mean is much larger than the deviation; still exact in float.
    far = torch.round(x[:, 0, 0] * 4096) / 4096 + 64
    cases.gradient("variance far from zero", lambda x: x.var(0, unbiased=False), far)
    cases.gradient("mean", lambda x: x.mean(1), x)
    norms = cases.draw().around(4, 3)
    norms[1] = 0
    norms[2] = t([3.0, 0.0, -4.0])
    cases.gradient("norm", lambda x: x.norm(dim=1), norms)
    ties = t([[1.0, 3.0, 3.0, 2.0], [0.0, -0.0, -1.0, -2.0], [5.0, 4.0, 5.0, 5.0], [-2.0] * 4])
    cases.gradient("max ties", lambda x: x.max(1).values, ties)
    cases.value("argmax ties", lambda x: x.argmax(1), ties)
    holes = t([[1.0, NAN, 3.0, NAN], [NAN, 9.0, INF, 0.0], [-INF] * 4, [INF, 1.0, INF, 2.0]])
    cases.value("max not a number", lambda x: x.max(1).values, holes)
    cases.value("argmax not a number", lambda x: x.argmax(1), holes)


def order(cases):
    x = t(
        [
            [3.0, 1.0, NAN, 1.0, -INF, 2.0, INF],
            [0.0, -0.0, 1.0, -0.0, 0.0, -1.0, 1.0],
            [NAN, 2.0, NAN, 2.0, 2.0, -5.0, INF],
        ]
    )
    for name, descending in (("ascending", False), ("descending", True)):
        sorting = lambda x: x.sort(dim=-1, descending=descending, stable=True)
        cases.value(f"sort {name} values", lambda x: sorting(x).values, x)
        cases.value(f"sort {name} index", lambda x: sorting(x).indices, x)
        distinct = cases.draw().around(3, 6)
        cases.gradient(f"sort {name}", lambda x: sorting(x).values, distinct)
        cases.gradient(f"topk {name}", lambda x: x.topk(4, largest=descending).values, distinct)
        cases.value(f"topk {name} index", lambda x: x.topk(4, largest=descending).indices, distinct)


def scans(cases):
    x = cases.draw().around(3, 5)
    cases.gradient("cumsum", lambda x: x.cumsum(1), x)
    cases.gradient("cumsum outer", lambda x: x.cumsum(0), x)
    cases.gradient("cumprod", lambda x: x.cumprod(1), x)
    zeros = t(
        [
            [2.0, 0.0, 3.0, 4.0, 5.0],
            [2.0, 0.0, 3.0, 0.0, 5.0],
            [0.0, 1.0, 2.0, 3.0, 0.0],
            [1.0, 2.0, 3.0, 4.0, 0.0],
        ]
    )
    cases.gradient("cumprod zeros", lambda x: x.cumprod(1), zeros)
    cases.gradient("cumprod zeros outer", lambda x: x.cumprod(0), zeros.T.contiguous())


def indexing(cases):
    x = cases.draw().around(4, 3)
    rows = torch.tensor([3, 0, 3, 1, 3])
    cases.gradient("index_select", lambda x: x.index_select(0, rows), x, ints=[rows])
    cases.gradient("embedding", lambda x: F.embedding(rows.reshape(1, 5), x), x, ints=[rows])
    cases.gradient(
        "index_add",
        lambda x: torch.zeros(6, 3).index_add(0, rows, x),
        cases.draw().around(5, 3),
        ints=[rows],
    )
    places = torch.tensor([[0, 2, 2], [1, 1, 1]])
    two = cases.draw().around(2, 4)
    cases.gradient("gather", lambda x: x.gather(1, places), two, ints=[places])
    cases.gradient("gather outer", lambda x: x.gather(0, places), x, ints=[places])
    values = cases.draw().around(2, 3)
    zeros = torch.zeros(2, 5)
    cases.gradient("scatter_add", lambda x: zeros.scatter_add(1, places, x), values, ints=[places])
    outer = torch.zeros(4, 3)
    add_outer = lambda x: outer.scatter_add(0, places, x)
    cases.gradient("scatter_add outer", add_outer, values, ints=[places])
    cases.gradient("pad last", lambda x: F.pad(x, (2, 1)), x)
    cases.gradient("pad first", lambda x: F.pad(x, (0, 0, 1, 3)), x)
    cases.gradient("flip", lambda x: x.flip(1), x)
    permute = lambda x: x.permute(2, 0, 1).contiguous()
    cases.gradient("permute", permute, cases.draw().around(2, 3, 4))
    cases.gradient("concat", lambda a, b: torch.cat([a, b, a], 1), x, cases.draw().around(4, 2))


def products(cases):
    draw = cases.draw()
    a, b = draw.around(3, 4), draw.around(4, 2)
    as_, bs = draw.around(2, 3, 4), draw.around(2, 4, 2)
    cases.gradient("matmul", torch.matmul, a, b)
    cases.gradient("matmul batch", torch.matmul, as_, bs)
    cases.gradient("matmul one right", torch.matmul, as_, b)
    cases.gradient("matmul one left", torch.matmul, a, bs)
    deep = draw.around(2, 2, 2, 3), draw.around(2, 2, 3, 2)
    cases.gradient("matmul two batch axes", torch.matmul, *deep)
    transposed = lambda a, b: a @ b.transpose(-1, -2)
    cases.gradient("matmul transposed", transposed, as_, draw.around(2, 5, 4))
    cases.gradient("matmul transposed one right", transposed, as_, draw.around(5, 4))
    affine = lambda x, w, b: x @ w + b
    cases.gradient("affine", affine, as_, b, draw.around(2))


def sketch(store, name, draw, value):
    """A few numbers that depend on every element: <w, value> for a drawn w, then the first four."""
    w = draw.around(*value.shape)
    head = value.detach().reshape(-1)[:4]
    store.put(name, torch.cat([(w * value.detach()).sum().reshape(1), head]))


def large():
    """Draw k is input k, then come u, and the w of the sketches of the result and each gradient."""
    store = Store()
    cases = {
        "matmul": (torch.matmul, (65, 129), (129, 37)),
        "matmul batch": (torch.matmul, (5, 33, 20), (5, 20, 17)),
        "matmul one right": (torch.matmul, (3, 17, 40), (40, 49)),
        "matmul transposed": (lambda a, b: a @ b.T, (61, 70), (53, 70)),
        "affine": (lambda x, w, b: x @ w + b, (67, 48), (48, 40), (40,)),
        "gelu": (F.gelu, (1003,)),
        "softmax": (lambda x: x.softmax(-1), (50, 257)),
        "log softmax": (lambda x: x.log_softmax(-1), (50, 257)),
        "variance": (lambda x: x.var(1, unbiased=False), (31, 67, 5)),
        "norm": (lambda x: x.norm(dim=-1), (41, 1000)),
        "sum": (lambda x: x.sum(0), (1001, 33)),
        "max": (lambda x: x.max(1).values, (19, 301)),
        "mul broadcast": (torch.mul, (37, 1, 65), (19, 1)),
        "cumsum": (lambda x: x.cumsum(-1), (7, 1030)),
        "sort": (lambda x: x.sort(dim=-1, descending=True, stable=True).values, (11, 613)),
        "topk": (lambda x: x.topk(20).values, (11, 613)),
    }
    for number, (name, (f, *shapes)) in enumerate(cases.items()):
        seed = 2000 + number
        store.put(f"{name}/seed", np.int32(seed))
        draw = RandomStream(seed)
        inputs = []
        for i, shape in enumerate(shapes):
            store.put(f"{name}/s{i}", np.array(shape, np.int32))
            inputs.append(draw.around(*shape).requires_grad_())
        y = f(*inputs)
        u = draw.around(*y.shape)
        sketch(store, f"{name}/y", draw, y)
        for i, g in enumerate(torch.autograd.grad(y, inputs, u)):
            sketch(store, f"{name}/g{i}", draw, g)
    store.write("core/large.safetensors")


# ---- Networks ------------------------------------------------------------------------------------


def nn():
    store = Store()
    generator(store)
    layers(store)
    losses(store)
    optimizers(store)
    schedules(store)
    clipping(store)
    moving_average(store)
    store.write("core/nn.safetensors")


def generator(store):
    """Draws from a seed and at a draw number that need all 64 bits."""
    seed, draw = 0x123456789ABCDEF, 5 * 2**32 + 7
    store.put("random/uniform", RandomStream(seed, draw).uniform(23))
    store.put("random/normal", RandomStream(seed, draw).normal(23))


class Linear:
    """Weights [in, out], then bias, both uniform in +- 1/sqrt(in): as the engine begins."""

    def __init__(self, random, fan_in, out):
        bound = 1 / math.sqrt(fan_in)
        self.weight = ((random.uniform(fan_in, out) - 0.5) * (2 * bound)).requires_grad_()
        self.bias = ((random.uniform(out) - 0.5) * (2 * bound)).requires_grad_()

    def __call__(self, x):
        return F.linear(x, self.weight.T, self.bias)


def layers(store):
    """From seed 31: the layer, then (seed 32) x and u; results and gradients of <u, y>."""
    linear, data = Linear(RandomStream(31), 6, 4), RandomStream(32)
    x = data.around(2, 3, 6).requires_grad_()
    y = linear(x)
    u = data.around(2, 3, 4)
    grads = torch.autograd.grad(y, [x, linear.weight, linear.bias], u)
    store.put("linear/y", y)
    for name, g in zip(("x", "weight", "bias"), grads):
        store.put(f"linear/grad.{name}", g)

    # The mean squared error of an MLP 5-16-16-3 with GELU, from seed 33; x and target: seed 34.
    random, data = RandomStream(33), RandomStream(34)
    mlp = [Linear(random, 5, 16), Linear(random, 16, 16), Linear(random, 16, 3)]
    x = data.around(7, 5).requires_grad_()
    target = data.around(7, 3)
    y = mlp[2](F.gelu(mlp[1](F.gelu(mlp[0](x)))))
    loss = F.mse_loss(y, target)
    store.put("mlp/y", y)
    store.put("mlp/loss", loss)
    parameters = {f"{i}.{n}": getattr(l, n) for i, l in enumerate(mlp) for n in ("weight", "bias")}
    grads = torch.autograd.grad(loss, [x, *parameters.values()])
    for name, g in zip(("x", *parameters), grads):
        store.put(f"mlp/grad.{name}", g)


def losses(store):
    """x and target [4, 5] from seed 35; classes are given."""
    data = RandomStream(35)
    x, target = data.around(4, 5).requires_grad_(), data.around(4, 5).requires_grad_()
    for name, f in (("mse", F.mse_loss), ("l1", F.l1_loss)):
        loss = f(x, target)
        store.put(f"{name}/loss", loss)
        for i, g in enumerate(torch.autograd.grad(loss, [x, target])):
            store.put(f"{name}/g{i}", g)
    # Row 0 is far from zero, row 1 is sure and wrong.
    offset = torch.zeros(4, 5)
    offset[0] = 1000
    offset[1, 2] = 500
    classes = torch.tensor([4, 0, 2, 2])
    logits = (x + offset).detach().requires_grad_()
    loss = F.cross_entropy(logits, classes)
    store.put("crossEntropy/logits", logits)
    store.put("crossEntropy/classes", classes)
    store.put("crossEntropy/loss", loss)
    store.put("crossEntropy/g0", torch.autograd.grad(loss, [logits])[0])


STEPS = 20
RATE = 0.05


def bumpy(parameters, scales):
    """A loss with minima and bends: the sum of c x^2 / 2 + sin(3 x) over all parameters."""
    return sum((0.5 * c * x * x + torch.sin(3 * x)).sum() for x, c in zip(parameters, scales))


def start():
    """Parameters a [7], b [3, 5] and their scales, from seed 36 in this order."""
    random = RandomStream(36)
    parameters = [random.around(7), random.around(3, 5)]
    scales = [random.uniform(7) + 0.5, random.uniform(3, 5) + 0.5]
    return parameters, scales


def optimizers(store):
    """All parameters, flat, after each of 20 steps: [20, 22]."""
    o = torch.optim
    makers = {
        "sgd": lambda p: o.SGD(p, RATE),
        "sgd decay": lambda p: o.SGD(p, RATE, weight_decay=0.1),
        "sgd momentum": lambda p: o.SGD(p, RATE, momentum=0.9),
        "sgd nesterov": lambda p: o.SGD(p, RATE, momentum=0.9, nesterov=True, weight_decay=0.1),
        "adam": lambda p: o.Adam(p, RATE),
        "adam decay": lambda p: o.Adam(p, RATE, betas=(0.8, 0.95), eps=1e-3, weight_decay=0.1),
        "adamw": lambda p: o.AdamW(p, RATE, weight_decay=0.1),
        "adamw zero": lambda p: o.AdamW(p, RATE, weight_decay=0),
    }
    for name, make in makers.items():
        parameters, scales = start()
        for p in parameters:
            p.requires_grad_()
        optimizer = make(parameters)
        path = []
        for _ in range(STEPS):
            optimizer.zero_grad()
            bumpy(parameters, scales).backward()
            optimizer.step()
            path.append(torch.cat([p.detach().reshape(-1) for p in parameters]))
        store.put(f"optimizer/{name}", torch.stack(path))
    store.put("optimizer/adan", adan(0.0))
    store.put("optimizer/adan decay", adan(0.1))


def adan(decay, beta1=0.98, beta2=0.92, beta3=0.99, epsilon=1e-8):
    """Xie et al. 2022, algorithm 1, in numpy.

    With their 1 - beta_i called beta_i here; averages corrected for their start at zero, epsilon
    outside the root and no difference at the first step, as the authors' code has it.
    """
    parameters, scales = start()
    x = np.concatenate([p.numpy().ravel() for p in parameters])
    c = np.concatenate([s.numpy().ravel() for s in scales])
    m, v, n = np.zeros_like(x), np.zeros_like(x), np.zeros_like(x)
    previous = None
    path = []
    for k in range(1, STEPS + 1):
        g = c * x + 3 * np.cos(3 * x)
        difference = g - previous if previous is not None else np.zeros_like(g)
        m = beta1 * m + (1 - beta1) * g
        v = beta2 * v + (1 - beta2) * difference
        n = beta3 * n + (1 - beta3) * (g + beta2 * difference) ** 2
        m_hat, v_hat, n_hat = m / (1 - beta1**k), v / (1 - beta2**k), n / (1 - beta3**k)
        eta = RATE / (np.sqrt(n_hat) + epsilon)
        x = (x - eta * (m_hat + beta2 * v_hat)) / (1 + decay * RATE)
        previous = g
        path.append(x)
    return np.stack(path)


def rates(make, steps):
    optimizer = torch.optim.SGD([torch.zeros(1, requires_grad=True)], 0.3)
    schedule = make(optimizer)
    values = []
    for _ in range(steps):
        values.append(optimizer.param_groups[0]["lr"])
        optimizer.step()
        schedule.step()
    return values


def schedules(store):
    """The rate of every step, from 0.3."""
    s = torch.optim.lr_scheduler
    one_cycle = lambda rise, steps: lambda o: s.OneCycleLR(
        o, 0.3, total_steps=steps, pct_start=rise, anneal_strategy="cos", cycle_momentum=False
    )
    warm = lambda o: s.LinearLR(o, start_factor=1 / 5, end_factor=1, total_iters=4)
    # One rate beyond the end; torch's cosine would rise again after that.
    store.put("schedule/cosine", rates(lambda o: s.CosineAnnealingLR(o, 30, eta_min=0.01), 31))
    store.put("schedule/one cycle", rates(one_cycle(0.3, 41), 41))
    store.put("schedule/one cycle short rise", rates(one_cycle(0.02, 25), 25))
    store.put("schedule/step", rates(lambda o: s.StepLR(o, 7, gamma=0.5), 30))
    both = lambda o: s.ChainedScheduler([s.StepLR(o, 7, gamma=0.5), warm(o)])
    store.put("schedule/warm step", rates(both, 30))


def clipping(store):
    """Gradients [7] and [3, 5] from seed 37."""
    for name, clip in (
        ("norm", lambda p: torch.nn.utils.clip_grad_norm_(p, 1.5)),
        ("long norm", lambda p: torch.nn.utils.clip_grad_norm_(p, 100)),
        ("value", lambda p: torch.nn.utils.clip_grad_value_(p, 0.75)),
    ):
        random = RandomStream(37)
        parameters = [torch.zeros(7, requires_grad=True), torch.zeros(3, 5, requires_grad=True)]
        for p in parameters:
            p.grad = random.around(*p.shape)
        before = clip(parameters)
        if before is not None:
            store.put(f"clip/{name} before", before)
        store.put(f"clip/{name}", torch.cat([p.grad.reshape(-1) for p in parameters]))


def moving_average(store):
    """Of x [6] from seed 38, which is replaced by five more draws: decay 0.9."""
    random = RandomStream(38)
    model = torch.nn.Linear(6, 1, bias=False)
    with torch.no_grad():
        model.weight.copy_(random.around(1, 6))
    average = lambda mean, x, count: 0.9 * mean + 0.1 * x
    averaged = torch.optim.swa_utils.AveragedModel(model, avg_fn=average)
    averaged.update_parameters(model)  # The first update copies.
    for _ in range(5):
        with torch.no_grad():
            model.weight.copy_(random.around(1, 6))
        averaged.update_parameters(model)
    store.put("average/x", averaged.module.weight.reshape(6))


if __name__ == "__main__":
    ops()
    large()
    nn()
