package dev.resplat.splat.edit;

import dev.resplat.splat.Splats3d;
import java.util.Arrays;
import java.util.BitSet;
import java.util.function.IntPredicate;

/**
 * Which splats of a scene stay; those that do keep their order, and nothing else of them changes.
 */
public final class Selection {
    private Selection() {}

    /** Those whose index fulfils a condition. */
    public static Splats3d of(Splats3d splats, IntPredicate stays) {
        BitSet kept = new BitSet(splats.count());
        for (int i = 0; i < splats.count(); i++) {
            kept.set(i, stays.test(i));
        }
        return new Splats3d(
                splats.degree(),
                rows(splats.means(), 3, kept),
                rows(splats.quats(), 4, kept),
                rows(splats.logScales(), 3, kept),
                rows(splats.opacityLogits(), 1, kept),
                rows(splats.sh(), 3 * Splats3d.terms(splats.degree()), kept));
    }

    private static float[] rows(float[] values, int width, BitSet kept) {
        float[] rows = new float[width * kept.cardinality()];
        int next = 0;
        for (int i = kept.nextSetBit(0); i >= 0; i = kept.nextSetBit(i + 1)) {
            System.arraycopy(values, width * i, rows, next, width);
            next += width;
        }
        return rows;
    }

    // ---- By place --------------------------------------------------------------------------

    /** Those whose centres are in a region; what they cover may reach out of it. */
    public static Splats3d inside(Splats3d splats, Region region) {
        return of(splats, i -> isInside(splats, i, region));
    }

    /** Those whose centres are not in a region. */
    public static Splats3d outside(Splats3d splats, Region region) {
        return of(splats, i -> !isInside(splats, i, region));
    }

    private static boolean isInside(Splats3d splats, int i, Region region) {
        float[] m = splats.means();
        return region.contains(m[3 * i], m[3 * i + 1], m[3 * i + 2]);
    }

    // ---- By value --------------------------------------------------------------------------

    /** The opacity of a splat, 0 to 1. */
    public static double opacity(Splats3d splats, int i) {
        return 1 / (1 + Math.exp(-(double) splats.opacityLogits()[i]));
    }

    /** The largest standard deviation of a splat, in units of the world. */
    public static double size(Splats3d splats, int i) {
        float[] s = splats.logScales();
        return Math.exp(Math.max(s[3 * i], Math.max(s[3 * i + 1], s[3 * i + 2])));
    }

    /** Those with an opacity from {@code least} to {@code most}, both included. */
    public static Splats3d byOpacity(Splats3d splats, double least, double most) {
        return of(splats, i -> isWithin(opacity(splats, i), least, most));
    }

    /** Those with a {@linkplain #size size} from {@code least} to {@code most}, both included. */
    public static Splats3d bySize(Splats3d splats, double least, double most) {
        return of(splats, i -> isWithin(size(splats, i), least, most));
    }

    private static boolean isWithin(double value, double least, double most) {
        return value >= least && value <= most;
    }

    // ---- By importance ---------------------------------------------------------------------

    /**
     * How much a splat hides where it is seen from its broad side: opacity times the product of its
     * two largest standard deviations, as a logarithm, so that nothing overflows. It knows of no
     * camera, and of nothing that stands in front.
     */
    public static double logImportance(Splats3d splats, int i) {
        float[] s = splats.logScales();
        double all = (double) s[3 * i] + s[3 * i + 1] + s[3 * i + 2];
        double least = Math.min(s[3 * i], Math.min(s[3 * i + 1], s[3 * i + 2]));
        double logit = splats.opacityLogits()[i];
        // The logarithm of a sigmoid.
        double opacity =
                logit > 0 ? -Math.log1p(Math.exp(-logit)) : logit - Math.log1p(Math.exp(logit));
        return opacity + all - least;
    }

    /**
     * The splats with the largest {@linkplain #logImportance importance}; of equal ones, those that
     * come first. No others are made larger to fill the gaps.
     *
     * @param most how many stay, 0 or more; a scene that has no more stays as it is
     */
    public static Splats3d mostImportant(Splats3d splats, int most) {
        if (most < 0) {
            throw new IllegalArgumentException("splats to keep: 0 or more, is " + most);
        }
        int n = splats.count();
        if (n <= most) {
            return splats;
        }
        double[] importance = new double[n];
        for (int i = 0; i < n; i++) {
            importance[i] = logImportance(splats, i);
        }
        double[] sorted = importance.clone();
        Arrays.sort(sorted);
        double limit = most == 0 ? Double.POSITIVE_INFINITY : sorted[n - most];
        BitSet kept = new BitSet(n);
        int above = 0;
        for (int i = 0; i < n; i++) {
            if (importance[i] > limit) {
                kept.set(i);
                above++;
            }
        }
        for (int i = 0; i < n && above < most; i++) {
            if (importance[i] == limit) {
                kept.set(i);
                above++;
            }
        }
        return of(splats, kept::get);
    }
}
