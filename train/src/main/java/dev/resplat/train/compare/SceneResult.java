package dev.resplat.train.compare;

import dev.resplat.train.metrics.Quality;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.IntStream;

/**
 * What a row has made of a scene.
 *
 * @param scene its name
 * @param context indices of the views that it was given
 * @param targets indices of the views that it was compared with
 * @param psnr of each target in decibels, of renders in 256 levels
 * @param ssim of each target; null where views are smaller than its window
 * @param makeSeconds of each reconstruction: of the scene, or of each target
 * @param renderSeconds of each target
 * @param count of what the row is made of; the mean where targets have their own
 * @param deviceBytes the most that tensors took, weights included
 * @param heapBytes the most of Java's heap that was in use, garbage and what the program has
 *     besides included
 */
record SceneResult(
        String scene,
        List<Integer> context,
        List<Integer> targets,
        List<Double> psnr,
        List<Double> ssim,
        List<Double> makeSeconds,
        List<Double> renderSeconds,
        long count,
        long deviceBytes,
        long heapBytes) {
    /** The mean over targets. */
    Quality quality() {
        return Quality.mean(
                IntStream.range(0, psnr.size())
                        .mapToObj(
                                t ->
                                        new Quality(
                                                psnr.get(t),
                                                ssim.get(t) == null
                                                        ? OptionalDouble.empty()
                                                        : OptionalDouble.of(ssim.get(t)),
                                                OptionalDouble.empty()))
                        .toList());
    }
}
