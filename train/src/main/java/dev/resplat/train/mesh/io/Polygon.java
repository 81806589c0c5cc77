package dev.resplat.train.mesh.io;

/**
 * A polygon in space as triangles, by cutting off ears (Meisters 1975): corners that turn as the
 * polygon does and have no other corner within. It is looked at along its normal (Newell's method,
 * Sutherland et al. 1974), so it need not be quite flat, nor convex.
 */
final class Polygon {
    /** More are not searched for ears, which takes a time that grows with the third power. */
    private static final int MOST_CORNERS = 1000;

    private final double[] x;
    private final double[] y;
    private final int[] left;
    private int count;

    /**
     * A polygon.
     *
     * @param corners positions {@code [N, 3]}, 3 or more
     */
    private Polygon(double[] corners) {
        count = corners.length / 3;
        double[] normal = new double[3];
        for (int i = 0, j = count - 1; i < count; j = i++) {
            for (int axis = 0; axis < 3; axis++) {
                int u = (axis + 1) % 3;
                int v = (axis + 2) % 3;
                normal[axis] +=
                        (corners[3 * j + u] - corners[3 * i + u])
                                * (corners[3 * j + v] + corners[3 * i + v]);
            }
        }
        int along = 0;
        for (int axis = 1; axis < 3; axis++) {
            along = Math.abs(normal[axis]) > Math.abs(normal[along]) ? axis : along;
        }
        x = new double[count];
        y = new double[count];
        left = new int[count];
        for (int i = 0; i < count; i++) {
            double u = corners[3 * i + (along + 1) % 3];
            double v = corners[3 * i + (along + 2) % 3];
            // So that the polygon always turns to the left.
            x[i] = normal[along] < 0 ? v : u;
            y[i] = normal[along] < 0 ? u : v;
            left[i] = i;
        }
    }

    /**
     * The triangles, which turn as the polygon does.
     *
     * @param corners positions {@code [N, 3]}, 3 or more
     * @return indices of corners {@code [N - 2, 3]}
     */
    static int[] triangles(double[] corners) {
        int n = corners.length / 3;
        return n == 3 ? new int[] {0, 1, 2} : new Polygon(corners).cut();
    }

    private int[] cut() {
        int[] triangles = new int[3 * (count - 2)];
        int n = 0;
        while (count > 3) {
            int ear = count > MOST_CORNERS ? 1 : ear();
            triangles[n++] = left[(ear + count - 1) % count];
            triangles[n++] = left[ear];
            triangles[n++] = left[(ear + 1) % count];
            count--;
            System.arraycopy(left, ear + 1, left, ear, count - ear);
        }
        System.arraycopy(left, 0, triangles, n, 3);
        return triangles;
    }

    /** Its place among those that are left; of a polygon that meets itself, any. */
    private int ear() {
        for (int i = 1; i <= count; i++) {
            if (isEar(i % count)) {
                return i % count;
            }
        }
        return 1;
    }

    private boolean isEar(int place) {
        int a = left[(place + count - 1) % count];
        int b = left[place];
        int c = left[(place + 1) % count];
        if (turn(a, b, c) <= 0) {
            return false;
        }
        for (int i = 0; i < count; i++) {
            int p = left[i];
            // Polygons with holes pass twice through some places.
            boolean own = isAt(p, a) || isAt(p, b) || isAt(p, c);
            if (!own && turn(a, b, p) >= 0 && turn(b, c, p) >= 0 && turn(c, a, p) >= 0) {
                return false;
            }
        }
        return true;
    }

    private boolean isAt(int a, int b) {
        return x[a] == x[b] && y[a] == y[b];
    }

    /** Twice the area of the triangle, positive if it turns to the left. */
    private double turn(int a, int b, int c) {
        return (x[b] - x[a]) * (y[c] - y[a]) - (y[b] - y[a]) * (x[c] - x[a]);
    }
}
