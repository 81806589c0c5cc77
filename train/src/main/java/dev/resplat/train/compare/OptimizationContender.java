package dev.resplat.train.compare;

import dev.resplat.tensor.Device;
import dev.resplat.train.config.Config;
import dev.resplat.train.image.Image;
import dev.resplat.train.optimize.OptimizeConfig;
import dev.resplat.train.optimize.ViewsOptimization;
import dev.resplat.train.run.DivergedException;
import dev.resplat.train.views.Example;
import java.util.function.BooleanSupplier;

/**
 * Splats that are learned from the views of each scene alone, as the command {@code optimize} does.
 *
 * @param config with its number of steps
 */
record OptimizationContender(Profile profile, OptimizeConfig config) implements Contender {
    /** Of a warm-up, and between two looks at whether to stop. */
    private static final int SOME = 20;

    @Override
    public String basis() {
        return Config.toYaml(config);
    }

    @Override
    public long effort() {
        return config.steps();
    }

    @Override
    public Maker open(Device device, BooleanSupplier stop) {
        return new Maker() {
            @Override
            public long parameters() {
                return 0;
            }

            @Override
            public Made make(Example example) {
                return new Learned(device, example, config.steps(), stop);
            }

            @Override
            public void warmUp(Example example) {
                try (Made made = new Learned(device, example, SOME, stop)) {
                    made.render(0);
                }
            }
        };
    }

    private final class Learned implements Made {
        private final Example example;
        private final ViewsOptimization optimization;

        Learned(Device device, Example example, int steps, BooleanSupplier stop) {
            this.example = example;
            optimization = new ViewsOptimization(device, example.context(), config);
            int done = 0;
            try {
                for (; done < steps && !stop.getAsBoolean(); done += SOME) {
                    optimization.steps(Math.min(SOME, steps - done));
                }
            } catch (IllegalStateException e) {
                optimization.close();
                throw new DivergedException(
                        "%s: diverged after step %d".formatted(example.scene(), done), e);
            }
        }

        @Override
        public long count() {
            return optimization.count();
        }

        @Override
        public Image render(int target) {
            return optimization.render(example.targets().get(target).camera());
        }

        @Override
        public void close() {
            optimization.close();
        }
    }
}
