package dev.resplat.splat.cpu;

import dev.resplat.splat.ProjectionKernels;
import dev.resplat.tensor.Buffer;
import dev.resplat.tensor.cpu.FloatArray;
import dev.resplat.tensor.cpu.Workers;
import java.util.Arrays;

/**
 * Splats shared among the threads, each in scalar arithmetic in double: what is read and written is
 * float. Sums over all splats are made of the sums of ranges, in their order.
 */
final class CpuProjection implements ProjectionKernels {
    /** Splats per task. */
    private static final int GRAIN = 1024;

    private final Workers workers;

    CpuProjection(Workers workers) {
        this.workers = workers;
    }

    @Override
    public void covariance(Buffer quats, Buffer logScales, Buffer covariances, int n) {
        float[] Q = FloatArray.of(quats);
        float[] L = FloatArray.of(logScales);
        float[] S = FloatArray.of(covariances);
        workers.forRanges(
                n,
                GRAIN,
                (from, to) -> {
                    Turned splat = new Turned();
                    for (int i = from; i < to; i++) {
                        splat.covariance(Q, L, S, i);
                    }
                });
    }

    @Override
    public void covarianceGrad(
            Buffer quats,
            Buffer logScales,
            Buffer gradCovariances,
            Buffer gradQuats,
            Buffer gradLogScales,
            int n) {
        float[] Q = FloatArray.of(quats);
        float[] L = FloatArray.of(logScales);
        float[] gS = FloatArray.of(gradCovariances);
        float[] gQ = FloatArray.of(gradQuats);
        float[] gL = FloatArray.of(gradLogScales);
        workers.forRanges(
                n,
                GRAIN,
                (from, to) -> {
                    Turned splat = new Turned();
                    for (int i = from; i < to; i++) {
                        splat.covarianceGrad(Q, L, gS, gQ, gL, i);
                    }
                });
    }

    @Override
    public void project(
            Lens lens,
            Buffer means,
            Buffer covariances,
            Buffer worldToCamera,
            Buffer footprints,
            int n) {
        float[] M = FloatArray.of(means);
        float[] S = FloatArray.of(covariances);
        float[] P = FloatArray.of(worldToCamera);
        float[] F = FloatArray.of(footprints);
        workers.forRanges(
                n,
                GRAIN,
                (from, to) -> {
                    Projected splat = new Projected(lens, P);
                    for (int i = from; i < to; i++) {
                        splat.footprint(M, S, F, i);
                    }
                });
    }

    @Override
    public void projectGrad(
            Lens lens,
            Buffer means,
            Buffer covariances,
            Buffer worldToCamera,
            Buffer gradFootprints,
            Buffer gradMeans,
            Buffer gradCovariances,
            Buffer gradWorldToCamera,
            int n) {
        float[] M = FloatArray.of(means);
        float[] S = FloatArray.of(covariances);
        float[] P = FloatArray.of(worldToCamera);
        float[] gF = FloatArray.of(gradFootprints);
        float[] gM = FloatArray.of(gradMeans);
        float[] gS = FloatArray.of(gradCovariances);
        double[][] sums = new double[(n + GRAIN - 1) / GRAIN][];
        workers.forRanges(
                n,
                GRAIN,
                (from, to) -> {
                    Projected splat = new Projected(lens, P);
                    for (int i = from; i < to; i++) {
                        splat.footprintGrad(M, S, gF, gM, gS, i);
                    }
                    sums[from / GRAIN] = splat.gradPose;
                });
        float[] gP = FloatArray.of(gradWorldToCamera);
        Arrays.fill(gP, 0, 16, 0);
        for (int k = 0; k < 12; k++) {
            double sum = 0;
            for (double[] part : sums) {
                sum += part[k];
            }
            gP[k] = (float) sum;
        }
    }
}
