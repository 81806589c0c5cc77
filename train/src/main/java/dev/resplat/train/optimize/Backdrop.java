package dev.resplat.train.optimize;

import dev.resplat.splat.Camera;
import dev.resplat.splat.Splats3d;
import dev.resplat.train.optimize.PlaneSweep.Photo;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Large splats far behind a scene, in all directions that cameras look and a little beyond, with
 * the colours of the photographs there. They are what is seen where no photograph has shown
 * anything: without them such places are black from a new view.
 */
final class Backdrop {
    /** Directions of a whole sphere. */
    private static final int DIRECTIONS = 4000;

    /** Distance, in terms of that of the farthest points. */
    private static final double BEHIND = 3;

    /** How far beyond the border of a photograph, in terms of half its size. */
    private static final double BEYOND = 0.8;

    /** Standard deviations, in terms of the distance to the next. */
    private static final double WIDTH = 0.6;

    private static final double OPACITY = 0.7;

    /** Pixels from the middle of what a colour is the mean of, in terms of the image's height. */
    private static final double BLUR = 0.04;

    private Backdrop() {}

    /**
     * The splats.
     *
     * @param origin {@code [3]} of the sphere
     * @param distance of the farthest points from there
     */
    static Splats3d of(List<Photo> photos, double[] origin, double distance) {
        double radius = BEHIND * distance;
        double spacing = radius * Math.sqrt(4 * Math.PI / DIRECTIONS);
        List<float[]> found = new ArrayList<>();
        double turn = Math.PI * (3 - Math.sqrt(5));
        for (int i = 0; i < DIRECTIONS; i++) {
            double z = 1 - (2 * i + 1.0) / DIRECTIONS;
            double r = Math.sqrt(1 - z * z);
            double[] place = {
                origin[0] + radius * r * Math.cos(turn * i),
                origin[1] + radius * r * Math.sin(turn * i),
                origin[2] + radius * z
            };
            float[] color = color(photos, place);
            if (color != null) {
                found.add(
                        new float[] {
                            (float) place[0],
                            (float) place[1],
                            (float) place[2],
                            color[0],
                            color[1],
                            color[2]
                        });
            }
        }
        return splats(found, (float) (WIDTH * spacing));
    }

    private static Splats3d splats(List<float[]> found, float deviation) {
        int n = found.size();
        float[] positions = new float[3 * n];
        float[] colors = new float[3 * n];
        float[] deviations = new float[n];
        Arrays.fill(deviations, deviation);
        for (int i = 0; i < n; i++) {
            System.arraycopy(found.get(i), 0, positions, 3 * i, 3);
            System.arraycopy(found.get(i), 3, colors, 3 * i, 3);
        }
        return Start.round(positions, colors, deviations, OPACITY);
    }

    /** From the photograph that shows the place, or almost; null if none does. */
    private static float[] color(List<Photo> photos, double[] place) {
        Photo best = null;
        double least = BEYOND;
        double bestX = 0;
        double bestY = 0;
        for (Photo photo : photos) {
            Camera camera = photo.camera();
            double[] m = camera.worldToCamera();
            double[] p = new double[3];
            for (int i = 0; i < 3; i++) {
                p[i] =
                        m[4 * i] * place[0]
                                + m[4 * i + 1] * place[1]
                                + m[4 * i + 2] * place[2]
                                + m[4 * i + 3];
            }
            if (p[2] <= 0) {
                continue;
            }
            // from -1 to 1 inside of the image
            double x = 2 * (camera.fx() * p[0] / p[2] + camera.cx()) / camera.width() - 1;
            double y = 2 * (camera.fy() * p[1] / p[2] + camera.cy()) / camera.height() - 1;
            double beyond = Math.max(Math.abs(x), Math.abs(y)) - 1;
            if (beyond < least) {
                least = Math.max(beyond, -0.5);
                best = photo;
                bestX = Math.max(-1, Math.min(1, x));
                bestY = Math.max(-1, Math.min(1, y));
            }
        }
        return best == null ? null : mean(best, bestX, bestY);
    }

    private static float[] mean(Photo photo, double x, double y) {
        int width = photo.camera().width();
        int height = photo.camera().height();
        int radius = (int) Math.max(1, BLUR * height);
        int column = (int) Math.min(width - 1, (x + 1) / 2 * width);
        int row = (int) Math.min(height - 1, (y + 1) / 2 * height);
        double[] sum = new double[3];
        int count = 0;
        for (int j = Math.max(0, row - radius); j <= Math.min(height - 1, row + radius); j++) {
            for (int i = Math.max(0, column - radius);
                    i <= Math.min(width - 1, column + radius);
                    i++) {
                for (int c = 0; c < 3; c++) {
                    sum[c] += photo.colors()[3 * (j * width + i) + c];
                }
                count++;
            }
        }
        return new float[] {
            (float) (sum[0] / count), (float) (sum[1] / count), (float) (sum[2] / count)
        };
    }
}
