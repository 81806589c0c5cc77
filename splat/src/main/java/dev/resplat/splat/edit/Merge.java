package dev.resplat.splat.edit;

import dev.resplat.splat.Splats3d;
import java.util.List;

/** Several scenes in one world. */
public final class Merge {
    private Merge() {}

    /**
     * All splats, those of the first scene first. The degree of harmonics is the largest of all;
     * lower ones are padded with zeros ({@link HarmonicsDegree}), so that each scene looks as it
     * does alone.
     *
     * @param scenes one or more
     * @throws IllegalArgumentException when there are more splats than an array holds
     */
    public static Splats3d of(List<Splats3d> scenes) {
        int degree = scenes.stream().mapToInt(Splats3d::degree).max().orElseThrow();
        long count = scenes.stream().mapToLong(Splats3d::count).sum();
        Splats3d.requireArrays(count, degree);
        int n = (int) count;
        Splats3d all =
                new Splats3d(
                        degree,
                        new float[3 * n],
                        new float[4 * n],
                        new float[3 * n],
                        new float[n],
                        new float[3 * n * Splats3d.terms(degree)]);
        int first = 0;
        for (Splats3d scene : scenes) {
            Splats3d padded = HarmonicsDegree.of(scene, degree);
            copy(padded.means(), all.means(), 3 * first);
            copy(padded.quats(), all.quats(), 4 * first);
            copy(padded.logScales(), all.logScales(), 3 * first);
            copy(padded.opacityLogits(), all.opacityLogits(), first);
            copy(padded.sh(), all.sh(), 3 * Splats3d.terms(degree) * first);
            first += scene.count();
        }
        return all;
    }

    private static void copy(float[] from, float[] to, int at) {
        System.arraycopy(from, 0, to, at, from.length);
    }
}
