package dev.resplat.train.resplat;

import dev.resplat.autodiff.Var;
import dev.resplat.splat.Camera;
import dev.resplat.splat.HarmonicsRotation;
import dev.resplat.splat.Quaternion;
import dev.resplat.splat.Rasterizer;
import dev.resplat.splat.Rasterizer.Gaussians;
import dev.resplat.splat.Splats3d;
import dev.resplat.tensor.Device;
import dev.resplat.tensor.Shape;
import dev.resplat.tensor.Tensor;
import dev.resplat.train.synthesis.ContextViews;
import dev.resplat.train.synthesis.SynthesisModel;
import java.util.ArrayList;
import java.util.List;

/**
 * The axes and the unit of length in which splats of a scene are made and moved: the axes of one of
 * its views, so that they do not depend on those of the world.
 */
final class ViewFrame {
    private final Quaternion back;
    private final double[] rotation;
    private final double[] center;
    private final double unit;

    private ViewFrame(Quaternion back, double[] center, double unit) {
        this.back = back;
        this.rotation = back.matrix();
        this.center = center;
        this.unit = unit;
    }

    /**
     * Of a scene, with lengths of the world.
     *
     * @param cameras of its context views, in their order; of an even number the middle one is the
     *     first of the second half
     */
    static ViewFrame of(ResplatNetwork.Frame frame, List<Camera> cameras) {
        return switch (frame) {
            case WORLD -> new ViewFrame(Quaternion.IDENTITY, new double[3], 1);
            case FIRST -> of(cameras.get(0));
            case MIDDLE -> of(cameras.get(cameras.size() / 2));
            case LAST -> of(cameras.get(cameras.size() - 1));
        };
    }

    private static ViewFrame of(Camera camera) {
        // A camera's rows may be a little off orthonormal, the axes of a world may not.
        return new ViewFrame(
                Quaternion.ofPose(camera.worldToCamera()).conjugate(), camera.center(), 1);
    }

    /** The same with so many times the unit of length: numbers become smaller by that. */
    ViewFrame times(double factor) {
        return new ViewFrame(back, center, unit * factor);
    }

    /** The frame of the world, for what is in this one. */
    ViewFrame inverse() {
        double[] moved = new double[3];
        for (int i = 0; i < 3; i++) {
            for (int j = 0; j < 3; j++) {
                moved[i] -= rotation[3 * j + i] * center[j] / unit;
            }
        }
        return new ViewFrame(back.conjugate(), moved, 1 / unit);
    }

    /** Context views of scenes with their cameras, and their depths, in frames. */
    static ContextViews in(List<ViewFrame> frames, ContextViews context) {
        List<List<Camera>> cameras = new ArrayList<>();
        double[] near = new double[frames.size()];
        double[] far = new double[frames.size()];
        for (int b = 0; b < frames.size(); b++) {
            ViewFrame frame = frames.get(b);
            cameras.add(context.cameras().get(b).stream().map(frame::in).toList());
            near[b] = context.near()[b] / frame.unit();
            far[b] = context.far()[b] / frame.unit();
        }
        return new ContextViews(context.images(), cameras, near, far);
    }

    /** The unit of length, in those of the world. */
    double unit() {
        return unit;
    }

    /** The same view, with its pose in this frame. */
    Camera in(Camera camera) {
        double[] m = camera.worldToCamera();
        double[] moved = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1};
        for (int i = 0; i < 12; i += 4) {
            for (int j = 0; j < 3; j++) {
                for (int k = 0; k < 3; k++) {
                    moved[i + j] += m[i + k] * rotation[3 * k + j];
                }
            }
            double along =
                    m[i] * center[0] + m[i + 1] * center[1] + m[i + 2] * center[2] + m[i + 3];
            moved[i + 3] = along / unit;
        }
        return camera.at(moved);
    }

    /** How splats of this frame are rendered, where in the world it is so. */
    Rasterizer.Options in(Rasterizer.Options options) {
        return options.near(options.near() / unit);
    }

    /**
     * Splats of this frame as a camera of the world sees them, differentiable; depths, too, are in
     * units of the world.
     */
    SynthesisModel.Rendered render(Gaussians splats, Camera camera, Rasterizer.Options options) {
        Rasterizer.Rendering seen = Rasterizer.render(splats, in(camera), in(options).depth());
        return new SynthesisModel.Rendered(seen.image(), seen.depth().mul(unit));
    }

    /** Splats of this frame in the world, differentiable; harmonics are turned as well. */
    Gaussians toWorld(Gaussians splats) {
        Device device = splats.means().device();
        double[] transposed = new double[9];
        for (int i = 0; i < 9; i++) {
            transposed[i] = unit * rotation[3 * (i % 3) + i / 3];
        }
        Var means = splats.means().matmul(constant(device, transposed, 3, 3));
        return new Gaussians(
                means.add(constant(device, center, 1, 3)),
                splats.quats().matmul(constant(device, back.factor(), 4, 4)),
                unit == 1 ? splats.logScales() : splats.logScales().add(Math.log(unit)),
                splats.opacityLogits(),
                splats.sh0(),
                turned(splats.shRest()));
    }

    /** {@code [N, K - 1, 3]}: one product for all colours. */
    private Var turned(Var rest) {
        int terms = 1 + rest.shape().dim(1);
        if (terms == 1) {
            return rest;
        }
        int degree = (int) Math.round(Math.sqrt(terms)) - 1;
        double[] m = HarmonicsRotation.matrix(degree, rotation);
        int width = 3 * (terms - 1);
        double[] all = new double[width * width];
        for (int to = 1; to < Splats3d.terms(degree); to++) {
            for (int of = 1; of < terms; of++) {
                for (int c = 0; c < 3; c++) {
                    all[(3 * (of - 1) + c) * width + 3 * (to - 1) + c] = m[to * terms + of];
                }
            }
        }
        Var rows = rest.reshape(rest.shape().dim(0), width);
        return rows.matmul(constant(rest.device(), all, width, width)).reshape(rest.shape().dims());
    }

    private static Var constant(Device device, double[] values, int... dims) {
        return Var.constant(Tensor.of(device, Shape.of(dims), values));
    }
}
