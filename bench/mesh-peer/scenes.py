"""The test scenes: parts, materials, lights, a camera.

Everything is in the world of Blender, z up. Lights are as in dev.resplat.train.mesh.Light:
irradiance of suns, intensity of points, radiance of areas.
"""

import numpy as np

from shapes import box, quad, slivers, sphere, torus, tube


def material(name, color, metallic=None, roughness=0.5, **more):
    """Lambertian without metallic, else metallic and rough as in glTF."""
    return {
        "name": name,
        "color": color,
        "metallic": metallic,
        "roughness": roughness,
        "double": False,
        "texture": None,
        "cutoff": 0.0,
        "bumps": None,
        **more,
    }


def sun(direction, irradiance):
    d = np.asarray(direction, np.float64)
    return {"kind": "sun", "direction": d / np.linalg.norm(d), "irradiance": irradiance}


def point(position, intensity):
    return {"kind": "point", "position": np.asarray(position, np.float64), "intensity": intensity}


def area(center, u, v, radiance):
    """Shines where u x v points."""
    center, u, v = (np.asarray(a, np.float64) for a in (center, u, v))
    return {"kind": "area", "center": center, "u": u, "v": v, "radiance": radiance}


def camera(eye, target, width, height, lens, shift=(0, 0), stretch=1.0, near=0.1):
    """lens and shift in units of the image's width; stretch is the height of a pixel."""
    return {
        "eye": eye,
        "target": target,
        "width": width,
        "height": height,
        "lens": lens,
        "shift": shift,
        "stretch": stretch,
        "near": near,
    }


def blocks(size, seed, holes=False):
    """Texels [size, size, 4] of 8 bits, encoded as sRGB, first row on top: no symmetry at all."""
    i, j = np.meshgrid(np.arange(size), np.arange(size), indexing="ij")
    mixed = (i * 7919 + j * 104729 + seed * 1299709) % 65521
    texels = np.stack([(mixed * k) % 251 for k in (3, 17, 101)] + [np.full_like(i, 255)], 2)
    texels[..., :3] = 30 + texels[..., :3] * 200 // 250
    if holes:
        texels[..., 3] = np.where((i + 2 * j + i * j // 3) % 3 == 0, 0, 255)
    return texels.astype(np.uint8)


def bumps(size, seed):
    """A map of normals: texels [size, size, 4] of 8 bits that lean up to 25 degrees."""
    texels = blocks(size, seed).astype(np.float64)
    lean = (texels[..., :2] - 130) / 100 * 0.33
    normals = np.concatenate([lean, np.ones((size, size, 1))], 2)
    normals /= np.linalg.norm(normals, axis=2, keepdims=True)
    texels[..., :3] = np.rint(127.5 + 127.5 * normals)
    return texels.astype(np.uint8)


def solids():
    """Visibility: solids that cut each other, slivers, what crosses the near plane or is behind
    the camera, backs, inner sides; a principal point off the centre, pixels that are not square."""
    materials = [
        material("floor", (0.7, 0.7, 0.65), double=True),
        material("red", (0.8, 0.15, 0.1)),
        material("green", (0.2, 0.7, 0.25)),
        material("blue", (0.15, 0.25, 0.8)),
        material("thin", (0.9, 0.8, 0.2), double=True),
        material("tube", (0.6, 0.3, 0.7), double=True),
        material("near", (0.3, 0.6, 0.6), double=True),
        material("sheet", (0.9, 0.9, 0.9)),
    ]
    parts = [
        quad("floor", (-5, -7, 0), (10, 0, 0), (0, 11, 0), 0),
        box("box", (-0.6, -0.6, 0), (0.6, 0.6, 1.2), 1).turned((0, 0, 1), 33, (-1.2, 0.3, 0)),
        sphere("sphere", (-0.5, 0.2, 1.0), 0.75, 2),
        torus("torus", (0, 0, 0), 0.9, 0.3, 3).turned((1, 0.3, 0.2), 70, (1.0, 0.4, 1.0)),
        slivers("slivers", (0.4, -1.5, 0.3), (1.4, 0.3, 0.2), (0.2, -0.2, 1.1), 9, 4),
        tube("tube", (-2.3, -0.9, 0), 0.45, 1.1, 5),
        # Both go on behind the camera, at (0.4, -6, 2.1).
        quad("ramp", (1.2, -9, 1.0), (1.2, 0, 0), (0.3, 7.5, -0.8), 6),
        quad("roof", (-1.9, -9, 2.25), (0.8, 0, 0.1), (0.2, 9, 0.2), 6),
        quad("behind", (-3, -8, 0), (6, 0, 0), (0, 0, 4), 6),
        # Fronts down and up; both throw shadows.
        quad("down", (0.9, -1.2, 1.7), (0, 0.8, 0), (0.8, 0, 0), 7),
        quad("up", (-2.9, 0.6, 1.9), (0.9, 0, 0), (0, 0.7, 0.2), 7),
        # Its front looks away from the camera.
        quad("unseen", (-0.7, -2.2, 0.2), (0, 0, 0.8), (1.1, 0, 0), 7),
    ]
    return {
        "parts": parts,
        "materials": materials,
        "lights": [
            sun((0.5, 0.45, -1.2), (1.3, 1.25, 1.1)),
            point((-1.5, -2.5, 3.0), (2.2, 2.6, 3.4)),
        ],
        "camera": camera((0.4, -6, 2.1), (0, 0, 0.75), 120, 90, 0.95, (0.07, -0.04), 1.15),
        "smooth": 256,
    }


def textured():
    """Textures in perspective, magnified: no copies of a mipmap in it; holes and their shadows;
    maps of normals, once with a texture that is mirrored and turned."""
    materials = [
        material("ground", (0.9, 0.9, 0.9), texture=0, double=True),
        material("crate", (1.0, 0.8, 0.7), texture=1),
        material("leaves", (1, 1, 1), texture=2, cutoff=0.5, double=True),
        material("globe", (1, 1, 1), texture=1),
        material("bumpy", (0.7, 0.7, 0.7), bumps=3),
    ]
    turned = quad("turned", (1.5, -1.9, 0.1), (1.2, 0.7, 0.1), (0, 0, 1.3), 4)
    turned.uvs = turned.uvs[..., ::-1] * np.float32([1, 0.8])
    parts = [
        quad("ground", (-4, -4.5, 0), (8, 0, 0), (0, 9, 0), 0, repeat=1.75),
        box("crate", (-0.7, -0.7, 0), (0.7, 0.7, 1.4), 1).turned((0, 0, 1), 28, (-0.9, 0.2, 0)),
        quad("leaves", (0.1, -1.4, 0.2), (1.9, 0.5, 0), (0.1, 0.2, 1.9), 2),
        sphere("globe", (1.3, 1.2, 0.8), 0.8, 3, 24, 12),
        quad("bumpy", (-2.9, -1.3, 0.1), (1.2, -0.5, 0), (0.1, 0.2, 1.5), 4),
        turned,
    ]
    return {
        "parts": parts,
        "materials": materials,
        "textures": [blocks(8, 1), blocks(4, 2), blocks(8, 3, holes=True), bumps(6, 4)],
        "lights": [sun((0.45, 0.8, -1.5), (2.2, 2.1, 1.9))],
        "camera": camera((0.2, -5.2, 2.6), (0.1, 0, 0.6), 104, 90, 0.9),
    }


def shiny():
    """Metals and dielectrics, rough and less so, under a sun and a point."""
    kinds = [(0.0, 0.7), (0.0, 0.35), (1.0, 0.7), (1.0, 0.35), (0.5, 0.5), (1.0, 1.0)]
    colors = [(0.8, 0.3, 0.2), (0.2, 0.5, 0.7), (0.9, 0.7, 0.3), (0.7, 0.75, 0.8), (0.4, 0.7, 0.4), (0.6, 0.4, 0.7)]
    materials = [
        material("m%dr%d" % (10 * m, 100 * r), c, m, r) for (m, r), c in zip(kinds, colors)
    ]
    materials.append(material("floor", (0.5, 0.5, 0.5), 0.0, 0.45, double=True))
    parts = [
        sphere("ball%d" % i, (1.5 * (i % 3) - 1.5, 1.2 * (i // 3), 0.6 + 0.9 * (i // 3)), 0.6, i, 36, 18)
        for i in range(6)
    ]
    parts.append(quad("floor", (-4, -3, 0), (8, 0, 0), (0, 6, 0), 6))
    return {
        "parts": parts,
        "materials": materials,
        "lights": [
            sun((0.4, 1.0, -0.9), (0.9, 0.88, 0.8)),
            point((1.2, -2.2, 2.4), (2.0, 2.2, 2.6)),
        ],
        "camera": camera((0.3, -5.0, 2.0), (0, 0.4, 0.85), 120, 84, 1.0),
    }


def far():
    """A small texture many times to the horizon: what copies of a mipmap are for."""
    materials = [
        material("ground", (1, 1, 1), texture=0, double=True),
        material("wall", (1, 1, 1), texture=1),
    ]
    return {
        "parts": [
            quad("ground", (-30, -5, 0), (60, 0, 0), (0, 60, 0), 0, repeat=14),
            quad("wall", (-7, 8, 0), (6, -3, 0), (0, 0, 4), 1, repeat=4),
        ],
        "materials": materials,
        "textures": [blocks(16, 5), blocks(32, 6)],
        "lights": [sun((0.3, 0.5, -1.0), (2.6, 2.5, 2.3))],
        "camera": camera((0, -6, 1.6), (0, 0, 0.9), 96, 64, 0.9),
        "smooth": 1024,
    }


def penumbra():
    """An area light, the soft shadows of Lambertian solids, its reflection in a metal. White metals
    have no Fresnel term, which cannot be made with nodes for lights that are not points."""
    materials = [
        material("floor", (0.8, 0.8, 0.8), double=True),
        material("box", (0.3, 0.5, 0.8)),
        material("ball", (0.8, 0.4, 0.3)),
        material("metal", (1, 1, 1), 1.0, 0.4),
    ]
    parts = [
        quad("floor", (-4, -4, 0), (8, 0, 0), (0, 8, 0), 0),
        box("box", (-0.5, -0.5, 0), (0.5, 0.5, 1.3), 1).turned((0, 0, 1), 20, (-0.8, 0.3, 0)),
        sphere("ball", (0.9, -0.2, 0.55), 0.55, 2),
        sphere("metal", (-0.1, -1.4, 0.45), 0.45, 3, 40, 20),
    ]
    return {
        "parts": parts,
        "materials": materials,
        "lights": [area((0.6, -1.6, 3.4), (-0.8, -0.1, 0.0), (-0.05, 0.4, 0.4), (14.0, 13.0, 12.0))],
        "camera": camera((0, -5.4, 2.9), (0, 0, 0.45), 96, 72, 1.1),
        "samples": 4096,
    }


def sky():
    """Lambertian solids and white metals in a coloured environment that nothing hides."""
    materials = [
        material("chalk", (0.8, 0.8, 0.8)),
        material("flat", (0.6, 0.5, 0.4)),
        material("satin", (1, 1, 1), 1.0, 0.6),
        material("polished", (1, 1, 1), 1.0, 0.3),
    ]
    parts = [
        sphere("chalk", (-2.4, 0, 0), 0.7, 0),
        sphere("flat", (-0.8, 0, 0), 0.7, 1, 12, 6, smooth=False),
        sphere("satin", (0.8, 0, 0), 0.7, 2),
        sphere("polished", (2.4, 0, 0), 0.7, 3),
    ]
    return {
        "parts": parts,
        "materials": materials,
        "lights": [],
        "environment": environment(),
        "camera": camera((0.3, -4.2, 0.8), (0, 0, 0), 112, 40, 0.64),
        "samples": 4096,
    }


def environment():
    """Radiances [32, 64, 3], row 0 at the top; no symmetry."""
    rows = np.linspace(1.1, 0.15, 32)[:, None]
    azimuth = 2 * np.pi * (np.arange(64) + 0.5) / 64
    waves = [1 + 0.8 * np.sin(azimuth + a) * np.cos(k * azimuth) for a, k in ((0, 0), (1, 0), (2.5, 1))]
    return np.stack([0.7 * rows * w for w in waves], 2).astype(np.float32)


SCENES = {f.__name__: f for f in (solids, textured, far, shiny, penumbra, sky)}
