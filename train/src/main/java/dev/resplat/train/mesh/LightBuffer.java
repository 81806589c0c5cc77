package dev.resplat.train.mesh;

import java.util.Optional;

/**
 * What may hold up light that comes from one direction or one place (Haines and Greenberg 1986,
 * "The light buffer: a shadow-testing accelerator"): a {@link LightGrid} across the direction, or
 * one on each side of a cube around the place. A point has to look only into its cell, until
 * triangles begin that are behind it. Safe for use by several threads.
 */
final class LightBuffer {
    private static final int SIDES = 6;

    private final Bvh triangles;

    /** Two directions across the light, and its own, {@code [3, 3]}; null of a place. */
    private final float[] axes;

    /** The place, or the origin. */
    private final float[] from;

    private final LightGrid[] grids;

    private LightBuffer(Bvh triangles, float[] axes, float[] from, LightGrid[] grids) {
        this.triangles = triangles;
        this.axes = axes;
        this.from = from;
        this.grids = grids;
    }

    /**
     * The buffer of light from far away, or nothing if triangles are so large on its grid that it
     * is of no use.
     *
     * @param direction where the light goes, a unit vector
     */
    static Optional<LightBuffer> along(Bvh triangles, float[] direction) {
        float[] axes = axes(direction);
        LightPolygons polygons = new LightPolygons();
        float[] p = new float[3];
        for (int t = 0; t < triangles.count(); t++) {
            if (triangles.isFinite(t)) {
                polygons.start(t);
                for (int i = 0; i < 3; i++) {
                    triangles.corner(t, i, p);
                    polygons.corner(dot(axes, 0, p), dot(axes, 3, p), dot(axes, 6, p));
                }
            }
        }
        if (polygons.count() == 0) {
            return Optional.empty();
        }
        float[] b = polygons.bounds();
        int size = LightGrid.size(polygons.count(), 1);
        LightGrid grid = new LightGrid(size, polygons, b[0], b[1], b[2], b[3]);
        return Optional.of(new LightBuffer(triangles, axes, new float[3], new LightGrid[] {grid}))
                .filter(LightBuffer::isUseful);
    }

    /** The same of light that comes from a place. */
    static Optional<LightBuffer> from(Bvh triangles, float[] place) {
        LightGrid[] grids = new LightGrid[SIDES];
        int size = LightGrid.size(triangles.count(), SIDES);
        LightPolygons[] polygons = new LightPolygons[SIDES];
        for (int side = 0; side < SIDES; side++) {
            polygons[side] = new LightPolygons();
        }
        CubeClip clip = new CubeClip();
        for (int t = 0; t < triangles.count(); t++) {
            if (triangles.isFinite(t)) {
                clip.add(triangles, t, place, polygons);
            }
        }
        for (int side = 0; side < SIDES; side++) {
            grids[side] = new LightGrid(size, polygons[side], -1, -1, 2, 2);
        }
        return Optional.of(new LightBuffer(triangles, null, place, grids))
                .filter(LightBuffer::isUseful);
    }

    private boolean isUseful() {
        for (LightGrid grid : grids) {
            if (!grid.isUseful()) {
                return false;
            }
        }
        return true;
    }

    private static float[] axes(float[] d) {
        int least = Math.abs(d[0]) < Math.abs(d[1]) ? 0 : 1;
        least = Math.abs(d[2]) < Math.abs(d[least]) ? 2 : least;
        float[] u = new float[3];
        u[least] = 1;
        float along = d[least];
        float length = (float) Math.sqrt(1 - along * along);
        for (int i = 0; i < 3; i++) {
            u[i] = (u[i] - along * d[i]) / length;
        }
        return new float[] {
            u[0],
            u[1],
            u[2],
            d[1] * u[2] - d[2] * u[1],
            d[2] * u[0] - d[0] * u[2],
            d[0] * u[1] - d[1] * u[0],
            d[0],
            d[1],
            d[2]
        };
    }

    private static float dot(float[] axes, int axis, float[] p) {
        return dot(axes, axis, p[0], p[1], p[2]);
    }

    private static float dot(float[] axes, int axis, float x, float y, float z) {
        return axes[axis] * x + axes[axis + 1] * y + axes[axis + 2] * z;
    }

    /**
     * Which triangle is between a point and {@code reach} times the direction from it, which is
     * that to the light: any of those, or -1 if there is none. Rays that do not end at the light
     * itself but near it are the caller's to judge.
     *
     * @param hint as in {@link Bvh#blocker}
     */
    int blocker(float x, float y, float z, float dx, float dy, float dz, float reach, int hint) {
        if (hint >= 0 && triangles.hits(hint, x, y, z, dx, dy, dz, reach)) {
            return hint;
        }
        LightGrid grid = grids[0];
        float u;
        float v;
        float depth;
        if (axes != null) {
            u = dot(axes, 0, x, y, z);
            v = dot(axes, 3, x, y, z);
            depth = dot(axes, 6, x, y, z);
        } else {
            float a = x - from[0];
            float b = y - from[1];
            float c = z - from[2];
            int side = CubeClip.side(a, b, c);
            grid = grids[side];
            depth = Math.abs(side < 2 ? a : side < 4 ? b : c);
            u = (side < 2 ? b : a) / depth;
            v = (side < 4 ? c : b) / depth;
        }
        int cell = grid.cell(u, v);
        int end = grid.end(cell);
        for (int entry = grid.first(cell); entry < end && grid.begin(entry) <= depth; entry++) {
            int triangle = grid.triangle(entry);
            if (triangles.hits(triangle, x, y, z, dx, dy, dz, reach)) {
                return triangle;
            }
        }
        return -1;
    }
}
