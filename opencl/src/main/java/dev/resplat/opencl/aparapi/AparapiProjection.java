package dev.resplat.opencl.aparapi;

import dev.resplat.splat.ProjectionKernels;
import dev.resplat.tensor.Buffer;
import dev.resplat.tensor.cpu.FloatArray;
import java.util.Arrays;

/** Splats in space by kernels of Aparapi, one per work-item. */
final class AparapiProjection implements ProjectionKernels {
    private final Engine engine;
    private final CovarianceKernel covariance = new CovarianceKernel();
    private final CovarianceGradKernel covarianceGrad = new CovarianceGradKernel();
    private final ProjectKernel project = new ProjectKernel();
    private final ProjectGradKernel projectGrad = new ProjectGradKernel();

    AparapiProjection(Engine engine) {
        this.engine = engine;
        covariance.setExplicit(true);
        covarianceGrad.setExplicit(true);
        project.setExplicit(true);
        projectGrad.setExplicit(true);
        projectGrad.poseParts = new float[1];
        projectGrad.poseSums = new float[1];
    }

    @Override
    public void covariance(Buffer quats, Buffer logScales, Buffer covariances, int n) {
        if (n == 0) {
            return;
        }
        CovarianceKernel k = covariance;
        k.items = n;
        k.quats = FloatArray.of(quats);
        k.logScales = FloatArray.of(logScales);
        k.covariances = FloatArray.of(covariances);
        k.put(k.quats).put(k.logScales);
        engine.run(k, n);
        k.get(k.covariances);
    }

    @Override
    public void covarianceGrad(
            Buffer quats,
            Buffer logScales,
            Buffer gradCovariances,
            Buffer gradQuats,
            Buffer gradLogScales,
            int n) {
        if (n == 0) {
            return;
        }
        CovarianceGradKernel k = covarianceGrad;
        k.items = n;
        k.quats = FloatArray.of(quats);
        k.logScales = FloatArray.of(logScales);
        k.gradCovariances = FloatArray.of(gradCovariances);
        k.gradQuats = FloatArray.of(gradQuats);
        k.gradLogScales = FloatArray.of(gradLogScales);
        k.put(k.quats).put(k.logScales).put(k.gradCovariances);
        engine.run(k, n);
        k.get(k.gradQuats).get(k.gradLogScales);
    }

    @Override
    public void project(
            Lens lens,
            Buffer means,
            Buffer covariances,
            Buffer worldToCamera,
            Buffer footprints,
            int n) {
        if (n == 0) {
            return;
        }
        ProjectKernel k = project;
        k.items = n;
        k.set(lens);
        k.means = FloatArray.of(means);
        k.covariances = FloatArray.of(covariances);
        k.pose = FloatArray.of(worldToCamera);
        k.footprints = FloatArray.of(footprints);
        k.put(k.means).put(k.covariances).put(k.pose);
        engine.run(k, n);
        k.get(k.footprints);
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
        float[] gradPose = FloatArray.of(gradWorldToCamera);
        Arrays.fill(gradPose, 0, 16, 0);
        if (n == 0) {
            return;
        }
        int sums = (n + ProjectGradKernel.SUMMED - 1) / ProjectGradKernel.SUMMED;
        ProjectGradKernel k = projectGrad;
        k.items = n;
        k.sums = sums;
        k.set(lens);
        k.means = FloatArray.of(means);
        k.covariances = FloatArray.of(covariances);
        k.pose = FloatArray.of(worldToCamera);
        k.gradFootprints = FloatArray.of(gradFootprints);
        k.gradMeans = FloatArray.of(gradMeans);
        k.gradCovariances = FloatArray.of(gradCovariances);
        k.poseParts = atLeast(k.poseParts, n * ProjectGradKernel.POSE);
        k.poseSums = atLeast(k.poseSums, sums * ProjectGradKernel.POSE);
        k.put(k.means).put(k.covariances).put(k.pose).put(k.gradFootprints);
        k.phase = ProjectGradKernel.SPLATS;
        engine.run(k, n);
        k.phase = ProjectGradKernel.SUMS;
        engine.run(k, (long) sums * ProjectGradKernel.POSE);
        k.get(k.gradMeans).get(k.gradCovariances).get(k.poseSums);
        for (int element = 0; element < ProjectGradKernel.POSE; element++) {
            double sum = 0;
            for (int part = 0; part < sums; part++) {
                sum += k.poseSums[ProjectGradKernel.POSE * part + element];
            }
            gradPose[element] = (float) sum;
        }
    }

    private static float[] atLeast(float[] array, int size) {
        return array.length >= size ? array : new float[size];
    }
}
