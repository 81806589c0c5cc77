package dev.resplat.train.stereo;

import dev.resplat.splat.Camera;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Costs by the formula, one after the other: a pixel of a view is put into the world, seen by
 * another camera, and features of that are read there.
 */
final class SlowCosts {
    private final double[] features;
    private final int h;
    private final int w;
    private final int c;
    private final int downscale;

    /**
     * @param features {@code [views, h, w, c]} of a scene
     * @param downscale from the cameras' images to them
     */
    SlowCosts(double[] features, int h, int w, int c, int downscale) {
        this.features = features;
        this.h = h;
        this.w = w;
        this.c = c;
        this.downscale = downscale;
    }

    /** {@code [views, h, w, depths]}. */
    double[] of(List<Camera> cameras, double[] depths, int most) {
        int views = cameras.size();
        double[] costs = new double[views * h * w * depths.length];
        int at = 0;
        for (int v = 0; v < views; v++) {
            int[] others = others(cameras, v, most);
            for (int y = 0; y < h; y++) {
                for (int x = 0; x < w; x++) {
                    for (double depth : depths) {
                        for (int other : others) {
                            costs[at] += product(cameras, v, x, y, depth, other) / others.length;
                        }
                        at++;
                    }
                }
            }
        }
        return costs;
    }

    private static int[] others(List<Camera> cameras, int view, int most) {
        double[] here = cameras.get(view).center();
        return IntStream.range(0, cameras.size())
                .filter(o -> o != view)
                .boxed()
                .sorted(
                        (a, b) ->
                                Double.compare(
                                        distance(here, cameras.get(a)),
                                        distance(here, cameras.get(b))))
                .mapToInt(Integer::intValue)
                .limit(cameras.size() > 3 ? most : cameras.size())
                .toArray();
    }

    private static double distance(double[] here, Camera camera) {
        double[] p = camera.center();
        return Math.hypot(Math.hypot(p[0] - here[0], p[1] - here[1]), p[2] - here[2]);
    }

    private double product(List<Camera> cameras, int view, int x, int y, double depth, int other) {
        Camera of = cameras.get(view);
        Camera to = cameras.get(other);
        double[] p = of.point(x * downscale, y * downscale, depth);
        double[] m = to.worldToCamera();
        double[] q = new double[3];
        for (int i = 0; i < 3; i++) {
            q[i] = m[4 * i] * p[0] + m[4 * i + 1] * p[1] + m[4 * i + 2] * p[2] + m[4 * i + 3];
        }
        double u = (to.fx() * q[0] / q[2] + to.cx()) / downscale;
        double v = (to.fy() * q[1] / q[2] + to.cy()) / downscale;
        double sum = 0;
        for (int i = 0; i < c; i++) {
            sum += at(view, x, y, i) * between(other, u, v, i);
        }
        return q[2] > 0 ? sum / Math.sqrt(c) : 0;
    }

    private double between(int view, double u, double v, int channel) {
        double sum = 0;
        for (int y = 0; y < h; y++) {
            for (int x = 0; x < w; x++) {
                double weight = Math.max(0, 1 - Math.abs(u - x)) * Math.max(0, 1 - Math.abs(v - y));
                sum += weight * at(view, x, y, channel);
            }
        }
        return sum;
    }

    private double at(int view, int x, int y, int channel) {
        return features[((view * h + y) * w + x) * c + channel];
    }
}
