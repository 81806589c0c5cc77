package dev.resplat.nn.optim;

import dev.resplat.autodiff.Var;
import dev.resplat.tensor.OptimizerKernels;
import dev.resplat.tensor.Tensor;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Adam (Kingma and Ba 2015) and AdamW (Loshchilov and Hutter 2019); see {@link
 * OptimizerKernels#adam}.
 */
public final class Adam extends Optimizer {
    private final Config config;

    /**
     * Settings.
     *
     * @param beta1 decay of the mean of gradients, in [0, 1); usually 0.9
     * @param beta2 decay of the mean of squared gradients, in [0, 1); usually 0.999
     * @param epsilon added to the root of the latter; usually 1e-8
     * @param weightDecay strength of decay towards zero
     * @param decoupled whether decay acts on the parameter directly, which makes this AdamW
     */
    public record Config(
            double beta1, double beta2, double epsilon, double weightDecay, boolean decoupled) {
        public Config {
            Require.in("beta1", beta1, 0, 1);
            Require.in("beta2", beta2, 0, 1);
            Require.in("epsilon", epsilon, 0, Double.MAX_VALUE);
            Require.in("weightDecay", weightDecay, 0, Double.MAX_VALUE);
        }

        /** Adam with the paper's settings and no decay. */
        public static Config adam() {
            return new Config(0.9, 0.999, 1e-8, 0, false);
        }

        /** AdamW with the paper's settings. */
        public static Config adamW(double weightDecay) {
            return new Config(0.9, 0.999, 1e-8, weightDecay, true);
        }
    }

    /** For these parameters, with nothing remembered yet. */
    public Adam(Map<String, Var> parameters, Config config) {
        super(parameters, List.of("mean", "square"));
        this.config = Objects.requireNonNull(config, "config");
    }

    @Override
    void update(Slot slot, Tensor grad, double learningRate, int t) {
        slot.kernels()
                .adam(
                        new OptimizerKernels.Adam(
                                learningRate,
                                config.beta1,
                                config.beta2,
                                config.epsilon,
                                config.weightDecay,
                                config.decoupled),
                        t,
                        slot.parameter().value().buffer(),
                        grad.buffer(),
                        slot.state().get("mean").buffer(),
                        slot.state().get("square").buffer(),
                        slot.size());
    }
}
