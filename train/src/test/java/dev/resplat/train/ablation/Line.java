package dev.resplat.train.ablation;

import dev.resplat.autodiff.Var;
import dev.resplat.nn.Linear;
import dev.resplat.nn.Losses;
import dev.resplat.nn.optim.Sgd;
import dev.resplat.tensor.Device;
import dev.resplat.tensor.RandomStream;
import dev.resplat.tensor.Scope;
import dev.resplat.tensor.Shape;
import dev.resplat.tensor.Tensor;
import dev.resplat.tensor.io.HostArray;
import dev.resplat.train.loop.Numbers;
import dev.resplat.train.loop.Results;
import dev.resplat.train.loop.Score;
import dev.resplat.train.loop.TrainedModel;
import dev.resplat.train.loop.Trainee;
import dev.resplat.train.loop.TrainingConfig;
import dev.resplat.train.models.Model;
import java.util.List;
import java.util.Map;

/** The smallest model that can be trained: a line through points of one. */
final class Line implements Trainee {
    private static final Shape POINTS = Shape.of(8, 1);

    /** Learns where the line is. */
    record Settings(
            String model,
            double rate,
            double slope,
            int batch,
            int steps,
            int evaluateEvery,
            int checkpointEvery,
            double checkpointSeconds,
            long seed)
            implements TrainingConfig {
        @Override
        public List<String> mayChange() {
            return List.of();
        }

        @Override
        public Map<String, Object> budget() {
            return Map.of("slope", slope);
        }

        @Override
        public int samplesPerStep() {
            return batch;
        }
    }

    /** The same with a configuration that has other keys. */
    record Other(
            String model,
            double slope,
            int steps,
            int evaluateEvery,
            int checkpointEvery,
            double checkpointSeconds,
            long seed)
            implements TrainingConfig {
        @Override
        public List<String> mayChange() {
            return List.of();
        }

        @Override
        public Map<String, Object> budget() {
            return Map.of("slope", slope);
        }

        @Override
        public int samplesPerStep() {
            return 8;
        }
    }

    /** Both, to be ablated. */
    static final List<Model<?>> MODELS =
            List.of(
                    new Model<>(
                            "line",
                            Settings.class,
                            (c, data, notes) ->
                                    device -> new Line(device, c.rate, c.slope, c.seed)),
                    new Model<>(
                            "other",
                            Other.class,
                            (c, data, notes) -> device -> new Line(device, 0.3, c.slope, c.seed)));

    private final Device device;
    private final double rate;
    private final double slope;
    private final long seed;
    private final Linear line;
    private final TrainedModel trained;

    private Line(Device device, double rate, double slope, long seed) {
        this.device = device;
        this.rate = rate;
        this.slope = slope;
        this.seed = seed;
        line = new Linear(new RandomStream(seed), device, 1, 1);
        trained = TrainedModel.of(line, new Sgd(line.parameters(), new Sgd.Config(0, false, 0)));
    }

    private Var loss(long number) {
        Tensor x = new RandomStream(seed, number).uniform(device, POINTS);
        return Losses.meanSquaredError(line.forward(Var.constant(x)), Var.constant(x.mul(slope)));
    }

    @Override
    public Score score() {
        return new Score("nearness", "");
    }

    @Override
    public Numbers step(int step) {
        try (Scope scope = Scope.open()) {
            return trained.improve(loss(step), 1e9, rate);
        }
    }

    @Override
    public Numbers evaluate(int step) {
        try (Scope scope = Scope.open()) {
            return Numbers.of("nearness", -loss(-1).value().item());
        }
    }

    @Override
    public TrainedModel trained() {
        return trained;
    }

    @Override
    public Results results(Map<String, HostArray> best) {
        return new Results("A line").metric("parameters", line.parameterCount());
    }

    @Override
    public String advice() {
        return "choose a smaller rate";
    }
}
