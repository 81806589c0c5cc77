package dev.resplat.train.run;

import dev.resplat.tensor.Device;
import dev.resplat.tensor.Traffic;
import java.util.LinkedHashMap;
import java.util.Map;

/** Counts what goes to and from a device in the steps of a run, where the device counts it. */
public final class Transfers {
    /** In {@code metrics.json}. */
    public static final String PER_STEP = "transfersPerStep";

    private final Device device;
    private final double[] sums = new double[5];
    private int steps;

    /** Nothing yet. */
    public Transfers(Device device) {
        this.device = device;
    }

    /** Runs a step and counts what it moves. */
    public void count(Runnable step) {
        Traffic before = device.traffic().orElse(null);
        step.run();
        if (before == null) {
            return;
        }
        Traffic moved = device.traffic().orElseThrow().since(before);
        sums[0] += moved.uploads();
        sums[1] += moved.uploadedBytes();
        sums[2] += moved.downloads();
        sums[3] += moved.downloadedBytes();
        sums[4] += moved.kernels();
        steps++;
    }

    /** Puts the means over the steps into metrics, if anything was counted. */
    public void addTo(Map<String, Object> metrics) {
        if (steps == 0) {
            return;
        }
        String[] names = {"uploads", "uploadedBytes", "downloads", "downloadedBytes", "kernels"};
        Map<String, Object> means = new LinkedHashMap<>();
        for (int i = 0; i < names.length; i++) {
            means.put(names[i], sums[i] / steps);
        }
        metrics.put(PER_STEP, means);
    }
}
