"""Frames per second of gsplat on a scene like that of RasterizerBenchmark: one million splats,
1920 x 1080, harmonics of degree 3; the image, and the image with all gradients."""

import math
import time

import numpy as np
import torch
from gsplat import rasterization

N, WIDTH, HEIGHT, DEGREE, LAYERS = 1_000_000, 1920, 1080, 3, 6
NEAREST, FARTHER, WALLS, SPREAD, FLAT = 2.0, 1.5, 4, 0.5, 0.1
FOCAL = WIDTH / (2 * math.tan(math.pi / 6))


def scene():
    random = np.random.default_rng(N)
    area = LAYERS * WIDTH * HEIGHT / (math.pi * N)
    median = math.sqrt(area) * math.exp(-SPREAD * SPREAD)
    u, v = random.random(N), random.random(N)
    z = NEAREST * FARTHER ** random.integers(0, WALLS, N) * (1 + 0.1 * np.sin(9 * u) * np.sin(7 * v))
    means = np.stack([(u - 0.5) * WIDTH / FOCAL * z, (v - 0.5) * HEIGHT / FOCAL * z, z], 1)
    quats = random.normal(size=(N, 4)) * np.array([1, 0.2, 0.2, 1])
    pixels = median * np.exp(SPREAD * random.normal(size=(N, 2)))
    along = pixels * z[:, None] / FOCAL
    scales = np.concatenate([along, FLAT * along.min(1, keepdims=True)], 1)
    opacities = 1 / (1 + np.exp(-2 * random.normal(size=N)))
    sh = random.normal(size=(N, (DEGREE + 1) ** 2, 3))
    sh[:, 1:] *= 0.1
    arrays = means, quats, scales, opacities, sh
    return [torch.tensor(a, dtype=torch.float32, device="cuda").requires_grad_() for a in arrays]


def frames_per_second(run):
    for _ in range(5):
        run()
    torch.cuda.synchronize()
    begin, frames = time.time(), 0
    while time.time() - begin < 3:
        run()
        torch.cuda.synchronize()
        frames += 1
    return frames / (time.time() - begin)


def main():
    means, quats, scales, opacities, sh = parameters = scene()
    view = torch.eye(4, device="cuda")[None]
    k = torch.tensor([[[FOCAL, 0, WIDTH / 2], [0, FOCAL, HEIGHT / 2], [0, 0, 1]]], device="cuda")

    def render():
        return rasterization(
            means, quats, scales, opacities, sh, view, k, WIDTH, HEIGHT, sh_degree=DEGREE
        )[0]

    def render_and_gradients():
        for p in parameters:
            p.grad = None
        render().sum().backward()

    with torch.no_grad():
        print(f"gsplat render               {frames_per_second(render):8.1f} frames/s")
    print(f"gsplat render and gradients {frames_per_second(render_and_gradients):8.1f} frames/s")


main()
