package dev.resplat.train.optimize;

import dev.resplat.autodiff.Elementwise;
import dev.resplat.autodiff.Gradients;
import dev.resplat.autodiff.Var;
import dev.resplat.nn.Losses;
import dev.resplat.splat.BlendMode;
import dev.resplat.splat.Camera;
import dev.resplat.splat.Rasterizer;
import dev.resplat.splat.Splats3d;
import dev.resplat.tensor.Arranging;
import dev.resplat.tensor.BinaryOp;
import dev.resplat.tensor.Device;
import dev.resplat.tensor.Scope;
import dev.resplat.tensor.Shape;
import dev.resplat.tensor.Tensor;
import dev.resplat.tensor.UnaryOp;
import dev.resplat.tensor.io.ArraySource;
import dev.resplat.tensor.io.HostArray;
import java.util.Map;

/**
 * Learns the splats of a scene from photographs, a photograph at a time (Kerbl et al. 2023, "3D
 * Gaussian Splatting", section 5.1).
 */
final class SceneOptimizer implements AutoCloseable {
    private static final String STRATEGY = "strategy.";
    private static final String POSES = "poses.";
    private static final String EXPOSURES = "exposures.";
    private static final String STEPS = "steps";

    private final OptimizeConfig config;
    private final Device device;
    private final Strategy strategy;
    private final Parameters parameters;
    private final Poses poses;
    private final Exposures exposures;
    private int steps;
    private double loss = Double.NaN;
    private double psnr = Double.NaN;

    /**
     * Begins with these splats.
     *
     * @param views how many photographs there are
     */
    SceneOptimizer(Device device, Splats3d first, int views, OptimizeConfig config) {
        this.config = config;
        this.device = device;
        this.strategy = config.newStrategy();
        this.poses = new Poses(views, config.refine().poses());
        this.exposures = new Exposures(views, config.refine().exposures());
        this.parameters = new Parameters(device, Cloud.of(first), config.optimizer());
    }

    /**
     * Goes on from a {@link #state}.
     *
     * @throws IllegalArgumentException when something is missing or does not fit
     */
    SceneOptimizer(Device device, Map<String, HostArray> state, int views, OptimizeConfig config) {
        this.config = config;
        this.device = device;
        this.strategy = config.newStrategy();
        this.strategy.restore(State.part(STRATEGY, state));
        this.poses = new Poses(views, config.refine().poses());
        this.poses.restore(State.part(POSES, state));
        this.exposures = new Exposures(views, config.refine().exposures());
        this.exposures.restore(State.part(EXPOSURES, state));
        this.steps = State.get(STEPS, state).toInts()[0];
        this.parameters = Parameters.of(device, config.optimizer(), state);
    }

    /** All that the next step depends on, to be written to a checkpoint before that step. */
    Map<String, ArraySource> state() {
        Map<String, ArraySource> state = parameters.state();
        strategy.state().forEach((name, array) -> state.put(STRATEGY + name, array));
        poses.state().forEach((name, array) -> state.put(POSES + name, array));
        exposures.state().forEach((name, array) -> state.put(EXPOSURES + name, array));
        state.put(STEPS, HostArray.of(new int[] {steps}, 1));
        return state;
    }

    /**
     * Learns from a photograph.
     *
     * @param progress how much of all steps is over before this one, from 0 to 1
     * @throws IllegalStateException when the loss is no longer a finite number
     */
    void step(Photo photo, double progress) {
        double meansRate = config.rates().of(Part.MEANS, progress);
        strategy.prepare(device, parameters.count());
        try (Scope step = Scope.open()) {
            learn(photo, poses.moved(photo.view(), photo.camera()), progress);
        }
        steps++;
        strategy.disturb(parameters, meansRate, steps);
        adapt(progress);
    }

    private void learn(Photo photo, Camera camera, double progress) {
        Tensor place = Tensor.of(device, Shape.of(4, 4), camera.worldToCamera());
        Var pose = poses.areLearned() ? Var.parameter(place) : Var.constant(place);
        boolean withDepth = config.refine().depth() > 0 && photo.depth() != null;
        Rasterizer.Rendering rendering =
                Rasterizer.render(
                        parameters.gaussians(),
                        camera,
                        pose,
                        f -> strategy.observe(f, camera.width(), camera.height()),
                        options(photo, withDepth));
        Shape shape = Shape.of(1, camera.height(), camera.width(), 3);
        Var target = Var.constant(Tensor.of(device, shape, photo.colors()));
        Var image = rendering.image().reshape(1, camera.height(), camera.width(), 3);
        Exposures.Exposed exposed = null;
        if (exposures.areLearned()) {
            exposed = exposures.expose(photo.view(), image);
            image = exposed.image();
        }
        if (photo.mask() != null) {
            // black in both, so that there is no error, and no gradient either
            Shape pixels = Shape.of(1, camera.height(), camera.width(), 1);
            Var kept = Var.constant(Tensor.of(device, pixels, photo.mask()));
            image = image.mul(kept);
            target = target.mul(kept);
        }
        psnr = psnr(image.value(), target.value(), photo.mask());
        Var total = loss(image, target).add(regularizer(rendering, camera));
        if (withDepth) {
            total = total.add(depthLoss(rendering.depth(), photo.depth()));
        }
        loss = total.value().item();
        Gradients gradients = total.backward();
        double factor = config.rates().factor(progress);
        if (poses.areLearned()) {
            double[] gradient = gradients.of(pose).toDoubles();
            poses.learn(photo.view(), camera.worldToCamera(), gradient, factor);
        }
        if (exposed != null) {
            exposures.learn(photo.view(), exposed, gradients, factor);
        }
        for (Part part : Part.values()) {
            parameters.step(part, gradients, config.rates().of(part, progress));
        }
    }

    private Rasterizer.Options options(Photo photo, boolean withDepth) {
        return new Rasterizer.Options(
                BlendMode.ALPHA,
                parameters.degree(),
                config.antialiased(),
                config.blur(),
                Rasterizer.Options.NEAR,
                photo.background(),
                withDepth);
    }

    /** The mean of {@code |depth - known| / known} where it is known. */
    private Var depthLoss(Var depth, float[] known) {
        float[] weights = new float[known.length];
        int count = 0;
        for (int i = 0; i < known.length; i++) {
            weights[i] = known[i] > 0 ? 1 / known[i] : 0;
            count += known[i] > 0 ? 1 : 0;
        }
        Var error = depth.sub(Var.constant(Tensor.of(device, depth.shape(), known)));
        Var weight = Var.constant(Tensor.of(device, depth.shape(), weights));
        Var sum = Elementwise.abs(error).mul(weight).sum();
        return sum.mul(config.refine().depth() / Math.max(1, count));
    }

    /** Of colours clipped to [0, 1], where the mask keeps them. */
    private static double psnr(Tensor image, Tensor target, float[] mask) {
        Tensor error = image.map(UnaryOp.SATURATE).sub(target);
        double sum = error.map(UnaryOp.SQUARE).sum().item();
        double pixels = image.shape().size() / 3.0;
        if (mask != null) {
            pixels = 0;
            for (float kept : mask) {
                pixels += kept;
            }
        }
        return -10 * Math.log10(sum / (3 * pixels));
    }

    private Var loss(Var image, Var target) {
        OptimizeConfig.Loss weights = config.loss();
        Var error = image.sub(target);
        Var sum = Elementwise.abs(error).mean().mul(weights.l1());
        if (weights.ssim() > 0) {
            Var alike = Losses.structuralSimilarity(image, target);
            sum = sum.sub(alike.sub(1).mul(weights.ssim()));
        }
        return sum;
    }

    /**
     * Opacity and extent of what is in the picture: the others would fade although nobody has asked
     * for it.
     */
    private Var regularizer(Rasterizer.Rendering rendering, Camera camera) {
        OptimizeConfig.Loss weights = config.loss();
        int n = parameters.count();
        Tensor there = inPicture(rendering.footprints().value(), camera).mul(1.0 / n);
        Var opacities = Elementwise.sigmoid(parameters.get(Part.OPACITY_LOGITS));
        Var scales = Elementwise.exp(parameters.get(Part.LOG_SCALES));
        Var opacity = opacities.mul(Var.constant(there)).sum();
        Var scale = scales.mul(Var.constant(there.reshape(n, 1))).sum().mul(1.0 / 3);
        return opacity.mul(weights.opacity()).add(scale.mul(weights.scale()));
    }

    /** {@code [N]}: one if the centre of a splat is in the picture, else zero. */
    private static Tensor inPicture(Tensor footprints, Camera camera) {
        int n = footprints.shape().dim(0);
        Tensor x = Arranging.slice(footprints, 1, 0, 1).reshape(n);
        Tensor y = Arranging.slice(footprints, 1, 1, 2).reshape(n);
        Tensor z = Arranging.slice(footprints, 1, 5, 6).reshape(n);
        Tensor outside = z.map(BinaryOp.LESS_EQUAL, 0);
        outside = outside.map(BinaryOp.MAX, x.map(BinaryOp.LESS, 0));
        outside = outside.map(BinaryOp.MAX, y.map(BinaryOp.LESS, 0));
        return x.map(BinaryOp.LESS, camera.width())
                .mul(y.map(BinaryOp.LESS, camera.height()))
                .mul(outside.map(BinaryOp.EQUAL, 0));
    }

    private void adapt(double progress) {
        OptimizeConfig.Adapt when = config.adapt();
        boolean due = steps % when.every() == 0;
        if (due && progress >= when.from() && progress < when.until()) {
            double done = (progress - when.from()) / (when.until() - when.from());
            Cloud cloud = parameters.cloud(Part.GEOMETRY);
            strategy.adapt(cloud, steps, done).ifPresent(parameters::apply);
        }
        int degree =
                config.degreeAt() == 0
                        ? config.degree()
                        : Math.min(config.degree(), (int) (progress / config.degreeAt()));
        if (due && degree > parameters.degree()) {
            parameters.raise(degree);
        }
    }

    /** Steps made so far. */
    int steps() {
        return steps;
    }

    /** Of the last step. */
    double loss() {
        return loss;
    }

    /** Of the last step, in decibels; NaN if the mask kept no pixel. */
    double psnr() {
        return psnr;
    }

    /** Splats there are. */
    int count() {
        return parameters.count();
    }

    /** Of the splats as they are, in the frame in which they are learned; to be closed first. */
    SceneEvaluation evaluation(BlackBorder border) {
        return new SceneEvaluation(parameters.gaussians(), parameters.degree(), config, border);
    }

    @Override
    public void close() {
        parameters.close();
    }
}
