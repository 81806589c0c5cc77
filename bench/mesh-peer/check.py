"""Checks what Cycles saw with a ray caster of its own in double precision, and writes the golden
files: which conventions the passes have, and that the lights are as bright as they should be.

python3 check.py OUT GOLDEN
"""

import sys
from pathlib import Path

import numpy as np

from scenes import SCENES

EXTRA = 1e-6  # rays of shadows begin this far from the surface


class World:
    def __init__(self, arrays):
        self.a = {k: v.astype(np.float64) if v.dtype == np.float32 else v for k, v in arrays.items()}
        a = self.a
        corners = a["positions"][a["triangles"]]
        self.corner = corners[:, 0]
        self.u, self.v = corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0]
        self.table = a["materials"][a["triangle_materials"]]

    def hits(self, origins, directions, shadow, near=0.0, far=np.inf):
        """The first triangle of each ray (Moeller and Trumbore 1997): index or -1, distance and
        barycentric coordinates; with shadow, backs count. near and far are in lengths of
        directions."""
        rays = len(origins)
        best = np.full(rays, np.inf)
        index = np.full(rays, -1)
        bary = np.zeros((rays, 2))
        near = np.broadcast_to(near, rays)
        far = np.broadcast_to(far, rays)
        for t in range(len(self.corner)):
            e1, e2 = self.u[t], self.v[t]
            p = np.cross(directions, e2)
            det = p @ e1
            with np.errstate(divide="ignore", invalid="ignore"):
                s = origins - self.corner[t]
                bu = np.einsum("ij,ij->i", s, p) / det
                q = np.cross(s, e1)
                bv = np.einsum("ij,ij->i", q, directions) / det
                z = q @ e2 / det
            hit = (bu >= 0) & (bv >= 0) & (bu + bv <= 1) & (z > near) & (z < far) & (z < best)
            if not self.table[t, 5] and not shadow:
                # The determinant is more than 0 where a ray meets the front.
                hit &= det > 0
            if not hit.any():
                continue
            if self.table[t, 7] > 0:
                at = np.flatnonzero(hit)
                uv = self.interpolate("uvs", np.full(len(at), t), bu[at], bv[at])
                alpha = self.texel(int(self.table[t, 6]), uv)[:, 3]
                hit[at[alpha < self.table[t, 7]]] = False
            best[hit], index[hit] = z[hit], t
            bary[hit] = np.stack([bu[hit], bv[hit]], 1)
        return index, best, bary

    def interpolate(self, name, triangles, bu, bv):
        c = self.a[name][self.a["triangles"][triangles]]
        return c[:, 0] + bu[:, None] * (c[:, 1] - c[:, 0]) + bv[:, None] * (c[:, 2] - c[:, 0])

    def texel(self, texture, uv, encoded=True):
        """Linear in linear light, repeated, texels' middles at half numbers."""
        raw = self.a["texture%d" % texture] / 255.0
        values = raw.copy()
        if encoded:
            values = np.where(raw <= 0.04045, raw / 12.92, ((raw + 0.055) / 1.055) ** 2.4)
            values[..., 3] = raw[..., 3]
        size = np.array([raw.shape[1], raw.shape[0]])
        at = uv * size - 0.5
        low = np.floor(at).astype(int)
        part = at - low
        sum = 0
        for dx in (0, 1):
            for dy in (0, 1):
                weight = (part[:, 0] if dx else 1 - part[:, 0]) * (part[:, 1] if dy else 1 - part[:, 1])
                x, y = (low[:, 0] + dx) % size[0], (low[:, 1] + dy) % size[1]
                sum = sum + weight[:, None] * values[y, x]
        return sum


def unit(v):
    return v / np.linalg.norm(v, axis=-1, keepdims=True)


def reflectance(table, base, n, v, l):
    """Outgoing radiance by irradiance on a surface facing the light; includes the cosine."""
    nl = np.maximum(np.einsum("ij,ij->i", n, l), 0)[:, None]
    nv = np.maximum(np.einsum("ij,ij->i", n, v), 1e-6)[:, None]
    metallic, rough = table[:, 3:4], table[:, 4:5]
    h = unit(v + l)
    nh = np.einsum("ij,ij->i", n, h)[:, None]
    vh = np.einsum("ij,ij->i", v, h)[:, None]
    m = np.maximum(metallic, 0)
    f0 = 0.04 * (1 - m) + base * m
    f = f0 + (1 - f0) * np.maximum(1 - vh, 0) ** 5
    a2 = rough**4
    d = a2 / (np.pi * (nh**2 * (a2 - 1) + 1) ** 2)
    with np.errstate(divide="ignore", invalid="ignore"):
        g = 0.5 / (nl * np.sqrt(nv**2 * (1 - a2) + a2) + nv * np.sqrt(nl**2 * (1 - a2) + a2))
    shiny = (1 - f) * base * (1 - m) / np.pi + f * d * g
    return np.where(nl > 0, np.where(metallic < 0, base / np.pi, shiny) * nl, 0)


def bend(world, triangles, normal, texels):
    """The normals of a map: red along dP/du, green along dP/dv of v up, made orthogonal."""
    c = world.a["uvs"][world.a["triangles"][triangles]]
    a, b = c[:, 1] - c[:, 0], c[:, 2] - c[:, 0]
    det = (a[:, 0] * b[:, 1] - a[:, 1] * b[:, 0])[:, None]
    u, v = world.u[triangles], world.v[triangles]
    tangent = (u * b[:, 1:] - v * a[:, 1:]) / det
    tangent = unit(tangent - normal * np.einsum("ij,ij->i", tangent, normal)[:, None])
    # det is less than 0 where the texture is not mirrored, because our v is down.
    bitangent = np.cross(normal, tangent) * np.sign(-det)
    x, y, z = (2 * texels[:, k : k + 1] - 1 for k in range(3))
    return unit(x * tangent + y * bitangent + z * normal)


def draw(world, samples):
    """What the camera sees: pixels that hit, triangles, distances, positions, normals, colours."""
    a = world.a
    width, height, fx, fy, cx, cy, near = a["camera"][:7]
    width, height = int(width), int(height)
    pose = a["camera"][7:].reshape(4, 4)
    center = -pose[:3, :3].T @ pose[:3, 3]
    j, i = np.meshgrid(np.arange(width) + 0.5, np.arange(height) + 0.5)
    rays = np.stack([(j.ravel() - cx) / fx, (i.ravel() - cy) / fy, np.ones(width * height)], 1)
    directions = rays @ pose[:3, :3]
    origins = np.broadcast_to(center, directions.shape)
    index, depth, bary = world.hits(origins, directions, False, near)
    seen = np.flatnonzero(index >= 0)
    t, bu, bv = index[seen], bary[seen, 0], bary[seen, 1]
    flat = unit(np.cross(world.u[t], world.v[t]))
    back = np.einsum("ij,ij->i", flat, directions[seen]) > 0
    sign = np.where(back, -1, 1)[:, None]
    flat = flat * sign
    normal = unit(world.interpolate("normals", t, bu, bv)) * sign
    position = center + directions[seen] * depth[seen, None]
    uv = world.interpolate("uvs", t, bu, bv)
    table = world.table[t]
    base = table[:, :3].copy()
    for k in range(sum(key.startswith("texture") for key in a)):
        here = table[:, 6] == k
        if here.any():
            base[here] *= world.texel(k, uv[here])[:, :3]
        here = table[:, 8] == k
        if here.any():
            normal[here] = bend(world, t[here], normal[here], world.texel(k, uv[here], False))
    view = unit(center - position)
    start = position + EXTRA * flat
    color = np.zeros((len(seen), 3))
    for light in a["lights"]:
        color += lit(world, light, table, base, position, start, flat, normal, view, samples)
    return seen, a["triangle_materials"][t], depth[seen], position, normal, uv, color


def lit(world, light, table, base, position, start, flat, normal, view, samples):
    kind = int(light[0])
    if kind == 2:
        side = int(samples**0.5)
        total = 0
        u, v = light[4:7], light[7:10]
        for k in range(side * side):
            x, y = (k % side + 0.5) / side * 2 - 1, (k // side + 0.5) / side * 2 - 1
            to = light[1:4] + x * u + y * v - start
            squared = (to**2).sum(1, keepdims=True)
            l = unit(to)
            facing = np.maximum(-l @ unit(np.cross(u, v)), 0)[:, None]
            part = 4 * np.linalg.norm(np.cross(u, v)) / (side * side)
            e = light[10:13] * facing * part / squared
            total = total + shade(world, e, l, squared[:, 0] ** 0.5, table, base, start, flat, normal, view)
        return total
    if kind == 0:
        l = np.broadcast_to(-light[1:4], start.shape)
        return shade(world, light[4:7], l, np.inf, table, base, start, flat, normal, view)
    to = light[1:4] - start
    squared = (to**2).sum(1, keepdims=True)
    return shade(
        world, light[4:7] / squared, unit(to), squared[:, 0] ** 0.5, table, base, start, flat, normal, view
    )


def shade(world, irradiance, l, far, table, base, start, flat, normal, view):
    index, _, _ = world.hits(start, l, True, 0, far)
    # Rays that leave through their own triangle's back.
    inward = np.einsum("ij,ij->i", flat, l) <= 0
    visible = (index < 0) & ~inward
    return reflectance(table, base, normal, view, l) * irradiance * visible[:, None]


def sky(world, normal, base):
    """What Lambertian surfaces that nothing hides reflect of the environment."""
    picture = world.a["environment"]
    rows, columns, _ = picture.shape
    polar = np.pi * (np.arange(rows) + 0.5)[:, None] / rows
    azimuth = np.pi * (1 - 2 * (np.arange(columns) + 0.5)[None] / columns)
    x, y = np.sin(polar) * np.cos(azimuth), np.sin(polar) * np.sin(azimuth)
    directions = np.stack(np.broadcast_arrays(x, y, np.cos(polar)), 2).reshape(-1, 3)
    angle = 2 * np.pi**2 / (rows * columns) * np.sin(polar) * np.ones(columns)
    light = picture.reshape(-1, 3) * angle.reshape(-1, 1)
    return np.maximum(normal @ directions.T, 0) @ light * base / np.pi


def spread(error):
    quantiles = np.quantile(error, [0.99, 0.999, 1])
    return "mean %.2g, 99 %% %.2g, 99.9 %% %.2g, max %.2g" % (error.mean(), *quantiles)


def report(name, arrays):
    """Prints how Cycles and the ray caster differ; returns the pixels of bent normals.

    Maps of normals are left out of colours: Cycles dims light where they lean towards it (Conty
    Estevez et al. 2019), glTF does not.
    """
    world = World(arrays)
    seen, ids, depth, position, normal, uv, color = draw(world, 64)
    expected = np.full(arrays["material"].size, -1)
    expected[seen] = ids
    other = arrays["material"].ravel() != expected
    print("%s: %d of %d pixels show another material" % (name, other.sum(), other.size))
    failures = ["visibility"] if other.any() else []

    def flat(key, channels):
        return arrays[key].reshape(-1, channels)[seen]

    z = flat("depth", 1)[:, 0]
    print("  depth: relative error " + spread(np.abs(z / depth - 1)))
    for key, value, channels in (("position", position, 3), ("normal", normal, 3), ("uv", uv, 2)):
        print("  %s: error %s" % (key, spread(np.abs(flat(key, channels) - value).max(1))))
    # Cycles bends normals of smooth triangles whose mirrored rays would go below the triangle.
    bent = np.abs(flat("normal", 3) - normal).max(1) > 1e-4
    print("  bent normals: %d of %d" % (bent.sum(), len(bent)))
    if "environment" in arrays:
        color = sky(world, normal, arrays["materials"][ids][:, :3])
    for m in range(len(arrays["materials"])):
        part = (ids == m) & ~bent
        if "environment" in arrays and arrays["materials"][m, 3] >= 0:
            continue
        if part.any():
            for key in ("hard", "color"):
                if key in arrays:
                    error = np.abs(flat(key, 3) - color)[part].max(1)
                    mean = color[part].mean()
                    if key == "hard" and arrays["materials"][m, 8] < 0 and error.max() > 1e-4:
                        failures.append("%s: color of %d is off by %.2g" % (name, m, error.max()))
                    print("  %s of %d, mean %.3f: error %s" % (key, m, mean, spread(error)))
    if failures:
        raise SystemExit("; ".join(failures))
    result = np.zeros(arrays["material"].size, bool)
    result[seen] = bent
    return result.reshape(arrays["material"].shape)


def golden(arrays, bent):
    """What the tests need, in few bytes: normals in 1/32767, colours as half floats."""
    result = {k: v for k, v in arrays.items() if k not in ("alpha", "hard", "position", "uv")}
    result["normal"] = np.rint(arrays["normal"] * 32767).astype(np.int16)
    for key in ("color", "smooth_color", "smooth_alpha", "environment"):
        if key in arrays:
            result[key] = arrays[key].astype(np.float16)
    result["bent"] = bent
    return result


def main():
    source, target = Path(sys.argv[1]), Path(sys.argv[2])
    target.mkdir(parents=True, exist_ok=True)
    for name in sys.argv[3:] or SCENES:
        arrays = dict(np.load(source / (name + "-full.npz")))
        bent = report(name, arrays)
        np.savez_compressed(target / (name + ".npz"), **golden(arrays, bent))


if __name__ == "__main__":
    main()
