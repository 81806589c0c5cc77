package dev.resplat.train.library;

import dev.resplat.train.mesh.Mesh;
import java.util.Arrays;

/**
 * Collects triangles. Places are in the current frame, which {@link #push} moves and turns; fronts
 * are counter-clockwise; textures are laid on in metres. {@link Solids} has shapes.
 */
final class MeshBuilder {
    private static final int DEEPEST = 6;

    private float[] positions = new float[3 * 6000];
    private float[] normals = new float[3 * 6000];
    private float[] uvs = new float[2 * 6000];
    private int[] triangles = new int[3 * 6000];
    private int[] materials = new int[6000];
    private int vertices;
    private int count;

    /** Frames, each rows of a rotation and a translation, {@code [3, 4]}; the last is current. */
    private final float[][] frames = new float[DEEPEST][12];

    private int depth;

    private int material;
    private float perMetre = 1;
    private float shiftU;
    private float shiftV;

    MeshBuilder() {
        frames[0][0] = 1;
        frames[0][5] = 1;
        frames[0][10] = 1;
    }

    // ---- Frames and materials ---------------------------------------------------------------

    /** From now on places are relative to here, turned about z, counter-clockwise from above. */
    void push(float x, float y, float z, float yaw) {
        float c = (float) StrictMath.cos(yaw);
        float s = (float) StrictMath.sin(yaw);
        push(x, y, z, c, -s, 0, s, c, 0, 0, 0, 1);
    }

    /** The same, turned about x first: what was up leans to -y. */
    void pushTilted(float x, float y, float z, float yaw, float tilt) {
        float c = (float) StrictMath.cos(yaw);
        float s = (float) StrictMath.sin(yaw);
        float a = (float) StrictMath.cos(tilt);
        float b = (float) StrictMath.sin(tilt);
        push(x, y, z, c, -s * a, s * b, s, c * a, -c * b, 0, b, a);
    }

    private void push(
            float x,
            float y,
            float z,
            float xx,
            float xy,
            float xz,
            float yx,
            float yy,
            float yz,
            float zx,
            float zy,
            float zz) {
        float[] m = frames[depth];
        float[] r = frames[++depth];
        for (int i = 0; i < 12; i += 4) {
            r[i] = m[i] * xx + m[i + 1] * yx + m[i + 2] * zx;
            r[i + 1] = m[i] * xy + m[i + 1] * yy + m[i + 2] * zy;
            r[i + 2] = m[i] * xz + m[i + 1] * yz + m[i + 2] * zz;
            r[i + 3] = m[i] * x + m[i + 1] * y + m[i + 2] * z + m[i + 3];
        }
    }

    /** Back to the frame before. */
    void pop() {
        depth--;
    }

    /** Where a place of the current frame is in the world. */
    float[] world(float x, float y, float z) {
        float[] m = frames[depth];
        return new float[] {
            m[0] * x + m[1] * y + m[2] * z + m[3],
            m[4] * x + m[5] * y + m[6] * z + m[7],
            m[8] * x + m[9] * y + m[10] * z + m[11]
        };
    }

    /** Triangles to come are of this surface. */
    void use(Surface surface) {
        material = surface.material();
        perMetre = 1 / surface.metres();
    }

    /** The texture is moved by so many of its widths, so that equal things do not look equal. */
    void shift(float u, float v) {
        shiftU = u;
        shiftV = v;
    }

    /** How often the texture is repeated in a metre. */
    float perMetre() {
        return perMetre;
    }

    // ---- Vertices and triangles -------------------------------------------------------------

    /** Adds a vertex and returns its number; u and v are widths of the texture. */
    int vertex(float x, float y, float z, float nx, float ny, float nz, float u, float v) {
        if (3 * vertices == positions.length) {
            positions = Arrays.copyOf(positions, 2 * positions.length);
            normals = Arrays.copyOf(normals, 2 * normals.length);
            uvs = Arrays.copyOf(uvs, 2 * uvs.length);
        }
        float[] m = frames[depth];
        int at = 3 * vertices;
        positions[at] = m[0] * x + m[1] * y + m[2] * z + m[3];
        positions[at + 1] = m[4] * x + m[5] * y + m[6] * z + m[7];
        positions[at + 2] = m[8] * x + m[9] * y + m[10] * z + m[11];
        normals[at] = m[0] * nx + m[1] * ny + m[2] * nz;
        normals[at + 1] = m[4] * nx + m[5] * ny + m[6] * nz;
        normals[at + 2] = m[8] * nx + m[9] * ny + m[10] * nz;
        uvs[2 * vertices] = u + shiftU;
        uvs[2 * vertices + 1] = v + shiftV;
        return vertices++;
    }

    /** Adds a triangle of vertices. */
    void triangle(int a, int b, int c) {
        if (count == materials.length) {
            triangles = Arrays.copyOf(triangles, 2 * triangles.length);
            materials = Arrays.copyOf(materials, 2 * materials.length);
        }
        triangles[3 * count] = a;
        triangles[3 * count + 1] = b;
        triangles[3 * count + 2] = c;
        materials[count++] = material;
    }

    /**
     * A part of a plane: from (u0, v0) to (u1, v1) along unit vectors u and v at right angles. It
     * is seen from the side of {@code u x v}; its texture begins at the origin, with v upwards.
     */
    void rectangle(
            float ox,
            float oy,
            float oz,
            float ux,
            float uy,
            float uz,
            float vx,
            float vy,
            float vz,
            float u0,
            float u1,
            float v0,
            float v1) {
        float nx = uy * vz - uz * vy;
        float ny = uz * vx - ux * vz;
        float nz = ux * vy - uy * vx;
        int first = vertices;
        for (int i = 0; i < 4; i++) {
            float u = i == 0 || i == 3 ? u0 : u1;
            float v = i < 2 ? v0 : v1;
            vertex(
                    ox + u * ux + v * vx,
                    oy + u * uy + v * vy,
                    oz + u * uz + v * vz,
                    nx,
                    ny,
                    nz,
                    u * perMetre,
                    -v * perMetre);
        }
        triangle(first, first + 1, first + 2);
        triangle(first, first + 2, first + 3);
    }

    /**
     * A rectangle that shows its texture once, upright, in the plane {@code y = constant} of the
     * frame, seen from -y.
     */
    void picture(float x0, float z0, float x1, float z1, float y) {
        float u = shiftU;
        float v = shiftV;
        shift(0, 0);
        int a = vertex(x0, y, z0, 0, -1, 0, 0, 1);
        int b = vertex(x1, y, z0, 0, -1, 0, 1, 1);
        int c = vertex(x1, y, z1, 0, -1, 0, 1, 0);
        int d = vertex(x0, y, z1, 0, -1, 0, 0, 0);
        triangle(a, b, c);
        triangle(a, c, d);
        shift(u, v);
    }

    // ---- What there is ----------------------------------------------------------------------

    /** How many vertices there are: those of what comes now are not below. */
    int mark() {
        return vertices;
    }

    int triangleCount() {
        return count;
    }

    /** The smallest box in the world around the vertices since a mark: {@code [6]}, least first. */
    float[] bounds(int mark) {
        float inf = Float.POSITIVE_INFINITY;
        float[] box = {inf, inf, inf, -inf, -inf, -inf};
        for (int i = 3 * mark; i < 3 * vertices; i += 3) {
            for (int k = 0; k < 3; k++) {
                box[k] = Math.min(box[k], positions[i + k]);
                box[3 + k] = Math.max(box[3 + k], positions[i + k]);
            }
        }
        return box;
    }

    /** All triangles. */
    Mesh mesh() {
        return new Mesh(
                Arrays.copyOf(positions, 3 * vertices),
                Arrays.copyOf(normals, 3 * vertices),
                Arrays.copyOf(uvs, 2 * vertices),
                Arrays.copyOf(triangles, 3 * count),
                Arrays.copyOf(materials, count));
    }
}
