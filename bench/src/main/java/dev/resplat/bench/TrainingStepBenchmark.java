package dev.resplat.bench;

import dev.resplat.nn.Activation;
import dev.resplat.tensor.Device;
import dev.resplat.tensor.Devices;
import dev.resplat.tensor.Scope;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;

/** A step of {@link Training}: forward, backward and update. */
public class TrainingStepBenchmark extends DeviceBenchmark {
    private static final int CHECKED_STEPS = 3;

    /** Networks. */
    public enum Network {
        /** On a batch of 4096. */
        MLP_GELU {
            @Override
            Training make(Device device, boolean small) {
                return Training.mlp(device, Activation.GELU, small ? 64 : 4096);
            }
        },
        /** On a batch of 4096. */
        MLP_RELU {
            @Override
            Training make(Device device, boolean small) {
                return Training.mlp(device, Activation.RELU, small ? 64 : 4096);
            }
        },
        /** On four maps of 64 x 64. */
        RES_NET {
            @Override
            Training make(Device device, boolean small) {
                return small ? Training.resNet(device, 2, 8) : Training.resNet(device, 4, 64);
            }
        },
        /** On four sequences of 1024 tokens. */
        TRANSFORMER {
            @Override
            Training make(Device device, boolean small) {
                return small
                        ? Training.transformer(device, 2, 16)
                        : Training.transformer(device, 4, 1024);
            }
        };

        abstract Training make(Device device, boolean small);
    }

    /** What is trained. */
    @Param public Network network;

    private Training training;

    @Override
    void prepare() {
        double actual = errorAfterSteps(device());
        double expected = errorAfterSteps(Devices.find("reference"));
        if (!(Math.abs(actual - expected) <= 1e-4 * expected)) {
            throw new IllegalStateException(
                    "loss after %d steps is %g, expected %g"
                            .formatted(CHECKED_STEPS, actual, expected));
        }
        training = network.make(device(), false);
    }

    private double errorAfterSteps(Device device) {
        try (Scope scope = Scope.open()) {
            Training small = network.make(device, true);
            for (int i = 0; i < CHECKED_STEPS; i++) {
                small.step();
            }
            return small.error();
        }
    }

    /** Forward, backward and update. */
    @Benchmark
    public void step(Rate.Flops rate) {
        rate.add(training.flops());
        training.step();
    }
}
