package dev.resplat.splat;

import dev.resplat.autodiff.Var;
import dev.resplat.splat.ProjectionKernels.Lens;
import dev.resplat.tensor.Check;
import dev.resplat.tensor.Device;
import dev.resplat.tensor.ElementType;
import dev.resplat.tensor.Shape;
import dev.resplat.tensor.ShapeException;
import dev.resplat.tensor.Tensor;
import java.util.List;

/** From splats in space to footprints and colours as a camera sees them, with all gradients. */
public final class Projection {
    private static final Shape POSE = Shape.of(4, 4);

    private Projection() {}

    /**
     * Covariances of splats; see {@link ProjectionKernels#covariance}.
     *
     * @param quats {@code [N, 4]}: (w, x, y, z), of any length
     * @param logScales {@code [N, 3]}: logarithms of the standard deviations
     * @return {@code [N, 6]}: (xx, xy, xz, yy, yz, zz)
     * @throws ShapeException when the shapes do not fit each other
     */
    public static Var covariances(Var quats, Var logScales) {
        String op = "covariances";
        int n = rows(op, "quats", quats, 4);
        require(op, "logScales", logScales, quats, Shape.of(n, 3));
        Device device = quats.device();
        ProjectionKernels kernels = device.kernels(ProjectionKernels.class);
        Tensor q = quats.value();
        Tensor s = logScales.value();
        Tensor y = empty(device, n, ProjectionKernels.COVARIANCE);
        kernels.covariance(q.buffer(), s.buffer(), y.buffer(), n);
        return Var.of(
                op,
                y,
                List.of(quats, logScales),
                g -> {
                    Tensor[] d = {like(q), like(s)};
                    kernels.covarianceGrad(
                            q.buffer(), s.buffer(), g.buffer(), d[0].buffer(), d[1].buffer(), n);
                    return d;
                });
    }

    /**
     * Footprints of splats in an image; see {@link ProjectionKernels#project}.
     *
     * @param means {@code [N, 3]}
     * @param covariances {@code [N, 6]}
     * @param worldToCamera {@code [4, 4]}
     * @return {@code [N, 7]}: mean x and y, conic a, b and c, depth, compensation
     * @throws ShapeException when the shapes do not fit each other
     */
    public static Var footprints(Var means, Var covariances, Var worldToCamera, Lens lens) {
        String op = "footprints";
        int n = rows(op, "means", means, 3);
        Shape elements = Shape.of(n, ProjectionKernels.COVARIANCE);
        require(op, "covariances", covariances, means, elements);
        require(op, "worldToCamera", worldToCamera, means, POSE);
        Device device = means.device();
        ProjectionKernels kernels = device.kernels(ProjectionKernels.class);
        Tensor m = means.value();
        Tensor c = covariances.value();
        Tensor pose = worldToCamera.value();
        Tensor y = empty(device, n, ProjectionKernels.FOOTPRINT);
        kernels.project(lens, m.buffer(), c.buffer(), pose.buffer(), y.buffer(), n);
        return Var.of(
                op,
                y,
                List.of(means, covariances, worldToCamera),
                g -> {
                    Tensor[] d = {like(m), like(c), like(pose)};
                    kernels.projectGrad(
                            lens,
                            m.buffer(),
                            c.buffer(),
                            pose.buffer(),
                            g.buffer(),
                            d[0].buffer(),
                            d[1].buffer(),
                            d[2].buffer(),
                            n);
                    return d;
                });
    }

    /**
     * Colours of splats as they are seen from a camera; see {@link HarmonicsKernels#colors}.
     *
     * @param sh0 {@code [N, 3]}: coefficients of the first term of the spherical harmonics
     * @param shRest {@code [N, K - 1, 3]}: those of the others
     * @param means {@code [N, 3]}
     * @param worldToCamera {@code [4, 4]}
     * @param degree up to which they count
     * @return {@code [N, 3]}
     * @throws ShapeException when the shapes do not fit each other, or K has not so many degrees
     */
    public static Var colors(Var sh0, Var shRest, Var means, Var worldToCamera, int degree) {
        String op = "colors";
        int n = rows(op, "means", means, 3);
        int terms = shRest.shape().rank() == 3 ? shRest.shape().dim(1) + 1 : 1;
        require(op, "sh0", sh0, means, Shape.of(n, 3));
        require(op, "shRest", shRest, means, Shape.of(n, terms - 1, 3));
        require(op, "worldToCamera", worldToCamera, means, POSE);
        if (degree < 0 || degree > Splats3d.MAX_DEGREE || Splats3d.terms(degree) > terms) {
            throw new ShapeException(
                    "colors: degree %d needs shRest [N, K, 3] with a K of %d or more, is %s; 0 to %d are possible"
                            .formatted(
                                    degree,
                                    Splats3d.terms(degree) - 1,
                                    shRest.shape(),
                                    Splats3d.MAX_DEGREE));
        }
        Device device = means.device();
        HarmonicsKernels kernels = device.kernels(HarmonicsKernels.class);
        Tensor first = sh0.value();
        Tensor rest = shRest.value();
        Tensor m = means.value();
        Tensor pose = worldToCamera.value();
        Tensor y = empty(device, n, 3);
        kernels.colors(
                degree,
                terms,
                first.buffer(),
                rest.buffer(),
                m.buffer(),
                pose.buffer(),
                y.buffer(),
                n);
        return Var.of(
                op,
                y,
                List.of(sh0, shRest, means, worldToCamera),
                g -> {
                    Tensor[] d = {like(first), like(rest), like(m), like(pose)};
                    kernels.colorsGrad(
                            degree,
                            terms,
                            first.buffer(),
                            rest.buffer(),
                            m.buffer(),
                            pose.buffer(),
                            y.buffer(),
                            g.buffer(),
                            d[0].buffer(),
                            d[1].buffer(),
                            d[2].buffer(),
                            d[3].buffer(),
                            n);
                    return d;
                });
    }

    private static Tensor empty(Device device, int... dims) {
        return Tensor.empty(device, ElementType.REAL, Shape.of(dims));
    }

    private static Tensor like(Tensor x) {
        return Tensor.empty(x.device(), ElementType.REAL, x.shape());
    }

    private static int rows(String op, String argument, Var x, int columns) {
        Check.real(op, argument, x.value());
        if (x.shape().rank() != 2 || x.shape().dim(1) != columns) {
            throw new ShapeException(
                    "%s: %s must be [N, %d], is %s".formatted(op, argument, columns, x.shape()));
        }
        return x.shape().dim(0);
    }

    private static void require(String op, String argument, Var x, Var first, Shape expected) {
        Check.real(op, argument, x.value());
        Check.sameDevice(op, "the first argument", first.value(), argument, x.value());
        if (!x.shape().equals(expected)) {
            throw new ShapeException(
                    "%s: %s must be %s, is %s".formatted(op, argument, expected, x.shape()));
        }
    }
}
