package dev.resplat.train.devices;

import dev.resplat.tensor.Device;
import dev.resplat.tensor.Scope;
import dev.resplat.tensor.Tensor;
import dev.resplat.tensor.reference.ReferenceDevice;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Compares kernel families of a device with the reference, and times them. */
public final class DeviceCheck {
    /** Errors above this, relative to the largest magnitude, are none of rounding. */
    private static final double TOLERANCE = 1e-4;

    private static final double NANOS = 1e-9;

    private DeviceCheck() {}

    /**
     * A line of the table.
     *
     * @param family that was run
     * @param what it did
     * @param error the largest, relative to the largest magnitude; NaN if the device has no such
     *     kernels
     * @param rate per second; NaN if it was not measured
     * @param unit of the rate
     * @param failure what went wrong; null if nothing did
     */
    public record Line(
            String family, String what, double error, double rate, String unit, String failure) {
        /** Whether the family is there and right. */
        public boolean agrees() {
            return failure == null && error <= TOLERANCE;
        }

        /** Whether the device has it. */
        public boolean isThere() {
            return failure != null || !Double.isNaN(error);
        }

        @Override
        public String toString() {
            String start = String.format(Locale.ROOT, "%-14s %-31s", family, what);
            if (!isThere()) {
                return start + " not on this device";
            }
            if (failure != null) {
                return start + " FAILS: " + failure;
            }
            return String.format(
                    Locale.ROOT,
                    "%s %-9s %8.1e %10.3f %s/s",
                    start,
                    agrees() ? "agrees" : "DIFFERS",
                    error,
                    rate,
                    unit);
        }
    }

    /**
     * Runs all.
     *
     * @param seconds to measure each for
     */
    public static List<Line> of(Device device, double seconds) {
        List<Line> lines = new ArrayList<>();
        for (Probe probe : Probes.all()) {
            lines.add(line(device, probe, seconds));
        }
        return lines;
    }

    private static Line line(Device device, Probe probe, double seconds) {
        try {
            double error = error(device, probe);
            double rate = rate(device, probe, seconds);
            return new Line(probe.family(), probe.what(), error, rate, probe.unit(), null);
        } catch (UnsupportedOperationException e) {
            return new Line(
                    probe.family(), probe.what(), Double.NaN, Double.NaN, probe.unit(), null);
        } catch (RuntimeException e) {
            return new Line(
                    probe.family(),
                    probe.what(),
                    Double.NaN,
                    Double.NaN,
                    probe.unit(),
                    String.valueOf(e.getMessage()));
        }
    }

    private static double error(Device device, Probe probe) {
        double[] expected = values(new ReferenceDevice(), probe);
        double[] actual = values(device, probe);
        double magnitude = Double.MIN_NORMAL;
        double error = 0;
        for (int i = 0; i < expected.length; i++) {
            magnitude = Math.max(magnitude, Math.abs(expected[i]));
            double difference = Math.abs(actual[i] - expected[i]);
            error =
                    Double.isNaN(difference)
                            ? Double.POSITIVE_INFINITY
                            : Math.max(error, difference);
        }
        return error / magnitude;
    }

    private static double[] values(Device device, Probe probe) {
        try (Scope scope = Scope.open()) {
            Tensor[] inputs = probe.inputs().apply(device, probe.checkedSize());
            return probe.run().apply(inputs).toDoubles();
        }
    }

    /** Until the time is over, and once at least; the first run, which compiles, does not count. */
    private static double rate(Device device, Probe probe, double seconds) {
        try (Scope scope = Scope.open()) {
            Tensor[] inputs = probe.inputs().apply(device, probe.timedSize());
            run(device, probe, inputs);
            long begin = System.nanoTime();
            int runs = 0;
            double passed;
            do {
                run(device, probe, inputs);
                runs++;
                passed = NANOS * (System.nanoTime() - begin);
            } while (passed < seconds);
            return runs * probe.work().applyAsDouble(probe.timedSize()) / passed;
        }
    }

    private static void run(Device device, Probe probe, Tensor[] inputs) {
        try (Scope scope = Scope.open()) {
            probe.run().apply(inputs);
            device.await();
        }
    }
}
