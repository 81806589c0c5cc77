package dev.resplat.train.resplat;

import dev.resplat.autodiff.Elementwise;
import dev.resplat.autodiff.Layout;
import dev.resplat.autodiff.Var;
import dev.resplat.splat.Camera;
import dev.resplat.splat.Quaternion;
import dev.resplat.splat.Rasterizer.Gaussians;
import dev.resplat.splat.Splats3d;
import dev.resplat.tensor.Arranging;
import dev.resplat.tensor.BinaryOp;
import dev.resplat.tensor.Device;
import dev.resplat.tensor.Scope;
import dev.resplat.tensor.Shape;
import dev.resplat.tensor.Tensor;
import dev.resplat.tensor.UnaryOp;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/**
 * Splats as numbers that are moved, a row for each: centre (3), extents (3, not logarithms),
 * quaternion (w, x, y, z) of any length in the axes of the view that the splat was made of, logit
 * of the opacity, harmonics: red, green and blue of the first term, then of the second.
 *
 * <p>Centres and harmonics are in the axes of the frame that the model works in. In ReSplat
 * quaternions end with w, and all terms of red stand before those of green: {@link #published}.
 *
 * @param values {@code [B V H W, numbers]}
 * @param grid how they lie
 */
record SplatRows(Var values, Grid grid) {
    static final int SCALES = 3;
    static final int QUATS = 6;
    static final int LOGIT = 10;
    static final int HARMONICS = 11;

    /** Opacities are this far from 0 and 1 when they are first moved, as in ReSplat. */
    private static final double LEAST_OPACITY = 1e-6;

    private static final double UNBOUND = Double.POSITIVE_INFINITY;

    /**
     * Which of ReSplat's numbers of a splat stands where in ours.
     *
     * @return {@code [numbers]}
     */
    static int[] published(int degree) {
        int terms = Splats3d.terms(degree);
        int[] order = new int[HARMONICS + 3 * terms];
        Arrays.setAll(order, i -> i);
        order[QUATS] = QUATS + 3;
        for (int i = 1; i < 4; i++) {
            order[QUATS + i] = QUATS + i - 1;
        }
        for (int k = 0; k < terms; k++) {
            for (int c = 0; c < 3; c++) {
                order[HARMONICS + 3 * k + c] = HARMONICS + c * terms + k;
            }
        }
        return order;
    }

    /**
     * Those of scenes that are rendered so: constants, in a grid of a single line for each scene,
     * and with quaternions in the axes of the frame, which {@link #unturned} leaves there.
     *
     * @param scenes of as many splats each
     */
    static SplatRows of(List<Gaussians> scenes) {
        int n = scenes.get(0).count();
        Tensor[] parts = new Tensor[scenes.size()];
        for (int b = 0; b < parts.length; b++) {
            Gaussians g = scenes.get(b);
            Tensor rest = g.shRest().value();
            parts[b] =
                    Arranging.concat(
                            1,
                            g.means().value(),
                            g.logScales().value().map(UnaryOp.EXP),
                            g.quats().value(),
                            g.opacityLogits().value().reshape(n, 1),
                            g.sh0().value(),
                            rest.reshape(n, 3 * rest.shape().dim(1)));
        }
        Var values = Var.constant(Arranging.concat(0, parts));
        return new SplatRows(values, new Grid(scenes.size(), 1, 1, n));
    }

    /** {@code [B V H W, 3]}: the centres. */
    Tensor means() {
        return Arranging.slice(values.value(), 1, 0, SCALES);
    }

    /** {@code [V H W, numbers]}: those of a scene. */
    Tensor scene(int scene) {
        int n = grid.rowsOfScene();
        return Arranging.slice(values.value(), 0, scene * n, (scene + 1) * n);
    }

    /** The same values, that nothing is learned about. */
    SplatRows detach() {
        return new SplatRows(values.detach(), grid);
    }

    /** The same as constants that outlive a scope. */
    SplatRows kept(Scope scope) {
        return new SplatRows(Resplat.kept(scope, values), grid);
    }

    /** The same to be moved: nothing is learned about them, and logits are not too large. */
    SplatRows toBeMoved() {
        double most = Math.log((1 - LEAST_OPACITY) / LEAST_OPACITY);
        Tensor x = values.value();
        Tensor y = x.map(BinaryOp.MAX, bounds(-UNBOUND, LOGIT, LOGIT + 1, -most));
        Tensor z = y.map(BinaryOp.MIN, bounds(UNBOUND, LOGIT, LOGIT + 1, most));
        return new SplatRows(Var.constant(z), grid);
    }

    /** The same and so much more: constants. */
    SplatRows plus(Tensor more) {
        return new SplatRows(Var.constant(values.value().add(more)), grid);
    }

    /** Moved, with extents that are not too small; those have no gradient. */
    SplatRows moved(Var delta, double leastScale) {
        Var least = Var.constant(bounds(-UNBOUND, SCALES, QUATS, leastScale));
        return new SplatRows(Elementwise.max(values.add(delta), least), grid);
    }

    /** {@code [1, numbers]}: one value in some columns, another in the rest. */
    private Tensor bounds(double rest, int from, int to, double inside) {
        double[] row = new double[values.shape().dim(1)];
        Arrays.fill(row, rest);
        Arrays.fill(row, from, to, inside);
        return Tensor.of(values.device(), Shape.of(1, row.length), row);
    }

    /**
     * As they are rendered, scene by scene, in the frame.
     *
     * @param turns {@link #turns}
     */
    List<Gaussians> gaussians(Tensor turns) {
        List<Gaussians> all = new ArrayList<>();
        int n = grid.rowsOfScene();
        int views = grid.views();
        int numbers = values.shape().dim(1);
        for (int b = 0; b < grid.scenes(); b++) {
            Var own = values;
            Tensor turn = turns;
            if (grid.scenes() > 1) {
                own = Layout.slice(values, 0, b * n, (b + 1) * n);
                turn = Arranging.slice(turns, 0, b * views, (b + 1) * views);
            }
            Var quats = Layout.slice(own, 1, QUATS, LOGIT).reshape(views, n / views, 4);
            all.add(
                    new Gaussians(
                            Layout.slice(own, 1, 0, SCALES),
                            quats.matmul(Var.constant(turn)).reshape(n, 4),
                            Elementwise.log(Layout.slice(own, 1, SCALES, QUATS)),
                            Layout.slice(own, 1, LOGIT, HARMONICS).reshape(n),
                            Layout.slice(own, 1, HARMONICS, HARMONICS + 3),
                            Layout.slice(own, 1, HARMONICS + 3, numbers)
                                    .reshape(n, (numbers - HARMONICS) / 3 - 1, 3)));
        }
        return all;
    }

    /**
     * What turns quaternions from the axes of views to those of the frame, {@code [B V, 4, 4]}.
     *
     * @param cameras of the views of each scene, in the frame
     */
    static Tensor turns(Device device, List<List<Camera>> cameras) {
        return factors(
                device,
                cameras.stream()
                        .flatMap(List::stream)
                        .map(camera -> Quaternion.ofPose(camera.worldToCamera()).conjugate())
                        .toList());
    }

    /** {@link #turns} of rows whose quaternions are in the axes of the frame: {@code [B, 4, 4]}. */
    static Tensor unturned(Device device, int scenes) {
        return factors(device, Collections.nCopies(scenes, Quaternion.IDENTITY));
    }

    private static Tensor factors(Device device, List<Quaternion> turns) {
        double[] m = new double[16 * turns.size()];
        for (int i = 0; i < turns.size(); i++) {
            System.arraycopy(turns.get(i).factor(), 0, m, 16 * i, 16);
        }
        return Tensor.of(device, Shape.of(turns.size(), 4, 4), m);
    }
}
