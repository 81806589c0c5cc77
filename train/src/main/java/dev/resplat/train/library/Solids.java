package dev.resplat.train.library;

/**
 * Shapes, added to a {@link MeshBuilder} in its frame. All are closed unless said otherwise, and
 * are seen from outside.
 */
final class Solids {
    /** Sides of boxes that are left out because nobody sees them. */
    static final int BOTTOM = 1;

    static final int TOP = 2;
    static final int BACK = 4;
    static final int FRONT = 8;
    static final int LEFT = 16;
    static final int RIGHT = 32;

    /** The cosine of the angle from which an edge of a lathe is sharp. */
    private static final float SHARP = 0.8f;

    private static final int MOST_SIDES = 64;
    private static final float[][] CIRCLES = new float[MOST_SIDES + 1][];

    static {
        for (int n = 3; n <= MOST_SIDES; n++) {
            CIRCLES[n] = new float[2 * n + 2];
            for (int i = 0; i <= n; i++) {
                double angle = 2 * Math.PI * (i % n) / n;
                CIRCLES[n][2 * i] = (float) StrictMath.cos(angle);
                CIRCLES[n][2 * i + 1] = (float) StrictMath.sin(angle);
            }
        }
    }

    private Solids() {}

    /** Cosine and sine of the corners of a regular polygon, the first of them twice. */
    static float[] circle(int n) {
        return CIRCLES[n];
    }

    /** A box along the axes of the frame: x to the right, -y to the front. */
    static void box(
            MeshBuilder b,
            float x0,
            float y0,
            float z0,
            float x1,
            float y1,
            float z1,
            int without) {
        float w = x1 - x0;
        float d = y1 - y0;
        float h = z1 - z0;
        if ((without & FRONT) == 0) {
            b.rectangle(x0, y0, z0, 1, 0, 0, 0, 0, 1, 0, w, 0, h);
        }
        if ((without & RIGHT) == 0) {
            b.rectangle(x1, y0, z0, 0, 1, 0, 0, 0, 1, 0, d, 0, h);
        }
        if ((without & BACK) == 0) {
            b.rectangle(x1, y1, z0, -1, 0, 0, 0, 0, 1, 0, w, 0, h);
        }
        if ((without & LEFT) == 0) {
            b.rectangle(x0, y1, z0, 0, -1, 0, 0, 0, 1, 0, d, 0, h);
        }
        if ((without & TOP) == 0) {
            b.rectangle(x0, y0, z1, 1, 0, 0, 0, 1, 0, 0, w, 0, d);
        }
        if ((without & BOTTOM) == 0) {
            b.rectangle(x0, y1, z0, 1, 0, 0, 0, -1, 0, 0, w, 0, d);
        }
    }

    /** A box whose middle in x and y is that of the frame. */
    static void block(MeshBuilder b, float w, float d, float z0, float z1, int without) {
        box(b, -w / 2, -d / 2, z0, w / 2, d / 2, z1, without);
    }

    /** A box with its edges cut off, centred on the frame; cuts are less than half a side. */
    static void beveled(MeshBuilder b, float w, float d, float h, float cut) {
        float x = w / 2;
        float y = d / 2;
        float[] s = {x, y, h / 2};
        for (int axis = 0; axis < 3; axis++) {
            int p = (axis + 1) % 3;
            int q = (axis + 2) % 3;
            for (int side = -1; side <= 1; side += 2) {
                // The face, then the edges and corners that begin at its positive neighbours.
                float[] at = new float[3];
                at[axis] = side * s[axis];
                patch(b, at, axis, p, q, s, cut, side);
            }
        }
        for (int axis = 0; axis < 3; axis++) {
            int p = (axis + 1) % 3;
            int q = (axis + 2) % 3;
            for (int i = 0; i < 4; i++) {
                edge(b, axis, p, q, s, cut, (i & 1) == 0 ? 1 : -1, (i & 2) == 0 ? 1 : -1);
            }
        }
        for (int i = 0; i < 8; i++) {
            corner(b, s, cut, (i & 1) == 0 ? 1 : -1, (i & 2) == 0 ? 1 : -1, (i & 4) == 0 ? 1 : -1);
        }
    }

    private static void patch(
            MeshBuilder b, float[] at, int axis, int p, int q, float[] s, float cut, int side) {
        float[] u = new float[3];
        float[] v = new float[3];
        u[p] = side;
        v[q] = 1;
        float a = s[p] - cut;
        float c = s[q] - cut;
        b.rectangle(at[0], at[1], at[2], u[0], u[1], u[2], v[0], v[1], v[2], -a, a, -c, c);
    }

    private static void edge(
            MeshBuilder b, int axis, int p, int q, float[] s, float cut, int sp, int sq) {
        float[][] c = new float[4][3];
        float reach = s[axis] - cut;
        for (int i = 0; i < 4; i++) {
            boolean outP = i == 0 || i == 3;
            c[i][axis] = i < 2 ? -reach : reach;
            c[i][p] = sp * (outP ? s[p] : s[p] - cut);
            c[i][q] = sq * (outP ? s[q] - cut : s[q]);
        }
        polygon(b, c, sp * sq < 0);
    }

    private static void corner(MeshBuilder b, float[] s, float cut, int sx, int sy, int sz) {
        float[][] c = {
            {sx * s[0], sy * (s[1] - cut), sz * (s[2] - cut)},
            {sx * (s[0] - cut), sy * s[1], sz * (s[2] - cut)},
            {sx * (s[0] - cut), sy * (s[1] - cut), sz * s[2]}
        };
        polygon(b, c, sx * sy * sz < 0);
    }

    /** A flat convex polygon, counter-clockwise seen from its front, or the other way round. */
    static void polygon(MeshBuilder b, float[][] corners, boolean clockwise) {
        int n = corners.length;
        float[] first = corners[0];
        float[] second = clockwise ? corners[n - 1] : corners[1];
        float[] third = clockwise ? corners[n - 2] : corners[2];
        float[] u = unit(minus(second, first));
        float[] normal = unit(cross(u, minus(third, first)));
        float[] v = cross(normal, u);
        float per = b.perMetre();
        int start = b.mark();
        for (int i = 0; i < n; i++) {
            float[] c = corners[clockwise ? (n - i) % n : i];
            float[] d = minus(c, first);
            b.vertex(
                    c[0],
                    c[1],
                    c[2],
                    normal[0],
                    normal[1],
                    normal[2],
                    per * dot(d, u),
                    -per * dot(d, v));
        }
        for (int i = 2; i < n; i++) {
            b.triangle(start, start + i - 1, start + i);
        }
    }

    /** A convex polygon {@code [n, 2]}, counter-clockwise from above, drawn up. */
    static void prism(MeshBuilder b, float[] outline, float z0, float z1, int without) {
        int n = outline.length / 2;
        float[][] top = new float[n][];
        float[][] bottom = new float[n][];
        for (int i = 0; i < n; i++) {
            int j = (i + 1) % n;
            float x = outline[2 * i];
            float y = outline[2 * i + 1];
            float dx = outline[2 * j] - x;
            float dy = outline[2 * j + 1] - y;
            float length = (float) Math.sqrt(dx * dx + dy * dy);
            b.rectangle(x, y, z0, dx / length, dy / length, 0, 0, 0, 1, 0, length, 0, z1 - z0);
            top[i] = new float[] {x, y, z1};
            bottom[i] = new float[] {x, y, z0};
        }
        if ((without & TOP) == 0) {
            polygon(b, top, false);
        }
        if ((without & BOTTOM) == 0) {
            polygon(b, bottom, true);
        }
    }

    /** A roof with two slopes over a rectangle; its ridge runs along x. */
    static void gable(
            MeshBuilder b, float x0, float y0, float x1, float y1, float z, float height) {
        float m = (y0 + y1) / 2;
        float top = z + height;
        polygon(b, new float[][] {{x0, y0, z}, {x1, y0, z}, {x1, m, top}, {x0, m, top}}, false);
        polygon(b, new float[][] {{x1, y1, z}, {x0, y1, z}, {x0, m, top}, {x1, m, top}}, false);
        polygon(b, new float[][] {{x0, y1, z}, {x0, y0, z}, {x0, m, top}}, false);
        polygon(b, new float[][] {{x1, y0, z}, {x1, y1, z}, {x1, m, top}}, false);
        polygon(b, new float[][] {{x0, y0, z}, {x0, y1, z}, {x1, y1, z}, {x1, y0, z}}, false);
    }

    /** Upright, on the frame. */
    static void cylinder(MeshBuilder b, float radius, float z0, float z1, int sides) {
        lathe(b, new float[] {0, radius, radius, 0}, new float[] {z0, z0, z1, z1}, sides);
    }

    /**
     * A surface of revolution about z. It is closed where the outline begins and ends with radius
     * 0, and seen from outside where the outline goes up.
     *
     * @param r radii of the outline
     * @param z its heights
     * @param sides how many corners it has around, up to 64
     */
    static void lathe(MeshBuilder b, float[] r, float[] z, int sides) {
        float widest = 0;
        for (float radius : r) {
            widest = Math.max(widest, radius);
        }
        // A whole number of textures around, so that there is no seam.
        float around = Math.max(1, Math.round(6.2831853f * widest * b.perMetre()));
        int pieces = r.length - 1;
        float[] nr = new float[pieces];
        float[] nz = new float[pieces];
        float along = 0;
        for (int i = 0; i < pieces; i++) {
            float dr = r[i + 1] - r[i];
            float dz = z[i + 1] - z[i];
            float length = (float) Math.sqrt(dr * dr + dz * dz);
            nr[i] = dz / length;
            nz[i] = -dr / length;
        }
        for (int i = 0; i < pieces; i++) {
            float dr = r[i + 1] - r[i];
            float dz = z[i + 1] - z[i];
            float next = along - (float) Math.sqrt(dr * dr + dz * dz) * b.perMetre();
            int low = ring(b, r, z, i, i, nr, nz, sides, around, along);
            int high = ring(b, r, z, i + 1, i, nr, nz, sides, around, next);
            for (int j = 0; j < sides; j++) {
                if (r[i] > 0) {
                    b.triangle(low + j, low + j + 1, high + j + 1);
                }
                if (r[i + 1] > 0) {
                    b.triangle(low + j, high + j + 1, high + j);
                }
            }
            along = next;
        }
    }

    /** The vertices at a point of the outline, for a piece of it. */
    private static int ring(
            MeshBuilder b,
            float[] r,
            float[] z,
            int point,
            int piece,
            float[] nr,
            float[] nz,
            int sides,
            float around,
            float v) {
        int other = point == piece ? piece - 1 : piece + 1;
        float a = nr[piece];
        float c = nz[piece];
        if (other >= 0 && other < nr.length && nr[other] * a + nz[other] * c > SHARP) {
            a += nr[other];
            c += nz[other];
            float length = (float) Math.sqrt(a * a + c * c);
            a /= length;
            c /= length;
        }
        float[] circle = CIRCLES[sides];
        int first = b.mark();
        for (int j = 0; j <= sides; j++) {
            float x = circle[2 * j];
            float y = circle[2 * j + 1];
            b.vertex(r[point] * x, r[point] * y, z[point], a * x, a * y, c, around * j / sides, v);
        }
        return first;
    }

    // ---- Vectors ----------------------------------------------------------------------------

    static float[] minus(float[] a, float[] b) {
        return new float[] {a[0] - b[0], a[1] - b[1], a[2] - b[2]};
    }

    static float dot(float[] a, float[] b) {
        return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
    }

    static float[] cross(float[] a, float[] b) {
        return new float[] {
            a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]
        };
    }

    static float[] unit(float[] a) {
        float length = (float) Math.sqrt(dot(a, a));
        return new float[] {a[0] / length, a[1] / length, a[2] / length};
    }
}
