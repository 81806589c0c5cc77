package dev.resplat.train.synthesis;

import dev.resplat.splat.Camera;
import dev.resplat.train.image.Image;
import dev.resplat.train.scene.ViewPixels;
import dev.resplat.train.views.Example;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * New views without a model: what every model has to be better than. None of them has seen the
 * target.
 *
 * <p>The plane of {@link Kind#PLANE} is at right angles to the mean direction in which the context
 * views look, and at that depth before their mean place at which they agree best with each other: a
 * plane sweep (Collins 1996) over disparities from {@code 1 / far} to {@code 1 / near}, where each
 * view is warped to each other one; of the depths at which half of their pixels meet a pixel, that
 * with the least mean squared difference.
 */
public final class TrivialBaselines {
    /** What is shown. */
    public enum Kind {
        /** The context view whose camera is nearest to the target's. */
        NEAREST,
        /** The mean of all context views. */
        MEAN,
        /**
         * The context views, each warped by the homography of one plane, with weights that are the
         * inverse of how far their cameras are from the target's; where none of them has the pixel,
         * that of the nearest.
         */
        PLANE;

        /** As {@code metrics.json} has it. */
        public String key() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private static final int DISPARITIES = 96;

    /** Between the two neighbours of the best. */
    private static final int FINER = 16;

    /** Pixels along each side at which views are compared. */
    private static final int COMPARED = 48;

    private static final double LEAST_COVERED = 0.5;

    private final List<ViewPixels> context;

    /** {@code [3]}: the mean of where the views look to. */
    private final double[] normal = new double[3];

    /** {@code [3]}: the mean of where they are. */
    private final double[] middle = new double[3];

    private final double depth;

    /** Of the context views of an example; its targets are not looked at. */
    public TrivialBaselines(Example example) {
        this(example.context(), example.near(), example.far());
    }

    /**
     * Of context views.
     *
     * @param context one or more, of one size
     * @param near the least depth of the plane
     * @param far the largest
     */
    public TrivialBaselines(List<ViewPixels> context, double near, double far) {
        this.context = List.copyOf(context);
        for (ViewPixels view : context) {
            double[] center = view.camera().center();
            for (int k = 0; k < 3; k++) {
                normal[k] += view.camera().forward()[k];
                middle[k] += center[k] / context.size();
            }
        }
        double length = Math.sqrt(dot(normal, normal));
        for (int k = 0; k < 3; k++) {
            normal[k] = length > 0 ? normal[k] / length : context.get(0).camera().forward()[k];
        }
        depth = sweep(near, far);
    }

    /** How far the plane is from the mean place of the context cameras, in their units. */
    public double planeDepth() {
        return depth;
    }

    /** How a camera would see it, of the size of the context views. */
    public Image render(Kind kind, Camera target) {
        return switch (kind) {
            case NEAREST -> image(nearest(target).colors().clone());
            case MEAN -> mean();
            case PLANE -> plane(target);
        };
    }

    private Image image(float[] colors) {
        Camera size = context.get(0).camera();
        return new Image(size.width(), size.height(), colors);
    }

    private static double dot(double[] a, double[] b) {
        return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
    }

    static double distance(Camera a, Camera b) {
        double[] p = a.center();
        double[] q = b.center();
        for (int k = 0; k < 3; k++) {
            p[k] -= q[k];
        }
        return Math.sqrt(dot(p, p));
    }

    private ViewPixels nearest(Camera target) {
        ViewPixels best = context.get(0);
        for (ViewPixels view : context) {
            if (distance(view.camera(), target) < distance(best.camera(), target)) {
                best = view;
            }
        }
        return best;
    }

    private Image mean() {
        float[] mean = new float[context.get(0).colors().length];
        for (ViewPixels view : context) {
            for (int i = 0; i < mean.length; i++) {
                mean[i] += view.colors()[i] / context.size();
            }
        }
        return image(mean);
    }

    // ---- A plane ---------------------------------------------------------------------------

    private PlaneWarp warp(Camera target, Camera source, double planeDepth) {
        return new PlaneWarp(target, source, normal, dot(normal, middle) + planeDepth);
    }

    private Image plane(Camera target) {
        List<PlaneWarp> warps = new ArrayList<>();
        double[] weights = new double[context.size()];
        for (int i = 0; i < weights.length; i++) {
            Camera source = context.get(i).camera();
            warps.add(warp(target, source, depth));
            // At the place of a context view nothing else counts.
            weights[i] = 1 / Math.max(distance(source, target), 1e-12 * depth);
        }
        float[] colors = nearest(target).colors().clone();
        float[] color = new float[3];
        double[] sum = new double[3];
        for (int pixel = 0; pixel < colors.length / 3; pixel++) {
            double u = pixel % target.width() + 0.5;
            double v = pixel / target.width() + 0.5;
            double total = 0;
            Arrays.fill(sum, 0);
            for (int i = 0; i < weights.length; i++) {
                if (warps.get(i).sample(u, v, context.get(i).colors(), color)) {
                    total += weights[i];
                    for (int c = 0; c < 3; c++) {
                        sum[c] += weights[i] * color[c];
                    }
                }
            }
            for (int c = 0; c < 3 && total > 0; c++) {
                colors[3 * pixel + c] = (float) (sum[c] / total);
            }
        }
        return image(colors);
    }

    /** The depth at which context views agree; far if at none enough of them is seen twice. */
    private double sweep(double near, double far) {
        double step = (1 / near - 1 / far) / (DISPARITIES - 1);
        double best = 1 / far;
        double least = Double.POSITIVE_INFINITY;
        for (int i = 0; i < DISPARITIES; i++) {
            double error = disagreement(1 / (1 / far + i * step));
            if (error < least) {
                least = error;
                best = 1 / far + i * step;
            }
        }
        double rough = best;
        for (int i = 1; i < 2 * FINER; i++) {
            double disparity = rough + (i - FINER) * step / FINER;
            if (disparity < 1 / far || disparity > 1 / near) {
                continue;
            }
            double error = disagreement(1 / disparity);
            if (error < least) {
                least = error;
                best = disparity;
            }
        }
        return 1 / best;
    }

    private double disagreement(double planeDepth) {
        double sum = 0;
        long met = 0;
        long pixels = 0;
        float[] color = new float[3];
        for (ViewPixels to : context) {
            Camera camera = to.camera();
            int across = (camera.width() + COMPARED - 1) / COMPARED;
            int down = (camera.height() + COMPARED - 1) / COMPARED;
            for (ViewPixels from : context) {
                if (from == to) {
                    continue;
                }
                PlaneWarp warp = warp(camera, from.camera(), planeDepth);
                for (int y = down / 2; y < camera.height(); y += down) {
                    for (int x = across / 2; x < camera.width(); x += across) {
                        pixels++;
                        if (warp.sample(x + 0.5, y + 0.5, from.colors(), color)) {
                            met++;
                            int at = 3 * (y * camera.width() + x);
                            for (int c = 0; c < 3; c++) {
                                float d = color[c] - to.colors()[at + c];
                                sum += d * d;
                            }
                        }
                    }
                }
            }
        }
        return met > 0 && met >= LEAST_COVERED * pixels ? sum / met : Double.POSITIVE_INFINITY;
    }
}
