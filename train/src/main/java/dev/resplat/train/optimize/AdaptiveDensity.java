package dev.resplat.train.optimize;

import static dev.resplat.autodiff.Var.wrt;

import dev.resplat.autodiff.Var;
import dev.resplat.splat.Quaternion;
import dev.resplat.tensor.Device;
import dev.resplat.tensor.Tensor;
import dev.resplat.tensor.io.HostArray;
import dev.resplat.train.config.Require;
import dev.resplat.train.data.Draws;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Splats are copied or split where their footprints are pulled about, and removed where they are
 * hardly seen (Kerbl et al. 2023, "3D Gaussian Splatting", section 5). Of more than fit under the
 * cap, those with the largest gradients are taken.
 *
 * <p>As in the program of that paper, splats are removed for their size only once opacities have
 * been made small: before, large ones are all that there is where no point was known, as in the
 * background. There it compares sizes with the extent of the cameras; here what is farther from all
 * cameras that see it may be larger, as much as it is farther, because it looks no larger.
 */
final class AdaptiveDensity implements Strategy {
    /** Halves of a split splat are smaller by this. */
    private static final double SPLIT_SHRINK = 1.6;

    /** Part of the time after which opacities are not made small: they could not come back. */
    private static final double RESETS_UNTIL = 0.5;

    private final Config config;
    private final int most;
    private final long seed;
    private final Sightings sightings = new Sightings();
    private int adapted;
    private boolean reset;

    /**
     * Settings.
     *
     * @param gradient mean norm of the gradient of a footprint's place, in units of half the image,
     *     above which a splat becomes two; 0.0002 in the paper
     * @param large standard deviation above which it is split instead of copied, in units of the
     *     scene; 0.01 in the paper
     * @param faint opacity below which a splat is removed; 0.005 in the paper
     * @param huge standard deviation above which it is removed, in units of the scene, or times its
     *     depth in the nearest view if that is more than 1; 0.1 in the program of the paper, which
     *     costs scenes that look far, as fern, walls that one splat shows well
     * @param resetEvery after so many rounds all opacities are made small, so that only what is
     *     needed comes back, and from then on what is huge is removed; 30 in the paper; 0 for
     *     neither
     */
    record Config(double gradient, double large, double faint, double huge, int resetEvery) {
        Config {
            Require.positive("gradient", gradient);
            Require.positive("large", large);
            Require.between(0, 0.5, "faint", faint);
            Require.positive("huge", huge);
            Require.atLeast(0, "resetEvery", resetEvery);
        }
    }

    /** Up to so many splats. */
    AdaptiveDensity(Config config, int most, long seed) {
        this.config = config;
        this.most = most;
        this.seed = seed;
    }

    @Override
    public void prepare(Device device, int count) {
        sightings.prepare(device, count);
    }

    @Override
    public Var observe(Var footprints, int width, int height) {
        Tensor value = footprints.value();
        return Var.of(
                "observe",
                value,
                wrt(
                        footprints,
                        g -> {
                            sightings.note(value, g, width, height);
                            return g;
                        }));
    }

    @Override
    public void disturb(Parameters parameters, double meansRate, int step) {}

    @Override
    public Optional<Edit> adapt(Cloud cloud, int step, double done) {
        int n = cloud.count();
        Sightings.Seen seen = sightings.seen();
        boolean[] keep = new boolean[n];
        boolean[] grow = new boolean[n];
        int kept = 0;
        for (int i = 0; i < n; i++) {
            keep[i] = opacity(cloud, i) >= config.faint() && !(reset && isHuge(cloud, seen, i));
            kept += keep[i] ? 1 : 0;
            grow[i] = keep[i] && seen.pull(i) > config.gradient();
        }
        limit(grow, seen, Math.max(0, most - kept));
        Edit edit = grown(cloud, keep, grow, step);
        sightings.forget();
        adapted++;
        if (config.resetEvery() > 0 && adapted % config.resetEvery() == 0 && done < RESETS_UNTIL) {
            fade(edit.changed().get(Part.OPACITY_LOGITS));
            reset = true;
        }
        return Optional.of(edit);
    }

    @Override
    public Map<String, HostArray> state() {
        Map<String, HostArray> state = new HashMap<>(sightings.state());
        state.put("adapted", HostArray.of(new int[] {adapted}, 1));
        state.put("reset", HostArray.of(new int[] {reset ? 1 : 0}, 1));
        return state;
    }

    @Override
    public void restore(Map<String, HostArray> state) {
        sightings.restore(state);
        adapted = State.get("adapted", state).toInts()[0];
        reset = State.get("reset", state).toInts()[0] != 0;
    }

    private static double opacity(Cloud cloud, int i) {
        return 1 / (1 + Math.exp(-cloud.part(Part.OPACITY_LOGITS)[i]));
    }

    private static double size(Cloud cloud, int i) {
        float[] s = cloud.part(Part.LOG_SCALES);
        return Math.exp(Math.max(s[3 * i], Math.max(s[3 * i + 1], s[3 * i + 2])));
    }

    /** What no view has seen since the last round could be the background: it stays. */
    private boolean isHuge(Cloud cloud, Sightings.Seen seen, int i) {
        return seen.wasSeen(i) && size(cloud, i) > config.huge() * Math.max(1, seen.nearest()[i]);
    }

    /** Leaves the {@code room} with the largest gradients. */
    private static void limit(boolean[] grow, Sightings.Seen seen, int room) {
        int count = 0;
        double[] pulls = new double[grow.length];
        for (int i = 0; i < grow.length; i++) {
            if (grow[i]) {
                pulls[count++] = seen.pull(i);
            }
        }
        if (count <= room) {
            return;
        }
        Arrays.sort(pulls, 0, count);
        double least = room == 0 ? Double.POSITIVE_INFINITY : pulls[count - room];
        for (int i = 0; i < count; i++) {
            room -= pulls[i] > least ? 1 : 0;
        }
        // what is left of the room is for those that are equal to the least
        for (int i = 0; i < grow.length; i++) {
            boolean fits = seen.pull(i) > least || seen.pull(i) == least && room > 0;
            room -= grow[i] && seen.pull(i) == least ? 1 : 0;
            grow[i] &= fits;
        }
    }

    private Edit grown(Cloud cloud, boolean[] keep, boolean[] grow, int step) {
        int n = cloud.count();
        int[] rows = new int[2 * n];
        int[] memories = new int[2 * n];
        boolean[] halves = new boolean[2 * n];
        int count = 0;
        for (int i = 0; i < n; i++) {
            if (!keep[i]) {
                continue;
            }
            boolean split = grow[i] && size(cloud, i) > config.large();
            rows[count] = i;
            halves[count] = split;
            memories[count++] = split ? -1 : i;
        }
        for (int i = 0; i < n; i++) {
            if (grow[i]) {
                rows[count] = i;
                halves[count] = size(cloud, i) > config.large();
                memories[count++] = -1;
            }
        }
        rows = Arrays.copyOf(rows, count);
        Map<Part, float[]> changed = new EnumMap<>(Part.class);
        for (Part part : Part.GEOMETRY) {
            changed.put(part, cloud.rows(part, rows));
        }
        Draws random = new Draws(seed, Draws.Purpose.SPLATS, step);
        for (int i = 0; i < count; i++) {
            if (halves[i]) {
                split(changed, i, random);
            }
        }
        return new Edit(rows, Arrays.copyOf(memories, count), changed);
    }

    /** Moves a splat to a random place of its own, and makes it smaller. */
    private static void split(Map<Part, float[]> parts, int i, Draws random) {
        float[] means = parts.get(Part.MEANS);
        float[] scales = parts.get(Part.LOG_SCALES);
        double[] d = new double[3];
        for (int k = 0; k < 3; k++) {
            d[k] = Math.exp(scales[3 * i + k]) * random.normal(0, 1);
            scales[3 * i + k] -= (float) Math.log(SPLIT_SHRINK);
        }
        float[] q = parts.get(Part.QUATS);
        double[] moved = new Quaternion(q[4 * i], q[4 * i + 1], q[4 * i + 2], q[4 * i + 3]).turn(d);
        for (int k = 0; k < 3; k++) {
            means[3 * i + k] += (float) moved[k];
        }
    }

    /** Makes all opacities twice the faintest, at most. */
    private void fade(float[] logits) {
        double most = 2 * config.faint();
        float limit = (float) Math.log(most / (1 - most));
        for (int i = 0; i < logits.length; i++) {
            logits[i] = Math.min(logits[i], limit);
        }
    }
}
