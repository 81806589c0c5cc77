package dev.resplat.train.fit;

import dev.resplat.autodiff.Elementwise;
import dev.resplat.autodiff.Var;
import dev.resplat.splat.Splats2d;
import dev.resplat.tensor.Device;
import dev.resplat.tensor.Scope;
import dev.resplat.tensor.Shape;
import dev.resplat.tensor.Tensor;
import dev.resplat.train.image.Image;

/**
 * Fits a number of splats to a picture, a step at a time (Zhang et al. 2024, "GaussianImage: 1000
 * FPS image representation and compression by 2D Gaussian splatting").
 *
 * <p>It opens a scope that {@link #close} closes: scopes that are opened after it must be closed
 * before it.
 */
public final class Fitter implements AutoCloseable {
    private final FitConfig config;
    private final Scope scope;
    private final Tensor target;
    private final Parameters parameters;
    private Splats2d best;
    private double bestPsnr = Double.NEGATIVE_INFINITY;
    private double psnr = Double.NaN;
    private double progress;
    private int steps;
    private long pairs;

    /** Splats where the picture has detail, not yet improved. */
    public Fitter(Device device, Image target, FitConfig config) {
        this.config = config;
        this.scope = Scope.open();
        this.target =
                Tensor.of(device, Shape.of(target.height(), target.width(), 3), target.colors());
        Splats2d start =
                new Placement(target, config.seed())
                        .splats(device, config.splats(), config.blend());
        this.parameters = new Parameters(device, start, config.optimizer());
        this.best = start;
    }

    /**
     * Tells how much of the time has passed, from 0 to 1, which sets the learning rate; to be
     * called before each step of a fit with {@code seconds}. A fit with {@code steps} counts them
     * itself.
     */
    public void progress(double fractionDone) {
        progress = Math.min(Math.max(fractionDone, 0), 1);
    }

    /**
     * Looks at the image that the splats make, and improves them once.
     *
     * @throws IllegalStateException when the loss is no longer a finite number; {@link #best} is
     *     still of use then
     */
    public void step() {
        if (config.steps() > 0) {
            progress((double) steps / config.steps());
        }
        try (Scope step = Scope.open()) {
            Var image = parameters.image();
            look(image);
            parameters.step(loss(image).backward(), config.rates(), rate());
        }
        steps++;
        pairs += Math.round(parameters.area());
    }

    private Var loss(Var image) {
        Var error = image.sub(Var.constant(target));
        FitConfig.Loss weights = config.loss();
        Var loss = Elementwise.square(error).mean().mul(weights.l2());
        if (weights.l1() > 0) {
            loss = loss.add(Elementwise.abs(error).mean().mul(weights.l1()));
        }
        return loss;
    }

    private double rate() {
        double last = config.rates().last();
        return last + (1 - last) * 0.5 * (1 + Math.cos(Math.PI * progress));
    }

    /** Keeps the splats if there were none better. */
    private void look(Var image) {
        Var error = Elementwise.clamp(image, 0, 1).sub(Var.constant(target));
        psnr = -10 * Math.log10(Elementwise.square(error).mean().value().item());
        if (psnr > bestPsnr) {
            bestPsnr = psnr;
            best = parameters.splats();
        }
    }

    /** Steps made so far. */
    public int steps() {
        return steps;
    }

    /** Of the image that the last step looked at, clipped; NaN before the first. */
    public double psnr() {
        return psnr;
    }

    /** Splats there are now. */
    public int count() {
        return parameters.count();
    }

    /** The splats of the highest PSNR that a step has seen. */
    public Splats2d best() {
        return best;
    }

    /**
     * Pixel pairs blended so far: for each step and splat, the area in pixels where its weight is
     * at least 1/255, also where that is off the picture.
     */
    public long pairs() {
        return pairs;
    }

    /** Frees what the fit has on the device; {@link #best} stays. */
    @Override
    public void close() {
        scope.close();
    }
}
