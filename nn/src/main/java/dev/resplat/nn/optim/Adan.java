package dev.resplat.nn.optim;

import dev.resplat.autodiff.Var;
import dev.resplat.tensor.OptimizerKernels;
import dev.resplat.tensor.Tensor;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Adaptive Nesterov momentum (Xie et al. 2022); see {@link OptimizerKernels#adan}. */
public final class Adan extends Optimizer {
    private final Config config;

    /**
     * Settings; the betas are decay factors, one minus those of the paper.
     *
     * @param beta1 decay of the mean of gradients, in [0, 1); usually 0.98
     * @param beta2 decay of the mean of gradient differences, in [0, 1); usually 0.92
     * @param beta3 decay of the mean of squares, in [0, 1); usually 0.99
     * @param epsilon added to the root of the latter; usually 1e-8
     * @param weightDecay strength of proximal decay
     */
    public record Config(
            double beta1, double beta2, double beta3, double epsilon, double weightDecay) {
        public Config {
            Require.in("beta1", beta1, 0, 1);
            Require.in("beta2", beta2, 0, 1);
            Require.in("beta3", beta3, 0, 1);
            Require.in("epsilon", epsilon, 0, Double.MAX_VALUE);
            Require.in("weightDecay", weightDecay, 0, Double.MAX_VALUE);
        }

        /** The paper's settings. */
        public static Config adan(double weightDecay) {
            return new Config(0.98, 0.92, 0.99, 1e-8, weightDecay);
        }
    }

    /** For these parameters, with nothing remembered yet. */
    public Adan(Map<String, Var> parameters, Config config) {
        super(parameters, List.of("mean", "difference", "square", "previous"));
        this.config = Objects.requireNonNull(config, "config");
    }

    @Override
    void update(Slot slot, Tensor grad, double learningRate, int t) {
        slot.kernels()
                .adan(
                        new OptimizerKernels.Adan(
                                learningRate,
                                config.beta1,
                                config.beta2,
                                config.beta3,
                                config.epsilon,
                                config.weightDecay),
                        t,
                        slot.parameter().value().buffer(),
                        grad.buffer(),
                        slot.state().get("mean").buffer(),
                        slot.state().get("difference").buffer(),
                        slot.state().get("square").buffer(),
                        slot.state().get("previous").buffer(),
                        slot.size());
    }
}
