package dev.resplat.train.image;

/**
 * A picture painted by this program, so that a first fit needs no file: an evening sky with a sun,
 * ridges of hills, a lake with ripples, and glass discs in front. It has smooth parts, sharp edges
 * and fine stripes.
 *
 * <p>Coordinates are (x, y) from (0, 0) at the top left to (1, 1); discs are round at an aspect
 * ratio of 3 : 2.
 */
public final class BuiltInPicture {
    private static final double ASPECT = 1.5;
    private static final double SHORE = 0.72;

    /** Samples per pixel and direction, so that edges are smooth. */
    private static final int SAMPLES = 4;

    private BuiltInPicture() {}

    /** The picture at any size. */
    public static Image paint(int width, int height) {
        float[] colors = new float[3 * width * height];
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                double[] sum = new double[3];
                for (int s = 0; s < SAMPLES * SAMPLES; s++) {
                    double u = (x + (s % SAMPLES + 0.5) / SAMPLES) / width;
                    double v = (y + (s / SAMPLES + 0.5) / SAMPLES) / height;
                    double[] color = color(u, v);
                    for (int c = 0; c < 3; c++) {
                        sum[c] += color[c];
                    }
                }
                for (int c = 0; c < 3; c++) {
                    colors[3 * (y * width + x) + c] = (float) (sum[c] / (SAMPLES * SAMPLES));
                }
            }
        }
        return new Image(width, height, colors);
    }

    private static double[] color(double x, double y) {
        double[] color = y < SHORE ? land(x, y) : lake(x, y);
        color = glass(color, x, y, 0.22, 0.40, 0.17, rgb(0x2f8fd0));
        color = glass(color, x, y, 0.36, 0.50, 0.15, rgb(0xd04a78));
        color = glass(color, x, y, 0.27, 0.60, 0.12, rgb(0x58b368));
        return ball(color, x, y);
    }

    /** The sky with the sun, and three ridges, the nearer the darker. */
    private static double[] land(double x, double y) {
        double[] color = mix(rgb(0x1d2b64), rgb(0xf8b26a), Math.pow(y / SHORE, 1.4));
        double sun = distance(x, y, 0.68, 0.42);
        color = mix(color, rgb(0xffe9b0), 0.75 * Math.exp(-8 * sun));
        if (sun < 0.09) {
            color = rgb(0xfff6dc);
        }
        if (y > 0.50 + 0.06 * Math.sin(7 * x + 1) + 0.03 * Math.sin(17 * x)) {
            color = mix(rgb(0x8a6a8f), rgb(0xc98f86), (y - 0.45) / 0.3);
        }
        if (y > 0.60 + 0.05 * Math.sin(5 * x + 4) + 0.02 * Math.sin(23 * x + 2)) {
            color = rgb(0x4d3f66);
        }
        if (y > 0.67 + 0.03 * Math.sin(9 * x + 2.5) + 0.008 * Math.sin(61 * x)) {
            color = rgb(0x2a2440);
        }
        return color;
    }

    /** What is above the shore, upside down and darker, with ripples that widen towards us. */
    private static double[] lake(double x, double y) {
        double depth = (y - SHORE) / (1 - SHORE);
        double ripple = Math.sin(60 * Math.sqrt(depth) + 3 * Math.sin(4 * x));
        double[] mirrored = land(x, Math.max(0, SHORE * (1 - depth) + 0.01 * ripple));
        return mix(mix(mirrored, rgb(0x14304f), 0.45), rgb(0xffd9a0), 0.12 * (1 + ripple));
    }

    /** A translucent disc with a bright rim. */
    private static double[] glass(
            double[] behind, double x, double y, double cx, double cy, double r, double[] tint) {
        double d = distance(x, y, cx, cy) / r;
        if (d > 1) {
            return behind;
        }
        double[] color = mix(behind, tint, 0.55);
        return d > 0.93 ? mix(color, rgb(0xffffff), 0.5) : mix(color, rgb(0xffffff), 0.15 * d * d);
    }

    /** A striped, shaded ball. */
    private static double[] ball(double[] behind, double x, double y) {
        double d = distance(x, y, 0.80, 0.78) / 0.14;
        if (d > 1) {
            return behind;
        }
        boolean red = Math.floorMod((int) Math.floor(24 * (x * ASPECT + 0.7 * y)), 2) == 0;
        double light = Math.exp(-3 * Math.pow(distance(x, y, 0.77, 0.72) / 0.14, 2));
        double[] color = mix(rgb(red ? 0xc8322b : 0xf2ead8), rgb(0x000000), 0.55 * d * d);
        return mix(color, rgb(0xffffff), 0.8 * light);
    }

    /** In units of the height. */
    private static double distance(double x, double y, double cx, double cy) {
        return Math.hypot((x - cx) * ASPECT, y - cy);
    }

    private static double[] rgb(int hex) {
        return new double[] {(hex >> 16) / 255.0, (hex >> 8 & 255) / 255.0, (hex & 255) / 255.0};
    }

    private static double[] mix(double[] a, double[] b, double weight) {
        double w = Math.min(Math.max(weight, 0), 1);
        double[] result = new double[3];
        for (int c = 0; c < 3; c++) {
            result[c] = (1 - w) * a[c] + w * b[c];
        }
        return result;
    }
}
