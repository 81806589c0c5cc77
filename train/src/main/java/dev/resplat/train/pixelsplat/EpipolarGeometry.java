package dev.resplat.train.pixelsplat;

import dev.resplat.splat.Camera;
import java.util.Arrays;
import java.util.List;

/**
 * Where what a pixel shows may be in other images: along the epipolar line (Hartley and Zisserman
 * 2003, section 9.1), between what is nearest and what is farthest (pixelSplat, section 4.1).
 *
 * <p>Pixels are those of a grid over each of V views of a scene; Q = rows x columns rays go through
 * their centres. Each is clipped to depths and to what each other view sees, and S places are in
 * the middle of equal parts of what is left of it in that image. Other views of a view are all but
 * itself, in their order.
 *
 * @param views V
 * @param rows of the grid
 * @param columns of the grid
 * @param samples S, places along a line
 * @param places {@code [V, V-1, Q, S, 2]}, (x, y) from -1 to 1 from edge to edge of the other
 *     image; {@link #NOWHERE} where nothing of the ray is seen
 * @param disparities {@code [V, V-1, Q, S]}, how far along the ray what is seen at each place is: 0
 *     at near, 1 at far, and between them as {@code 1 / depth}; 1 where nothing is seen
 * @param seen {@code [V, V-1, Q]}, whether the other view sees any of the ray
 */
public record EpipolarGeometry(
        int views,
        int rows,
        int columns,
        int samples,
        float[] places,
        float[] disparities,
        boolean[] seen) {
    /** A place so far outside of any image that it reads zeros from the padding around it. */
    public static final float NOWHERE = -3;

    /**
     * The lines of all pixels of a scene.
     *
     * @param cameras V, two or more
     * @param near the least depth along a ray, more than 0
     * @param far the largest, more than near
     */
    public static EpipolarGeometry of(
            List<Camera> cameras, int rows, int columns, int samples, double near, double far) {
        if (cameras.size() < 2 || rows < 1 || columns < 1 || samples < 1) {
            throw new IllegalArgumentException(
                    "lines of %d views, %d x %d pixels and %d places: must be 2 and 1 or more"
                            .formatted(cameras.size(), rows, columns, samples));
        }
        if (!(near > 0 && far > near) || !Double.isFinite(far)) {
            throw new IllegalArgumentException(
                    "depths from %s to %s: must be finite, more than 0 and rise"
                            .formatted(near, far));
        }
        int views = cameras.size();
        int lines = Math.multiplyExact(views * (views - 1), rows * columns);
        int all = Math.multiplyExact(lines, samples);
        EpipolarGeometry geometry =
                new EpipolarGeometry(
                        views,
                        rows,
                        columns,
                        samples,
                        new float[Math.multiplyExact(2, all)],
                        new float[all],
                        new boolean[lines]);
        int pair = 0;
        for (int v = 0; v < views; v++) {
            for (int o = 0; o < views; o++) {
                if (o != v) {
                    geometry.fill(pair++, cameras.get(v), cameras.get(o), near, far);
                }
            }
        }
        return geometry;
    }

    private void fill(int pair, Camera from, Camera to, double near, double far) {
        RayProjection rays = new RayProjection(from, to, near, far);
        double[] segment = new double[RayProjection.SEGMENT];
        double width = (double) from.width() / columns;
        double height = (double) from.height() / rows;
        int line = pair * rows * columns;
        for (int r = 0; r < rows; r++) {
            for (int c = 0; c < columns; c++) {
                seen[line] = rays.clip((c + 0.5) * width, (r + 0.5) * height, segment);
                if (seen[line]) {
                    sample(line * samples, segment, 1 / near, 1 / far);
                } else {
                    int at = line * samples;
                    Arrays.fill(places, 2 * at, 2 * (at + samples), NOWHERE);
                    Arrays.fill(disparities, at, at + samples, 1);
                }
                line++;
            }
        }
    }

    private void sample(int at, double[] segment, double atNear, double atFar) {
        double x = 2 * segment[RayProjection.UV] - 1;
        double y = 2 * segment[RayProjection.UV + 1] - 1;
        double alongX = 2 * segment[RayProjection.UV + 2] - 1 - x;
        double alongY = 2 * segment[RayProjection.UV + 3] - 1 - y;
        double range = 1 / (atNear - atFar);
        for (int i = 0; i < samples; i++) {
            double part = (i + 0.5) / samples;
            places[2 * (at + i)] = (float) (x + part * alongX);
            places[2 * (at + i) + 1] = (float) (y + part * alongY);
            double disparity = (atNear - RayProjection.inverseDepth(segment, part)) * range;
            disparities[at + i] = (float) Math.min(1, Math.max(0, disparity));
        }
    }
}
