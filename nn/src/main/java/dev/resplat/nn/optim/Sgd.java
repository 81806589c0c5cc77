package dev.resplat.nn.optim;

import dev.resplat.autodiff.Var;
import dev.resplat.tensor.OptimizerKernels;
import dev.resplat.tensor.Tensor;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Stochastic gradient descent; see {@link OptimizerKernels#sgd}. */
public final class Sgd extends Optimizer {
    private final Config config;

    /**
     * Settings.
     *
     * @param momentum fraction of the velocity kept, in [0, 1)
     * @param nesterov whether to look ahead along the velocity
     * @param weightDecay strength of decay towards zero, through the gradient
     */
    public record Config(double momentum, boolean nesterov, double weightDecay) {
        public Config {
            Require.in("momentum", momentum, 0, 1);
            Require.in("weightDecay", weightDecay, 0, Double.MAX_VALUE);
        }
    }

    /** For these parameters, with nothing remembered yet. */
    public Sgd(Map<String, Var> parameters, Config config) {
        super(parameters, List.of("velocity"));
        this.config = Objects.requireNonNull(config, "config");
    }

    @Override
    void update(Slot slot, Tensor grad, double learningRate, int t) {
        slot.kernels()
                .sgd(
                        new OptimizerKernels.Sgd(
                                learningRate, config.momentum, config.nesterov, config.weightDecay),
                        t,
                        slot.parameter().value().buffer(),
                        grad.buffer(),
                        slot.state().get("velocity").buffer(),
                        slot.size());
    }
}
