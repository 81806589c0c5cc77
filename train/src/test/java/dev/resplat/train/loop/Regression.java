package dev.resplat.train.loop;

import dev.resplat.autodiff.Elementwise;
import dev.resplat.autodiff.Reduce;
import dev.resplat.autodiff.Var;
import dev.resplat.nn.Activation;
import dev.resplat.nn.Losses;
import dev.resplat.nn.Mlp;
import dev.resplat.nn.StateDict;
import dev.resplat.nn.optim.Adam;
import dev.resplat.nn.optim.MovingAverage;
import dev.resplat.tensor.Device;
import dev.resplat.tensor.RandomStream;
import dev.resplat.tensor.Scope;
import dev.resplat.tensor.Shape;
import dev.resplat.tensor.Tensor;
import dev.resplat.tensor.UnaryOp;
import dev.resplat.tensor.io.HostArray;
import dev.resplat.train.config.Config;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;

/** A network that learns the sum of the sines of three numbers: small, but all of a training. */
class Regression implements Trainee {
    private static final int INPUTS = 3;
    private static final double KEPT = 0.9;

    private final Settings settings;
    private final Device device;
    private final Mlp network;
    private final Mlp averaged;
    private final TrainedModel trained;
    private final Tensor heldOut;

    Regression(Settings settings, Device device) {
        this.settings = settings;
        this.device = device;
        this.network = network();
        this.averaged = network();
        this.trained =
                TrainedModel.of(network, new Adam(network.parameters(), Adam.Config.adam()))
                        .with(new MovingAverage(network.parameters(), KEPT));
        this.heldOut = new RandomStream(settings.seed, -1).uniform(device, Shape.of(32, INPUTS));
    }

    private Mlp network() {
        return new Mlp(
                new RandomStream(settings.seed),
                device,
                Activation.TANH,
                INPUTS,
                settings.hidden,
                1);
    }

    /**
     * How it learns.
     *
     * @param infiniteLosses steps whose data has an infinite number
     * @param infiniteGradients steps whose loss is finite, but has no slope
     */
    record Settings(
            String model,
            int hidden,
            double rate,
            List<Integer> infiniteLosses,
            List<Integer> infiniteGradients,
            int steps,
            int evaluateEvery,
            int checkpointEvery,
            double checkpointSeconds,
            long seed)
            implements TrainingConfig {
        private static final String YAML =
                """
                model: regression
                hidden: 8
                rate: 1.0e-2
                infiniteLosses: []
                infiniteGradients: []
                steps: 30
                evaluateEvery: 7
                checkpointEvery: 10
                checkpointSeconds: 1000.0
                seed: 3
                """;

        static Settings with(String... overrides) {
            return Config.saved("the test", YAML).with(List.of(overrides)).as(Settings.class);
        }

        @Override
        public List<String> mayChange() {
            return List.of("rate", "infinite.*", "infiniteLosses");
        }

        @Override
        public Map<String, Object> budget() {
            return Map.of();
        }

        @Override
        public int samplesPerStep() {
            return 16;
        }
    }

    @Override
    public Numbers step(int step) {
        try (Scope scope = Scope.open()) {
            Tensor x =
                    new RandomStream(settings.seed, step)
                            .uniform(device, Shape.of(settings.samplesPerStep(), INPUTS));
            Tensor truth = truth(x);
            if (settings.infiniteLosses.contains(step)) {
                truth = truth.mul(Double.POSITIVE_INFINITY);
            }
            Var loss =
                    Losses.meanSquaredError(network.forward(Var.constant(x)), Var.constant(truth));
            if (settings.infiniteGradients.contains(step)) {
                loss = Elementwise.add(loss, rootOfZero());
            }
            return trained.improve(loss, 1, settings.rate);
        }
    }

    /** Zero, but its slope is infinite. */
    private Var rootOfZero() {
        Var weights = network.parameters().values().iterator().next();
        return Reduce.sum(Elementwise.sqrt(Elementwise.mul(weights, 0)));
    }

    /** {@code [n, 1]}. */
    private static Tensor truth(Tensor x) {
        return x.map(UnaryOp.SIN).sum(1).reshape(x.shape().dim(0), 1);
    }

    @Override
    public Score score() {
        return new Score("likeness", "");
    }

    @Override
    public Numbers evaluate(int step) {
        StateDict.load(averaged, weights(), StateDict.Fit.EXACT);
        try (Scope scope = Scope.open()) {
            Var guess = averaged.forward(Var.constant(heldOut));
            Var error = Losses.meanSquaredError(guess, Var.constant(truth(heldOut)));
            return Numbers.of("likeness", -error.value().item());
        }
    }

    @Override
    public TrainedModel trained() {
        return trained;
    }

    @Override
    public Results results(Map<String, HostArray> best) {
        StateDict.load(averaged, best, StateDict.Fit.EXACT);
        try (Scope scope = Scope.open()) {
            float[] guess = averaged.forward(Var.constant(heldOut)).value().toFloats();
            return new Results("Sums of sines")
                    .metric("guess", (double) guess[0])
                    .file("guess.txt", file -> Files.writeString(file, guess[0] + "\n"));
        }
    }

    @Override
    public String advice() {
        return "choose another rate";
    }

    @Override
    public String status() {
        return "sines";
    }
}
