package dev.resplat.train.mesh;

import java.util.Arrays;

/**
 * Adds the light that comes to a point of a triangle from all {@link Light}s, if nothing holds it
 * up on its way. One object serves many points, one after the other, in one thread.
 */
final class Illumination {
    /** Rays to lights graze a triangle if the cosine with its normal is less. */
    private static final float GRAZING = 0.1f;

    private final MeshScene scene;

    /** Null if there are no shadows. */
    private final Bvh triangles;

    /** What is in the way of each light and cell, null where {@link #triangles} are searched. */
    private final LightBuffer[][] buffers;

    private final int areaSamples;
    private final Surface surface;

    /** What held up the light of each light and cell last: it may do so again. */
    private final int[][] blockers;

    /** The light that is looked at. */
    private int current;

    private final float[] toCell = new float[3];

    /** How far above a triangle rays begin, and how far before a lamp they end. */
    private final float margin;

    /** Which cells of an area light are seen. */
    private final boolean[] seen;

    /** The point. */
    private float px;

    private float py;
    private float pz;

    /** Where rays begin that do not graze the triangle. */
    private float sx;

    private float sy;
    private float sz;

    /** From the triangle to the smooth surface that its normals pretend, once it is wanted. */
    private final float[] lift = new float[3];

    private boolean isLifted;

    /** The corners of the triangle in the arrays of the mesh, and their weights. */
    private final int[] corners = new int[3];

    private float[] weights;

    /** 1 if the front of the triangle is seen, else -1. */
    private float side;

    /** The normal of the triangle, on the side that is seen, a unit vector. */
    private final float[] flat = new float[3];

    /**
     * Of a scene.
     *
     * @param shadows what holds up light, or null
     * @param surface what light falls on
     */
    Illumination(MeshScene scene, Shadows shadows, int areaSamples, Surface surface) {
        this.scene = scene;
        triangles = shadows == null ? null : shadows.triangles();
        buffers = shadows == null ? null : shadows.buffers(areaSamples);
        this.areaSamples = areaSamples;
        this.surface = surface;
        blockers = new int[scene.lights().size()][areaSamples * areaSamples];
        for (int[] cells : blockers) {
            Arrays.fill(cells, -1);
        }
        margin = shadows == null ? 0 : 1e-5f * triangles.diagonal();
        seen = new boolean[areaSamples * areaSamples];
    }

    /**
     * Adds all lights to the surface, whose normal and material are set.
     *
     * @param x of the point; y and z too
     * @param weights of the corners of its triangle, the vertices i, j and k
     * @param front whether the front of the triangle is seen
     */
    void add(float x, float y, float z, float[] weights, int i, int j, int k, boolean front) {
        if (scene.lights().isEmpty()) {
            return;
        }
        px = x;
        py = y;
        pz = z;
        if (triangles != null) {
            begin(weights, i, j, k, front ? 1 : -1);
        }
        for (int light = 0; light < scene.lights().size(); light++) {
            current = light;
            add(scene.lights().get(light));
        }
    }

    /**
     * Rays to lights begin a bit above the triangle, and those that graze it as far above as the
     * smooth surface is that its normals pretend: else coarse meshes throw shadows on themselves
     * (Hanika 2021, "Hacking the shadow terminator").
     */
    private void begin(float[] weights, int i, int j, int k, float side) {
        sx = px + margin * surface.nx;
        sy = py + margin * surface.ny;
        sz = pz + margin * surface.nz;
        isLifted = false;
        corners[0] = 3 * i;
        corners[1] = 3 * j;
        corners[2] = 3 * k;
        this.weights = weights;
        this.side = side;
        float[] p = scene.mesh().positions();
        float ux = p[3 * j] - p[3 * i];
        float uy = p[3 * j + 1] - p[3 * i + 1];
        float uz = p[3 * j + 2] - p[3 * i + 2];
        float vx = p[3 * k] - p[3 * i];
        float vy = p[3 * k + 1] - p[3 * i + 1];
        float vz = p[3 * k + 2] - p[3 * i + 2];
        flat[0] = side * (uy * vz - uz * vy);
        flat[1] = side * (uz * vx - ux * vz);
        flat[2] = side * (ux * vy - uy * vx);
        float length = (float) Math.sqrt(flat[0] * flat[0] + flat[1] * flat[1] + flat[2] * flat[2]);
        float scale = length > 0 ? 1 / length : 0;
        flat[0] *= scale;
        flat[1] *= scale;
        flat[2] *= scale;
    }

    private void lift() {
        isLifted = true;
        lift[0] = 0;
        lift[1] = 0;
        lift[2] = 0;
        for (int i = 0; i < 3; i++) {
            lift(weights[i], corners[i]);
        }
    }

    /** Adds how far the point is below the tangent plane of a corner, times the corner's weight. */
    private void lift(float weight, int corner) {
        float[] p = scene.mesh().positions();
        float[] n = scene.mesh().normals();
        float x = side * n[corner];
        float y = side * n[corner + 1];
        float z = side * n[corner + 2];
        float above = (px - p[corner]) * x + (py - p[corner + 1]) * y + (pz - p[corner + 2]) * z;
        if (above < 0) {
            lift[0] -= weight * above * x;
            lift[1] -= weight * above * y;
            lift[2] -= weight * above * z;
        }
    }

    private void add(Light light) {
        if (light instanceof Light.Directional sun) {
            float[] d = sun.direction();
            if (isLit(0, -d[0], -d[1], -d[2], Float.MAX_VALUE)) {
                surface.add(-d[0], -d[1], -d[2], sun.irradiance(), 1, 0);
            }
        } else if (light instanceof Light.Point lamp) {
            float[] at = lamp.position();
            float x = at[0] - px;
            float y = at[1] - py;
            float z = at[2] - pz;
            float inverse = 1 / (float) Math.sqrt(x * x + y * y + z * z);
            if (isLit(0, x * inverse, y * inverse, z * inverse, 1 / inverse)) {
                surface.add(
                        x * inverse,
                        y * inverse,
                        z * inverse,
                        lamp.intensity(),
                        inverse * inverse,
                        0);
            }
        } else if (light instanceof Light.Area area) {
            add(area);
        }
    }

    /** Whether light comes to the point, of a cell of the light that is looked at. */
    private boolean isLit(int cell, float x, float y, float z, float distance) {
        if (!(surface.nx * x + surface.ny * y + surface.nz * z > 0)) {
            return false;
        }
        if (triangles == null) {
            return true;
        }
        // Rays that leave steeply need no lift, which can end within another solid.
        float cosine = flat[0] * x + flat[1] * y + flat[2] * z;
        float ox = sx;
        float oy = sy;
        float oz = sz;
        if (cosine < GRAZING) {
            if (!isLifted) {
                lift();
            }
            float part = Math.min(1, 1 - cosine / GRAZING);
            ox += part * lift[0];
            oy += part * lift[1];
            oz += part * lift[2];
        }
        if (distance == Float.MAX_VALUE) {
            return isOpen(cell, ox, oy, oz, x, y, z, distance);
        }
        // To the light from where rays begin, and not quite: it may be in a surface itself.
        float tx = px + distance * x - ox;
        float ty = py + distance * y - oy;
        float tz = pz + distance * z - oz;
        float reach = 1 - margin / (float) Math.sqrt(tx * tx + ty * ty + tz * tz);
        return isOpen(cell, ox, oy, oz, tx, ty, tz, reach);
    }

    private boolean isOpen(
            int cell, float ox, float oy, float oz, float dx, float dy, float dz, float reach) {
        LightBuffer buffer = buffers[current][cell];
        int hint = blockers[current][cell];
        int blocker =
                buffer != null
                        ? buffer.blocker(ox, oy, oz, dx, dy, dz, reach, hint)
                        : triangles.blocker(ox, oy, oz, dx, dy, dz, reach, hint);
        if (blocker >= 0) {
            blockers[current][cell] = blocker;
        }
        return blocker < 0;
    }

    /** A rectangle as a grid of cells, each of which shines from its middle. */
    private void add(Light.Area area) {
        float[] u = area.halfU();
        float[] v = area.halfV();
        float nx = u[1] * v[2] - u[2] * v[1];
        float ny = u[2] * v[0] - u[0] * v[2];
        float nz = u[0] * v[1] - u[1] * v[0];
        float[] center = area.center();
        float above = (px - center[0]) * nx + (py - center[1]) * ny + (pz - center[2]) * nz;
        if (!(above > 0)) {
            return;
        }
        look(area);
        // The cross product is a quarter of the area, times the normal.
        float cell = 4f / (areaSamples * areaSamples);
        for (int i = 0; i < seen.length; i++) {
            if (seen[i]) {
                float[] to = toCell(area, i);
                float squared = to[0] * to[0] + to[1] * to[1] + to[2] * to[2];
                float inverse = 1 / (float) Math.sqrt(squared);
                float cosine = -(to[0] * nx + to[1] * ny + to[2] * nz) * inverse;
                float solidAngle = Math.max(0, cell * cosine) / squared;
                surface.add(
                        to[0] * inverse,
                        to[1] * inverse,
                        to[2] * inverse,
                        area.radiance(),
                        solidAngle,
                        solidAngle);
            }
        }
    }

    /** Sets which cells are seen; if the corners agree, all others are taken to agree with them. */
    private void look(Light.Area area) {
        int n = areaSamples;
        int last = n - 1;
        int count = 0;
        for (int corner = 0; corner < 4; corner++) {
            int cell = (corner & 1) * last + (corner >> 1) * last * n;
            seen[cell] = isLit(area, cell);
            count += seen[cell] ? 1 : 0;
        }
        boolean agree = count == 0 || count == 4;
        for (int cell = 0; cell < seen.length; cell++) {
            boolean corner =
                    (cell % n == 0 || cell % n == last) && (cell / n == 0 || cell / n == last);
            if (!corner) {
                seen[cell] = agree ? count == 4 : isLit(area, cell);
            }
        }
    }

    private boolean isLit(Light.Area area, int cell) {
        float[] to = toCell(area, cell);
        float distance = (float) Math.sqrt(to[0] * to[0] + to[1] * to[1] + to[2] * to[2]);
        return isLit(cell, to[0] / distance, to[1] / distance, to[2] / distance, distance);
    }

    /** From the point to the middle of a cell. */
    private float[] toCell(Light.Area area, int cell) {
        area.cell(cell, areaSamples, toCell);
        toCell[0] -= px;
        toCell[1] -= py;
        toCell[2] -= pz;
        return toCell;
    }
}
