package dev.resplat.train.fit;

import dev.resplat.autodiff.Elementwise;
import dev.resplat.autodiff.Reduce;
import dev.resplat.autodiff.Var;
import dev.resplat.nn.Losses;
import dev.resplat.splat.Splats2d;
import dev.resplat.tensor.Device;
import dev.resplat.tensor.RandomStream;
import dev.resplat.tensor.Scope;
import dev.resplat.tensor.Shape;
import dev.resplat.tensor.Tensor;
import dev.resplat.tensor.UnaryOp;
import dev.resplat.train.config.UserMistake;
import dev.resplat.train.image.Image;

/**
 * Fits a number of splats to a picture, a step at a time (Zhang et al. 2024, "GaussianImage: 1000
 * FPS image representation and compression by 2D Gaussian splatting"): all values of all splats
 * follow the gradient of the loss, by Adam. It begins with few splats and adds the others where
 * they help most, see {@link Growth}.
 *
 * <p>It opens a scope that {@link #close} closes: scopes that are opened after it must be closed
 * before it.
 */
public final class Fitter implements AutoCloseable {
    /** Random numbers of {@link Growth} are others than those of {@link Placement}. */
    private static final long GROWTH = 0x9e3779b97f4a7c15L;

    private final FitConfig config;
    private final Device device;
    private final Image picture;
    private final Scope scope;
    private final Tensor target;
    private final Parameters parameters;
    private final RandomStream random;
    private double bestPsnr;
    private double psnr = Double.NaN;
    private double progress;
    private int rounds;
    private int steps;
    private long pairs;

    /** The first splats where the picture has detail, not yet improved. */
    public Fitter(Device device, Image target, FitConfig config) {
        this(
                device,
                target,
                config,
                new Placement(target, config.seed())
                        .splats(device, config.growth().count(config.splats(), 0), config.blend()));
    }

    /**
     * Goes on with splats that are there.
     *
     * @param first of the size of the picture; as many as there are to be before the first round of
     *     growth
     */
    public Fitter(Device device, Image target, FitConfig config, Splats2d first) {
        require(target, config);
        this.config = config;
        this.device = device;
        this.picture = target;
        this.random = new RandomStream(config.seed() ^ GROWTH);
        this.scope = Scope.open();
        int width = target.width();
        int height = target.height();
        this.target = Tensor.of(device, Shape.of(height, width, 3), target.colors());
        this.parameters =
                new Parameters(
                        device, width, height, config.blend(), config.splats(), config.optimizer());
        begin(first);
    }

    /** Ensures that the loss suits the picture. */
    static void require(Image target, FitConfig config) {
        if (config.loss().ssim() > 0 && Math.min(target.width(), target.height()) < 11) {
            throw new UserMistake(
                    "loss.ssim needs a picture of 11 x 11 pixels or more, this is %d x %d: set it to 0"
                            .formatted(target.width(), target.height()));
        }
    }

    private void begin(Splats2d splats) {
        parameters.set(splats);
        bestPsnr = Double.NEGATIVE_INFINITY;
    }

    /**
     * Tells how much of the fit will be done after the next step, from 0 to 1: this sets the
     * learning rate and says when splats are added. To be called before each step of a fit with
     * {@code seconds}; a fit with {@code steps} counts them itself.
     */
    public void progress(double fractionDone) {
        progress = Math.min(Math.max(fractionDone, 0), 1);
    }

    /**
     * Adds splats if it is time to, looks at the image that the splats make, and improves them
     * once.
     *
     * @throws IllegalStateException when the loss is no longer a finite number; {@link #best} is
     *     still of use then
     */
    public void step() {
        if (config.steps() > 0) {
            progress((steps + 1.0) / config.steps());
        }
        FitConfig.Growth growth = config.growth();
        while (rounds < growth.rounds() && progress >= growth.at(rounds)) {
            grow();
        }
        try (Scope step = Scope.open()) {
            Var image = clipped(parameters.image());
            Var error = image.sub(Var.constant(target));
            Var meanSquare = meanSquare(error);
            look(meanSquare.value().item());
            Var loss = loss(image, error, meanSquare);
            parameters.step(loss.backward(), config.rates(), rate());
        }
        steps++;
        pairs += Math.round(parameters.area());
    }

    private void grow() {
        rounds++;
        int total = config.growth().count(config.splats(), rounds);
        int moved = (int) (config.growth().moved() * parameters.count());
        try (Scope round = Scope.open()) {
            Tensor residual = target.sub(clipped(parameters.image()).value());
            parameters.save();
            begin(
                    new Growth(picture, residual)
                            .grow(device, parameters.saved(), moved, total, random));
        }
        pairs += Math.round(parameters.area());
    }

    /**
     * Clips to [0, 1], as the picture will be when it is stored. The gradient passes unchanged:
     * what is too bright or too dark must find back if the target is not.
     */
    private static Var clipped(Var image) {
        Tensor y = image.value().map(UnaryOp.SATURATE);
        return Var.of("clipped", y, Var.wrt(image, g -> g));
    }

    /** By the norms of rows, which takes fewer passes over memory than the squares would. */
    private Var meanSquare(Var error) {
        Var norms = Reduce.norm(error.reshape(picture.height(), 3 * picture.width()), 1);
        return Elementwise.square(norms).sum().div(error.shape().size());
    }

    private Var loss(Var image, Var error, Var meanSquare) {
        FitConfig.Loss weights = config.loss();
        Var loss = meanSquare.mul(weights.l2());
        if (weights.l1() > 0) {
            loss = loss.add(Elementwise.abs(error).mean().mul(weights.l1()));
        }
        if (weights.ssim() > 0) {
            Var truth = Var.constant(target).reshape(1, picture.height(), picture.width(), 3);
            Var alike =
                    Losses.structuralSimilarity(
                            image.reshape(1, picture.height(), picture.width(), 3), truth);
            loss = loss.sub(alike.sub(1).mul(weights.ssim()));
        }
        return loss;
    }

    private double rate() {
        double last = config.rates().last();
        return last + (1 - last) * 0.5 * (1 + Math.cos(Math.PI * progress));
    }

    /** Keeps the splats if there were none better. */
    private void look(double meanSquare) {
        psnr = -10 * Math.log10(meanSquare);
        if (psnr > bestPsnr) {
            bestPsnr = psnr;
            parameters.save();
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

    /** The splats of the highest PSNR that a step has seen since splats were last added. */
    public Splats2d best() {
        return parameters.saved();
    }

    /**
     * Pixel pairs blended so far: for each step and splat, the area in pixels where its weight is
     * at least 1/255, also where that is off the picture, but no more than the picture has.
     */
    public long pairs() {
        return pairs;
    }

    /** Frees what the fit has on the device; {@link #best} stays. */
    @Override
    public void close() {
        try {
            parameters.saved();
        } finally {
            scope.close();
        }
    }
}
