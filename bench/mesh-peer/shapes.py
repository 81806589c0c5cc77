"""Parts of the test scenes: triangles with coordinates in textures, in plain numpy."""

import numpy as np


class Part:
    """Triangles of one material that are all smooth or all flat.

    vertices [V, 3]; triangles [T, 3]; uvs of their corners [T, 3, 2], v up as in Blender.
    """

    def __init__(self, name, vertices, triangles, material, smooth=False, uvs=None):
        self.name = name
        self.vertices = np.asarray(vertices, np.float32)
        self.triangles = np.asarray(triangles, np.int32)
        self.material = material
        self.smooth = smooth
        if uvs is None:
            uvs = np.zeros((len(self.triangles), 3, 2))
        self.uvs = np.asarray(uvs, np.float32)

    def turned(self, axis, degrees, move=(0, 0, 0)):
        """Turned around an axis through the origin (Rodrigues), then moved."""
        k = np.asarray(axis, np.float64) / np.linalg.norm(axis)
        c, s = np.cos(np.radians(degrees)), np.sin(np.radians(degrees))
        cross = np.array([[0, -k[2], k[1]], [k[2], 0, -k[0]], [-k[1], k[0], 0]])
        rotation = c * np.eye(3) + s * cross + (1 - c) * np.outer(k, k)
        vertices = self.vertices.astype(np.float64) @ rotation.T + move
        return Part(self.name, vertices, self.triangles, self.material, self.smooth, self.uvs)


def quad(name, corner, u, v, material, repeat=1):
    """From a corner along u and v; its front is where u x v points."""
    corner, u, v = (np.asarray(a, np.float64) for a in (corner, u, v))
    vertices = [corner, corner + u, corner + u + v, corner + v]
    uvs = repeat * np.array([[0, 0], [1, 0], [1, 1], [0, 1]])
    triangles = np.array([[0, 1, 2], [0, 2, 3]])
    return Part(name, vertices, triangles, material, uvs=uvs[triangles])


def box(name, low, high, material):
    vertices = [[(low, high)[(i >> k) & 1][k] for k in range(3)] for i in range(8)]
    faces = [[0, 2, 3, 1], [4, 5, 7, 6], [0, 1, 5, 4], [2, 6, 7, 3], [0, 4, 6, 2], [1, 3, 7, 5]]
    triangles = [t for a, b, c, d in faces for t in ([a, b, c], [a, c, d])]
    corners = np.array([[0, 0], [1, 0], [1, 1], [0, 1]])
    uvs = [corners[t] for _ in faces for t in ([0, 1, 2], [0, 2, 3])]
    return Part(name, vertices, triangles, material, uvs=uvs)


def grid(name, point, columns, rows, material, smooth, close_u, close_v):
    """A surface point(u, v), u and v in 0..1; closed directions share their first vertices."""
    wide = columns if close_u else columns + 1
    high = rows if close_v else rows + 1
    vertices = [point(i / columns, j / rows) for j in range(high) for i in range(wide)]
    triangles, uvs = [], []
    for j in range(rows):
        for i in range(columns):
            at = [(i, j), (i + 1, j), (i + 1, j + 1), (i, j + 1)]
            index = [(b % high) * wide + a % wide for a, b in at]
            for t in ([0, 1, 2], [0, 2, 3]):
                triangles.append([index[k] for k in t])
                uvs.append([[at[k][0] / columns, at[k][1] / rows] for k in t])
    return Part(name, vertices, triangles, material, smooth, uvs)


def sphere(name, center, radius, material, columns=32, rows=16, smooth=True):
    """By longitude and latitude, one vertex at each pole, no triangles without area."""
    vertices = [[0, 0, -1]]
    for j in range(1, rows):
        theta = np.pi * (j / rows - 0.5)
        for i in range(columns):
            phi = 2 * np.pi * i / columns
            vertices.append(
                [np.cos(theta) * np.cos(phi), np.cos(theta) * np.sin(phi), np.sin(theta)]
            )
    vertices.append([0, 0, 1])
    top = len(vertices) - 1

    def index(i, j):
        return 0 if j == 0 else top if j == rows else 1 + (j - 1) * columns + i % columns

    triangles, uvs = [], []
    for j in range(rows):
        for i in range(columns):
            at = [(i, j), (i + 1, j), (i + 1, j + 1), (i, j + 1)]
            for t in ([0, 1, 2], [0, 2, 3]):
                corners = [index(*at[k]) for k in t]
                if len(set(corners)) == 3:
                    triangles.append(corners)
                    uvs.append([[at[k][0] / columns, at[k][1] / rows] for k in t])
    vertices = np.asarray(center) + radius * np.array(vertices)
    return Part(name, vertices, triangles, material, smooth, uvs)


def torus(name, center, radius, thickness, material, columns=36, rows=14, smooth=True):
    def point(u, v):
        a, b = 2 * np.pi * u, 2 * np.pi * v
        r = radius + thickness * np.cos(b)
        return np.array([r * np.cos(a), r * np.sin(a), thickness * np.sin(b)]) + center

    return grid(name, point, columns, rows, material, smooth, True, True)


def tube(name, center, radius, height, material, columns=20, smooth=False):
    """A cylinder without caps: its inside is seen, if the material is double-sided."""

    def point(u, v):
        a = 2 * np.pi * u
        return np.array([radius * np.cos(a), radius * np.sin(a), height * v]) + center

    return grid(name, point, columns, 1, material, smooth, True, False)


def slivers(name, apex, u, v, count, material):
    """A fan of triangles that are far thinner than pixels at one end."""
    apex, u, v = (np.asarray(a, np.float64) for a in (apex, u, v))
    vertices, triangles = [], []
    for i in range(count):
        for along in (i, i + 0.45):
            vertices.append(apex + u * np.cos(along * np.pi / count) + v * np.sin(along * np.pi / count))
        vertices.append(apex)
        triangles.append([3 * i, 3 * i + 1, 3 * i + 2])
    return Part(name, vertices, triangles, material)
