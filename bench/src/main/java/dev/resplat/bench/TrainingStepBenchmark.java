package dev.resplat.bench;

import dev.resplat.nn.Activation;
import dev.resplat.tensor.Device;
import dev.resplat.tensor.Devices;
import dev.resplat.tensor.Scope;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;

/** A step of {@link MlpTraining} with a batch of 4096. */
public class TrainingStepBenchmark extends DeviceBenchmark {
    private static final int BATCH = 4096;
    private static final int CHECKED_BATCH = 64;
    private static final int CHECKED_STEPS = 3;

    /** Between the layers. */
    @Param({"GELU", "RELU"})
    public Activation activation;

    private MlpTraining training;

    @Override
    void prepare() {
        double actual = errorAfterSteps(device());
        double expected = errorAfterSteps(Devices.find("reference"));
        if (!(Math.abs(actual - expected) <= 1e-4 * expected)) {
            throw new IllegalStateException(
                    "loss after %d steps is %g, expected %g"
                            .formatted(CHECKED_STEPS, actual, expected));
        }
        training = new MlpTraining(device(), activation, BATCH);
    }

    private double errorAfterSteps(Device device) {
        try (Scope scope = Scope.open()) {
            MlpTraining small = new MlpTraining(device, activation, CHECKED_BATCH);
            for (int i = 0; i < CHECKED_STEPS; i++) {
                small.step();
            }
            return small.error();
        }
    }

    /** Forward, backward and update. */
    @Benchmark
    public void step(Rate.Flops rate) {
        rate.add(MlpTraining.flops(BATCH));
        training.step();
    }
}
