package dev.resplat.train.lightfield;

import dev.resplat.splat.Camera;
import dev.resplat.tensor.Device;
import dev.resplat.tensor.Shape;
import dev.resplat.tensor.Tensor;
import dev.resplat.train.pixelsplat.RayProjection;
import java.util.List;

/**
 * Samples of some rays of a new view along their epipolar lines in all V views: where they are, and
 * what is known of them before anything is looked at. Rays that a view does not see have samples
 * there that are hidden.
 *
 * <p>Lengths are told in terms of the near plane, so that what is told does not depend on the units
 * of a scene.
 *
 * @param own where samples are in their view {@code [V, R, S, 2]}, for grid sampling
 * @param others for each shift k from 1 to V - 1: where the points of the samples of view n are in
 *     view {@code (n + k) mod V}, {@code [V, R, S, 2]}; far outside where they are behind it
 * @param places {@code [V R S, numbers]}: x / z and y / z of a sample's point in its view, relative
 *     disparity there, relative disparity in the new view with its sines and cosines, and 1
 * @param otherPlaces the same as the other view would tell it
 * @param rays {@code [V, R, 1, 9]}: direction of the ray in the view's axes, its moment and its
 *     origin
 * @param mask {@code [R, V S]} to be added to scores: 0, or very low where hidden
 * @param seen {@code [R, 1]}: 1, or 0 for rays that no view sees
 * @param depths along the axis of the new view {@code [R, V S]}
 */
record RaySamples(
        Tensor own,
        List<Tensor> others,
        Tensor places,
        List<Tensor> otherPlaces,
        Tensor rays,
        Tensor mask,
        Tensor seen,
        Tensor depths) {
    /** Numbers of a ray. */
    static final int RAY = 9;

    private static final float HIDDEN = -1e9f;

    /** Beyond any image, so that zeros are read. */
    private static final float NOWHERE = -4;

    /** Slopes are cut off here: some points are beside a camera. */
    private static final double STEEPEST = 4;

    /** How many numbers tell of a place. */
    static int numbers(int octaves) {
        return 5 + 2 * octaves;
    }

    /** What is to be sampled: the new view, the given ones, and how. */
    record Plan(
            Camera camera, List<Camera> views, double near, double far, int samples, int octaves) {
        /** How many rays the new view has. */
        int rays() {
            return camera.width() * camera.height();
        }
    }

    /** Rays {@code from} (inclusive) to {@code to} (exclusive), which go row by row. */
    static RaySamples of(Plan plan, int from, int to, Device device) {
        int v = plan.views.size();
        int r = to - from;
        int s = plan.samples;
        Host host = new Host(plan, from, r);
        for (int i = 0; i < v; i++) {
            host.view(i);
        }
        Tensor[] others = new Tensor[v - 1];
        Tensor[] otherPlaces = new Tensor[v - 1];
        Shape grid = Shape.of(v, r, s, 2);
        Shape places = Shape.of(v * r * s, numbers(plan.octaves));
        for (int k = 0; k < v - 1; k++) {
            others[k] = Tensor.of(device, grid, host.others[k]);
            otherPlaces[k] = Tensor.of(device, places, host.otherPlaces[k]);
        }
        return new RaySamples(
                Tensor.of(device, grid, host.own),
                List.of(others),
                Tensor.of(device, places, host.places),
                List.of(otherPlaces),
                Tensor.of(device, Shape.of(v, r, 1, RAY), host.rays),
                Tensor.of(device, Shape.of(r, v * s), host.mask),
                Tensor.of(device, Shape.of(r, 1), host.seen),
                Tensor.of(device, Shape.of(r, v * s), host.depths));
    }

    /** The arrays while they are filled. */
    private static final class Host {
        private final Plan plan;
        private final int first;
        private final int count;
        private final int views;
        private final int numbers;
        private final RelativeRay[] lines;
        private final RayProjection[] projections;
        private final double[] segment = new double[RayProjection.SEGMENT];
        private final float[] depth;
        private final float[] own;
        private final float[][] others;
        private final float[] places;
        private final float[][] otherPlaces;
        private final float[] rays;
        private final float[] mask;
        private final float[] seen;
        private final float[] depths;

        Host(Plan plan, int first, int count) {
            this.plan = plan;
            this.first = first;
            this.count = count;
            views = plan.views.size();
            numbers = RaySamples.numbers(plan.octaves);
            lines = new RelativeRay[views];
            projections = new RayProjection[views];
            for (int n = 0; n < views; n++) {
                Camera view = plan.views.get(n);
                lines[n] = new RelativeRay(plan.camera, view);
                projections[n] = new RayProjection(plan.camera, view, plan.near, plan.far);
            }
            depth = new float[numbers - 3];
            int all = views * count * plan.samples;
            own = new float[2 * all];
            others = new float[views - 1][2 * all];
            places = new float[numbers * all];
            otherPlaces = new float[views - 1][numbers * all];
            rays = new float[RAY * views * count];
            mask = new float[all];
            seen = new float[count];
            depths = new float[all];
        }

        /** All rays along their lines in one view. */
        void view(int i) {
            int samples = plan.samples;
            for (int ray = 0; ray < count; ray++) {
                double x = (first + ray) % plan.camera.width() + 0.5;
                double y = (first + ray) / plan.camera.width() + 0.5;
                for (RelativeRay line : lines) {
                    line.aim(x, y);
                }
                boolean visible = projections[i].clip(x, y, segment);
                ray(lines[i], RAY * (i * count + ray));
                if (visible) {
                    seen[ray] = 1;
                }
                for (int k = 0; k < samples; k++) {
                    int flat = ray * views * samples + i * samples + k;
                    if (visible) {
                        double t = 1 / RayProjection.inverseDepth(segment, (k + 0.5) / samples);
                        depths[flat] = (float) (t * lines[i].cosine);
                        sample(i, ray, k, t);
                    } else {
                        mask[flat] = HIDDEN;
                        hide(i, ray, k);
                    }
                }
            }
        }

        private void ray(RelativeRay line, int at) {
            double[] o = line.origin;
            double[] d = line.direction;
            for (int c = 0; c < 3; c++) {
                int next = (c + 1) % 3;
                int last = (c + 2) % 3;
                double moment = (o[next] * d[last] - o[last] * d[next]) / plan.near;
                rays[at + c] = (float) d[c];
                rays[at + 3 + c] = (float) moment;
                rays[at + 6 + c] = (float) (o[c] / plan.near);
            }
        }

        private void sample(int i, int ray, int k, double t) {
            int at = (i * count + ray) * plan.samples + k;
            encode(disparity(t));
            tell(lines[i], i, t, own, places, at);
            for (int shift = 1; shift < views; shift++) {
                int n = (i + shift) % views;
                tell(lines[n], n, t, others[shift - 1], otherPlaces[shift - 1], at);
            }
        }

        private void hide(int i, int ray, int k) {
            int at = (i * count + ray) * plan.samples + k;
            own[2 * at] = NOWHERE;
            own[2 * at + 1] = NOWHERE;
            for (int shift = 1; shift < views; shift++) {
                others[shift - 1][2 * at] = NOWHERE;
                others[shift - 1][2 * at + 1] = NOWHERE;
            }
        }

        private void encode(double r) {
            depth[0] = (float) r;
            // Each octave from the one before: sines take longer than all else here.
            double sin = Math.sin(Math.PI * r);
            double cos = Math.cos(Math.PI * r);
            for (int octave = 0; octave < plan.octaves; octave++) {
                depth[1 + 2 * octave] = (float) sin;
                depth[2 + 2 * octave] = (float) cos;
                double twice = 2 * sin * cos;
                cos = 1 - 2 * sin * sin;
                sin = twice;
            }
            depth[depth.length - 1] = 1;
        }

        /** What view n sees of a ray at depth t. */
        private void tell(RelativeRay line, int n, double t, float[] grid, float[] told, int at) {
            Camera view = plan.views.get(n);
            double[] o = line.origin;
            double[] d = line.direction;
            double z = o[2] + t * d[2];
            int to = at * numbers;
            if (z > 1e-6 * plan.near) {
                double x = (o[0] + t * d[0]) / z;
                double y = (o[1] + t * d[1]) / z;
                double gx = 2 * (view.fx() * x + view.cx()) / view.width() - 1;
                double gy = 2 * (view.fy() * y + view.cy()) / view.height() - 1;
                grid[2 * at] = (float) clamp(gx, -NOWHERE);
                grid[2 * at + 1] = (float) clamp(gy, -NOWHERE);
                told[to] = (float) clamp(x, STEEPEST);
                told[to + 1] = (float) clamp(y, STEEPEST);
                told[to + 2] = (float) clamp(disparity(z), 1);
            } else {
                grid[2 * at] = NOWHERE;
                grid[2 * at + 1] = NOWHERE;
            }
            System.arraycopy(depth, 0, told, to + 3, depth.length);
        }

        /** 0 at the near plane, 1 at the far one, along the inverse of depth. */
        private double disparity(double depth) {
            double near = 1 / plan.near;
            return (near - 1 / depth) / (near - 1 / plan.far);
        }

        private static double clamp(double x, double most) {
            return Math.max(-most, Math.min(most, x));
        }
    }
}
