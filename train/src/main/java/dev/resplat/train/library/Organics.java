package dev.resplat.train.library;

/** Shapes that are not regular: deformed balls and ground with hills. */
final class Organics {
    private Organics() {}

    /**
     * A ball around the origin of the frame, stretched and deformed.
     *
     * @param radii along the axes {@code [3]}
     * @param amplitude how much the radius differs, 0 for an ellipsoid, less than 0.6
     * @param frequency of the deformation
     * @param rings rows of faces from pole to pole, 3 or more
     * @param sides faces around
     */
    static void ball(
            MeshBuilder b,
            float[] radii,
            float amplitude,
            float frequency,
            int seed,
            int rings,
            int sides) {
        Relief relief = new Relief(seed);
        float[] circle = Solids.circle(sides);
        float[] arc = Solids.circle(2 * rings);
        float[] p = new float[3 * (rings + 1) * sides];
        for (int i = 0; i <= rings; i++) {
            float z = -arc[2 * i];
            float r = i == 0 || i == rings ? 0 : arc[2 * i + 1];
            for (int j = 0; j < sides; j++) {
                float x = r * circle[2 * j];
                float y = r * circle[2 * j + 1];
                float f =
                        amplitude == 0
                                ? 1
                                : 1
                                        + amplitude
                                                * relief.octaves(
                                                        frequency * x + 50,
                                                        frequency * y + 50,
                                                        frequency * z + 50,
                                                        3,
                                                        0.5f);
                int at = 3 * (i * sides + j);
                p[at] = radii[0] * f * x;
                p[at + 1] = radii[1] * f * y;
                p[at + 2] = radii[2] * f * z;
            }
        }
        float size = (radii[0] + radii[1] + radii[2]) / 3;
        float around = Math.max(1, Math.round(6.2831853f * size * b.perMetre()));
        float up = 3.1415927f * size * b.perMetre() / rings;
        int first = b.mark();
        float[] n = new float[3];
        for (int i = 0; i <= rings; i++) {
            for (int j = 0; j <= sides; j++) {
                int at = 3 * (i * sides + j % sides);
                normal(p, i, j % sides, rings, sides, n);
                b.vertex(
                        p[at], p[at + 1], p[at + 2], n[0], n[1], n[2], around * j / sides, -up * i);
            }
        }
        faces(b, first, rings, sides);
    }

    private static void faces(MeshBuilder b, int first, int rings, int sides) {
        for (int i = 0; i < rings; i++) {
            for (int j = 0; j < sides; j++) {
                int low = first + i * (sides + 1) + j;
                int high = low + sides + 1;
                if (i > 0) {
                    b.triangle(low, low + 1, high + 1);
                }
                if (i < rings - 1) {
                    b.triangle(low, high + 1, high);
                }
            }
        }
    }

    /** At right angles to the lines to the neighbours around and above. */
    private static void normal(float[] p, int i, int j, int rings, int sides, float[] n) {
        int row = Math.min(Math.max(i, 1), rings - 1);
        int left = 3 * (row * sides + (j + sides - 1) % sides);
        int right = 3 * (row * sides + (j + 1) % sides);
        int below = 3 * (Math.max(i - 1, 0) * sides + j);
        int above = 3 * (Math.min(i + 1, rings) * sides + j);
        if (i == 0 || i == rings) {
            // A pole: the normal of a plane through its neighbours is near that of the axis.
            n[0] = 0;
            n[1] = 0;
            n[2] = i == 0 ? -1 : 1;
            return;
        }
        float ax = p[right] - p[left];
        float ay = p[right + 1] - p[left + 1];
        float az = p[right + 2] - p[left + 2];
        float bx = p[above] - p[below];
        float by = p[above + 1] - p[below + 1];
        float bz = p[above + 2] - p[below + 2];
        set(n, ay * bz - az * by, az * bx - ax * bz, ax * by - ay * bx);
    }

    private static void set(float[] n, float x, float y, float z) {
        float length = (float) Math.sqrt(x * x + y * y + z * z);
        n[0] = x / length;
        n[1] = y / length;
        n[2] = z / length;
    }

    /**
     * Ground seen from above; it is not closed.
     *
     * @param heights at the corners of squares, {@code [rows, columns]}, rows along y
     * @param x0 of the first column
     * @param y0 of the first row
     * @param step side of a square
     * @param of what squares are made of, {@code [rows - 1, columns - 1]}; null for all of the
     *     current surface
     */
    static void ground(
            MeshBuilder b,
            float[] heights,
            int columns,
            float x0,
            float y0,
            float step,
            Surface[] of) {
        int rows = heights.length / columns;
        int first = b.mark();
        float[] n = new float[3];
        for (int j = 0; j < rows; j++) {
            for (int i = 0; i < columns; i++) {
                float left = heights[j * columns + Math.max(i - 1, 0)];
                float right = heights[j * columns + Math.min(i + 1, columns - 1)];
                float front = heights[Math.max(j - 1, 0) * columns + i];
                float back = heights[Math.min(j + 1, rows - 1) * columns + i];
                set(n, left - right, front - back, 2 * step);
                float x = x0 + i * step;
                float y = y0 + j * step;
                b.vertex(
                        x,
                        y,
                        heights[j * columns + i],
                        n[0],
                        n[1],
                        n[2],
                        x * b.perMetre(),
                        -y * b.perMetre());
            }
        }
        for (int j = 0; j + 1 < rows; j++) {
            for (int i = 0; i + 1 < columns; i++) {
                int at = first + j * columns + i;
                if (of != null) {
                    b.use(of[j * (columns - 1) + i]);
                }
                b.triangle(at, at + 1, at + columns + 1);
                b.triangle(at, at + columns + 1, at + columns);
            }
        }
    }
}
