package dev.resplat.train.trunk;

import dev.resplat.splat.Camera;
import dev.resplat.train.scene.ViewPixels;

/**
 * What a view shows, beside colours, in cells of 4 x 4 pixels, and how much of it is known.
 *
 * @param values {@code [cells, cells, 5]}: the logarithm of depth, whose mean over the view is 0;
 *     the normal in the axes of the camera, which faces it; 1 where there is an edge of depth, else
 *     0
 * @param known of the same shape: the part of the cell that is known, from 0 to 1; edges are known
 *     where all of a cell is
 */
record SurfaceShape(float[] values, float[] known) {
    /** Pixels of a side of a cell. */
    static final int CELL = 4;

    /** Numbers of a cell. */
    static final int CHANNELS = 5;

    private static final int EDGE = 4;

    /** Logarithms that are farther away are these. */
    private static final float FARTHEST = 2;

    /**
     * Of planes, the inverse of depth has no second difference; where it has more than this part of
     * itself, there is an edge.
     */
    private static final double BENT = 0.05;

    /** Of a square view whose sides are multiples of {@link #CELL}. */
    static SurfaceShape of(ViewPixels view) {
        int size = view.camera().width();
        int cells = size / CELL;
        float[] values = new float[cells * cells * CHANNELS];
        float[] known = new float[values.length];
        if (view.depth() != null) {
            float[] pixels = new float[size * size * CHANNELS];
            boolean[] seen = new boolean[pixels.length];
            depths(view.depth(), pixels, seen);
            edges(view.depth(), size, pixels, seen);
            normals(view.camera(), view.depth(), pixels, seen);
            gather(pixels, seen, size, values, known);
        }
        return new SurfaceShape(values, known);
    }

    private static void depths(float[] depth, float[] pixels, boolean[] seen) {
        double sum = 0;
        int count = 0;
        for (int i = 0; i < depth.length; i++) {
            if (depth[i] > 0 && depth[i] < Float.POSITIVE_INFINITY) {
                double log = StrictMath.log(depth[i]);
                pixels[i * CHANNELS] = (float) log;
                seen[i * CHANNELS] = true;
                sum += log;
                count++;
            }
        }
        float mean = (float) (sum / Math.max(count, 1));
        for (int i = 0; i < depth.length; i++) {
            if (seen[i * CHANNELS]) {
                float log = pixels[i * CHANNELS] - mean;
                pixels[i * CHANNELS] = Math.min(Math.max(log, -FARTHEST), FARTHEST);
            }
        }
    }

    private static void edges(float[] depth, int size, float[] pixels, boolean[] seen) {
        for (int i = 0; i < depth.length; i++) {
            int x = i % size;
            int y = i / size;
            // at the border there is nothing to compare with, and so no edge
            int left = x > 0 ? i - 1 : i;
            int right = x < size - 1 ? i + 1 : i;
            int above = y > 0 ? i - size : i;
            int below = y < size - 1 ? i + size : i;
            boolean inside = x > 0 && x < size - 1 && y > 0 && y < size - 1;
            boolean all =
                    seen[i * CHANNELS]
                            && seen[left * CHANNELS]
                            && seen[right * CHANNELS]
                            && seen[above * CHANNELS]
                            && seen[below * CHANNELS];
            seen[i * CHANNELS + EDGE] = all;
            if (all && inside) {
                double here = 1 / (double) depth[i];
                double across = 1 / (double) depth[left] + 1 / (double) depth[right] - 2 * here;
                double down = 1 / (double) depth[above] + 1 / (double) depth[below] - 2 * here;
                boolean bent = Math.max(Math.abs(across), Math.abs(down)) > BENT * here;
                pixels[i * CHANNELS + EDGE] = bent ? 1 : 0;
            }
        }
    }

    /** From each pixel, its right neighbour and the one below, where there is no edge. */
    private static void normals(Camera camera, float[] depth, float[] pixels, boolean[] seen) {
        int size = camera.width();
        double[] normal = new double[3];
        for (int y = 0; y < size - 1; y++) {
            for (int x = 0; x < size - 1; x++) {
                int i = y * size + x;
                boolean flat = seen[i * CHANNELS + EDGE] && pixels[i * CHANNELS + EDGE] == 0;
                if (flat && normal(camera, depth, x, y, normal)) {
                    for (int c = 0; c < 3; c++) {
                        pixels[i * CHANNELS + 1 + c] = (float) normal[c];
                        seen[i * CHANNELS + 1 + c] = true;
                    }
                }
            }
        }
    }

    private static boolean normal(Camera camera, float[] depth, int x, int y, double[] normal) {
        int i = y * camera.width() + x;
        double u = (x + 0.5 - camera.cx()) / camera.fx();
        double v = (y + 0.5 - camera.cy()) / camera.fy();
        double here = depth[i];
        double right = depth[i + 1];
        double below = depth[i + camera.width()];
        double ax = (u + 1 / camera.fx()) * right - u * here;
        double ay = v * (right - here);
        double az = right - here;
        double bx = u * (below - here);
        double by = (v + 1 / camera.fy()) * below - v * here;
        double bz = below - here;
        normal[0] = az * by - ay * bz;
        normal[1] = ax * bz - az * bx;
        normal[2] = ay * bx - ax * by;
        double length =
                Math.sqrt(normal[0] * normal[0] + normal[1] * normal[1] + normal[2] * normal[2]);
        for (int c = 0; c < 3; c++) {
            normal[c] /= length;
        }
        return length > 0;
    }

    private static void gather(
            float[] pixels, boolean[] seen, int size, float[] values, float[] known) {
        int cells = size / CELL;
        for (int i = 0; i < cells * cells; i++) {
            for (int c = 0; c < CHANNELS; c++) {
                float sum = 0;
                int count = 0;
                for (int k = 0; k < CELL * CELL; k++) {
                    int x = i % cells * CELL + k % CELL;
                    int y = i / cells * CELL + k / CELL;
                    int at = (y * size + x) * CHANNELS + c;
                    if (seen[at]) {
                        sum += pixels[at];
                        count++;
                    }
                }
                int at = i * CHANNELS + c;
                if (c == EDGE) {
                    values[at] = sum > 0 ? 1 : 0;
                    known[at] = count == CELL * CELL ? 1 : 0;
                } else if (count > 0) {
                    values[at] = sum / count;
                    known[at] = count / (float) (CELL * CELL);
                }
            }
        }
    }
}
