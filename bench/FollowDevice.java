import dev.resplat.tensor.Device;
import dev.resplat.tensor.Devices;
import dev.resplat.tensor.Scope;
import dev.resplat.tensor.Traffic;
import dev.resplat.tensor.io.HostArray;
import dev.resplat.train.config.Config;
import dev.resplat.train.config.UserMistake;
import dev.resplat.train.data.DataChoice;
import dev.resplat.train.loop.Trainee;
import dev.resplat.train.models.Model;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * Trains a model on the CPU and twice on another device, and says how far losses are apart, whether
 * both runs on the device have the same bits, what a step moves, and whether memory of the device
 * grows; see follow-device.sh.
 */
public final class FollowDevice {
    /** Steps whose mean loss is compared: single ones scatter as roundings lead to other splats. */
    private static final int WINDOW = 20;

    private static final double TOLERANCE = 0.01;

    private static final int TENTHS = 10;

    private static final String CPU = "cpu";

    /** The same without vector instructions: how far the CPU is from itself. */
    private static final String OTHER_ROUNDING = "cpu:scalar";

    private final String name;
    private final Function<Device, ? extends Trainee> maker;
    private boolean good = true;

    private FollowDevice(String name, Function<Device, ? extends Trainee> maker) {
        this.name = name;
        this.maker = maker;
    }

    /**
     * What a training leaves.
     *
     * @param weights after the steps that are compared
     * @param inUse the most bytes that were in use after steps of each tenth
     * @param taken the same with buffers that wait for reuse
     */
    private record Run(
            double[] losses, Map<String, HostArray> weights, long[] inUse, long[] taken) {}

    /**
     * Arguments: a device; steps that are compared; steps of the first training, whose memory is
     * looked at; the scenes or pictures to learn from, or - for those of the model; a
     * configuration; KEY=VALUE for it.
     */
    public static void main(String[] args) {
        try {
            System.exit(run(args) ? 0 : 1);
        } catch (UserMistake e) {
            System.err.println("FollowDevice: " + e.getMessage());
            System.exit(2);
        }
    }

    private static boolean run(String[] args) {
        Device device = Devices.find(args[0]);
        int steps = Integer.parseInt(args[1]);
        int memorySteps = Integer.parseInt(args[2]);
        Optional<String> where = args[3].equals("-") ? Optional.empty() : Optional.of(args[3]);
        Config config = Config.named(args[4]).with(Arrays.asList(args).subList(5, args.length));
        Function<Device, ? extends Trainee> maker =
                Model.of(config)
                        .training(config)
                        .prepare(new DataChoice(where, 1), note -> System.err.println(note));
        FollowDevice follow = new FollowDevice(args[4], maker);
        System.out.printf("%s on %s, %s%n", args[4], device.name(), device.description());
        follow.compare(device, steps, Math.max(steps, memorySteps));
        return follow.good;
    }

    private void compare(Device device, int steps, int all) {
        device.trim();
        Run one = run(device, steps, all);
        memory(device, one);
        double[] expected = run(Devices.find(CPU), steps, steps).losses;
        double[] other = run(Devices.find(OTHER_ROUNDING), steps, steps).losses;
        double worst = 0;
        for (int from = 0; from < steps; from += WINDOW) {
            int to = Math.min(from + WINDOW, steps);
            double own = mean(one.losses, from, to);
            double cpu = mean(expected, from, to);
            double apart = own / cpu - 1;
            worst = Math.max(worst, Math.abs(apart));
            say(
                    "steps %4d to %4d: loss %.6f, on the CPU %.6f, %+.3f %%; rounded otherwise"
                        + " %+.3f %%",
                    from, to - 1, own, cpu, 100 * apart, 100 * (mean(other, from, to) / cpu - 1));
        }
        double single = 0;
        for (int i = 0; i < steps; i++) {
            single = Math.max(single, Math.abs(one.losses[i] / expected[i] - 1));
        }
        check(
                worst <= TOLERANCE,
                "means of %d steps are at most %.3f %% apart, single steps %.3f %%",
                WINDOW,
                100 * worst,
                100 * single);
        Run two = run(device, steps, steps);
        boolean same = Arrays.equals(one.losses, two.losses) && one.weights.equals(two.weights);
        check(
                same,
                "two runs have the same bits in all losses and weights: %s",
                same ? "yes" : "NO");
    }

    private static double mean(double[] values, int from, int to) {
        return Arrays.stream(values, from, to).average().orElseThrow();
    }

    private Run run(Device device, int steps, int all) {
        double[] losses = new double[steps];
        Map<String, HostArray> weights = Map.of();
        long[] inUse = new long[TENTHS];
        long[] taken = new long[TENTHS];
        long begin = System.nanoTime();
        try (Scope scope = Scope.open();
                Trainee training = maker.apply(device)) {
            Optional<Traffic> before = device.traffic();
            for (int step = 0; step < all; step++) {
                double loss = training.step(step).get("loss");
                if (step < steps) {
                    losses[step] = loss;
                }
                if (step == steps - 1) {
                    before.ifPresent(b -> traffic(device.traffic().orElseThrow().since(b), steps));
                    weights = training.weights();
                }
                int tenth = step * TENTHS / all;
                long now = device.bytesInUse();
                inUse[tenth] = Math.max(inUse[tenth], now);
                taken[tenth] = Math.max(taken[tenth], now + device.bytesPooled());
            }
        }
        say("%d steps on %s: %.0f s", all, device.name(), (System.nanoTime() - begin) / 1e9);
        return new Run(losses, weights, inUse, taken);
    }

    private void traffic(Traffic moved, double steps) {
        say(
                "a step: %.1f transfers there of %,.0f bytes, %.1f back of %,.0f bytes, %.0f"
                    + " kernels",
                moved.uploads() / steps,
                moved.uploadedBytes() / steps,
                moved.downloads() / steps,
                moved.downloadedBytes() / steps,
                moved.kernels() / steps);
    }

    /**
     * Flat: steps of the second half leave no more in use than those of the first, and the training
     * nothing. What waits for reuse is as much as the largest data took so far.
     */
    private void memory(Device device, Run run) {
        long first = Arrays.stream(run.inUse, 0, TENTHS / 2).max().orElseThrow();
        long second = Arrays.stream(run.inUse, TENTHS / 2, TENTHS).max().orElseThrow();
        check(
                second <= first && device.bytesInUse() == 0,
                "in use after steps of each tenth, in KiB: %s; with what waits for reuse: %s; %d bytes"
                        + " in use at the end",
                kibibytes(run.inUse),
                kibibytes(run.taken),
                device.bytesInUse());
    }

    private static String kibibytes(long[] bytes) {
        return Arrays.toString(Arrays.stream(bytes).map(b -> b >> 10).toArray());
    }

    private void check(boolean fine, String text, Object... values) {
        good &= fine;
        say((fine ? "ok    " : "WRONG ") + text, values);
    }

    private void say(String text, Object... values) {
        System.out.printf(Locale.ROOT, "%s: " + text + "%n", prefixed(values));
        System.out.flush();
    }

    private Object[] prefixed(Object[] values) {
        Object[] all = new Object[values.length + 1];
        all[0] = name;
        System.arraycopy(values, 0, all, 1, values.length);
        return all;
    }
}
