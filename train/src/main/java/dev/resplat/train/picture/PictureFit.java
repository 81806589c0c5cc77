package dev.resplat.train.picture;

import dev.resplat.autodiff.Elementwise;
import dev.resplat.autodiff.Gradients;
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
import dev.resplat.train.image.Image;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * A network that learns the colours of one picture from coordinates.
 *
 * <p>Coordinates are turned into sines and cosines of random frequencies, because a network that is
 * given plain coordinates learns only what is smooth (Tancik et al. 2020, "Fourier features let
 * networks learn high frequency functions in low dimensional domains"). The loss is the mean
 * squared error of a random batch of pixels.
 *
 * <p>It belongs to the scope in which it was made. What step number s does depends on the seed, s
 * and the {@linkplain #state state} before only, so that a restored fit goes on with the same bits.
 */
final class PictureFit {
    /** Each purpose has random numbers of its own. */
    private static final long FREQUENCIES = 0x9e3779b97f4a7c15L;

    private static final long BATCHES = 0xbf58476d1ce4e5b9L;

    private static final int RENDERED_AT_ONCE = 1 << 14;

    private final PictureConfig config;
    private final Device device;
    private final Image target;
    private final Tensor features;
    private final Tensor colors;
    private final Mlp network;
    private final Adam optimizer;
    private final Schedule schedule;

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
        this.optimizer = new Adam(network.parameters(), config.optimizer());
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

    /** Improves the network once, unless the loss is not finite; returns the loss before. */
    double step(int step) {
        try (Scope scope = Scope.open()) {
            Tensor batch =
                    new RandomStream(config.seed() ^ BATCHES, step)
                            .uniform(device, Shape.of(config.batch()))
                            .mul(pixels())
                            .toInt32();
            Var truth = Index.gatherRows(Var.constant(colors), batch);
            Tensor seen = Index.gatherRows(Var.constant(features), batch).value();
            Var loss = Losses.meanSquaredError(forward(seen), truth);
            double value = loss.value().item();
            if (Double.isFinite(value)) {
                Gradients gradients = loss.backward();
                optimizer.step(gradients, schedule.at(step));
            }
            return value;
        }
    }

    /** The learning rate of a step. */
    double rate(int step) {
        return schedule.at(step);
    }

    /** The number of weights. */
    long parameterCount() {
        return network.parameterCount();
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

    /** The weights. */
    Map<String, HostArray> weights() {
        return StateDict.of(network);
    }

    /** Replaces the weights. */
    void load(Map<String, HostArray> weights) {
        StateDict.load(network, weights, StateDict.Fit.EXACT);
    }

    /** Throws what {@link #load} would, and changes nothing. */
    void checkFits(Map<String, HostArray> weights) {
        StateDict.Report report = StateDict.compare(network, weights);
        if (!report.exact()) {
            throw new IllegalArgumentException("weights do not fit the model: " + report);
        }
    }

    /** Weights and what the optimizer remembers: all that the next step depends on. */
    Map<String, HostArray> state() {
        Map<String, HostArray> state = new LinkedHashMap<>();
        weights().forEach((name, array) -> state.put("model." + name, array));
        optimizer.state().forEach((name, array) -> state.put("optimizer." + name, array));
        return state;
    }

    /** Continues after {@code steps} steps with a {@link #state}. */
    void restore(int steps, Map<String, HostArray> state) {
        load(part("model.", state));
        optimizer.restore(steps, part("optimizer.", state));
    }

    private static Map<String, HostArray> part(String prefix, Map<String, HostArray> state) {
        Map<String, HostArray> part = new LinkedHashMap<>();
        state.forEach(
                (name, array) -> {
                    if (name.startsWith(prefix)) {
                        part.put(name.substring(prefix.length()), array);
                    }
                });
        return part;
    }
}
