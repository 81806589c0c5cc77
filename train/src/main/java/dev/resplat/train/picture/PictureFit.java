package dev.resplat.train.picture;

import dev.resplat.autodiff.Elementwise;
import dev.resplat.autodiff.Index;
import dev.resplat.autodiff.Var;
import dev.resplat.nn.Losses;
import dev.resplat.nn.Mlp;
import dev.resplat.nn.StateDict;
import dev.resplat.nn.optim.Adam;
import dev.resplat.nn.optim.Schedule;
import dev.resplat.tensor.Arranging;
import dev.resplat.tensor.Device;
import dev.resplat.tensor.RandomStream;
import dev.resplat.tensor.Scope;
import dev.resplat.tensor.Shape;
import dev.resplat.tensor.Tensor;
import dev.resplat.tensor.UnaryOp;
import dev.resplat.tensor.io.HostArray;
import dev.resplat.train.config.UserMistake;
import dev.resplat.train.image.Image;
import dev.resplat.train.loop.Numbers;
import dev.resplat.train.loop.Results;
import dev.resplat.train.loop.Score;
import dev.resplat.train.loop.TrainedModel;
import dev.resplat.train.loop.Trainee;
import dev.resplat.train.metrics.Psnr;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * A network that learns the colours of one picture from coordinates.
 *
 * <p>Coordinates are turned into sines and cosines of random frequencies, because a network that is
 * given plain coordinates learns only what is smooth (Tancik et al. 2020, "Fourier features let
 * networks learn high frequency functions in low dimensional domains"). The loss is the mean
 * squared error of a random batch of pixels.
 *
 * <p>It belongs to the scope in which it was made.
 */
public final class PictureFit implements Trainee {
    /** Each purpose has random numbers of its own. */
    private static final long FREQUENCIES = 0x9e3779b97f4a7c15L;

    private static final long BATCHES = 0xbf58476d1ce4e5b9L;

    private static final int RENDERED_AT_ONCE = 1 << 14;
    private static final float ERROR_GAIN = 5;

    private final PictureConfig config;
    private final Device device;
    private final Image target;
    private final Tensor features;
    private final Tensor colors;
    private final Mlp network;
    private final TrainedModel trained;
    private final Schedule schedule;

    /**
     * Checks what the user has asked for.
     *
     * @param data nothing: the picture is {@link BuiltInPicture}
     * @return what makes the fit
     * @throws UserMistake when there is data
     */
    public static Function<Device, PictureFit> prepare(
            PictureConfig config, Optional<Path> data, Consumer<String> notes) {
        if (data.isPresent()) {
            throw new UserMistake(
                    "--data: the model picture paints what it learns itself: leave out "
                            + data.get());
        }
        PictureConfig.Size size = config.picture();
        return device ->
                new PictureFit(config, device, BuiltInPicture.paint(size.width(), size.height()));
    }

    PictureFit(PictureConfig config, Device device, Image target) {
        this.config = config;
        this.device = device;
        this.target = target;
        this.features = features();
        this.colors = Tensor.of(device, Shape.of(pixels(), 3), target.colors());
        this.network =
                new Mlp(
                        new RandomStream(config.seed()),
                        device,
                        config.network().activation(),
                        widths());
        this.trained = TrainedModel.of(network, new Adam(network.parameters(), config.optimizer()));
        this.schedule = config.schedule().over(config.steps());
    }

    private int pixels() {
        return target.width() * target.height();
    }

    private int[] widths() {
        return IntStream.concat(
                        IntStream.concat(
                                IntStream.of(2 * config.features().frequencies()),
                                config.network().hidden().stream().mapToInt(w -> w)),
                        IntStream.of(3))
                .toArray();
    }

    /** {@code [pixels, 2 frequencies]}: sines and cosines of {@code 2 pi F p}, p in heights. */
    private Tensor features() {
        PictureConfig.Features random = config.features();
        float[] centres = new float[2 * pixels()];
        for (int i = 0; i < pixels(); i++) {
            centres[2 * i] = (i % target.width() + 0.5f) / target.height();
            centres[2 * i + 1] = (i / target.width() + 0.5f) / target.height();
        }
        return Scope.compute(
                () -> {
                    Tensor frequencies =
                            new RandomStream(config.seed() ^ FREQUENCIES)
                                    .normal(device, Shape.of(2, random.frequencies()))
                                    .mul(2 * Math.PI * random.deviation());
                    Tensor angles =
                            Tensor.of(device, Shape.of(pixels(), 2), centres).matmul(frequencies);
                    return Arranging.concat(1, angles.map(UnaryOp.SIN), angles.map(UnaryOp.COS));
                });
    }

    private Var forward(Tensor features) {
        return Elementwise.sigmoid(network.forward(Var.constant(features)));
    }

    @Override
    public Numbers step(int step) {
        try (Scope scope = Scope.open()) {
            Tensor batch =
                    new RandomStream(config.seed() ^ BATCHES, step)
                            .uniform(device, Shape.of(config.batch()))
                            .mul(pixels())
                            .toInt32();
            Var truth = Index.gatherRows(Var.constant(colors), batch);
            Tensor seen = Index.gatherRows(Var.constant(features), batch).value();
            Var loss = Losses.meanSquaredError(forward(seen), truth);
            return trained.improve(loss, Double.POSITIVE_INFINITY, schedule.at(step));
        }
    }

    @Override
    public Score score() {
        return new Score("psnr", "dB");
    }

    @Override
    public Numbers evaluate(int step) {
        return Numbers.of("psnr", Psnr.of(render(), target));
    }

    /** What the network makes of the picture. */
    Image render() {
        float[] result = new float[3 * pixels()];
        for (int from = 0; from < pixels(); from += RENDERED_AT_ONCE) {
            int to = Math.min(from + RENDERED_AT_ONCE, pixels());
            try (Scope scope = Scope.open()) {
                float[] part = forward(Arranging.slice(features, 0, from, to)).value().toFloats();
                System.arraycopy(part, 0, result, 3 * from, part.length);
            }
        }
        return new Image(target.width(), target.height(), result);
    }

    // ---- Checkpoints -----------------------------------------------------------------------

    @Override
    public Map<String, HostArray> weights() {
        return trained.weights();
    }

    @Override
    public void checkFits(Map<String, HostArray> weights) {
        trained.checkFits(weights);
    }

    @Override
    public Map<String, HostArray> state() {
        return trained.state();
    }

    @Override
    public void restore(Map<String, HostArray> before) {
        trained.restore(before);
    }

    @Override
    public String advice() {
        return "choose a schedule.rate below %s or more schedule.warmUpSteps"
                .formatted(config.schedule().rate());
    }

    @Override
    public Results results(Map<String, HostArray> best) {
        StateDict.load(network, best, StateDict.Fit.EXACT);
        Image render = render();
        return new Results("A picture, learned by a network")
                .fact("weights", network.parameterCount())
                .metric("parameters", network.parameterCount())
                .picture("target.png", "the picture", target)
                .picture("render.png", "what the network makes of it", render)
                .picture(
                        "error.png",
                        "the error, times " + (int) ERROR_GAIN,
                        target.difference(render, ERROR_GAIN))
                .preview(target, render);
    }
}
