package dev.resplat.train.augment;

/**
 * How examples are changed for training.
 *
 * @param targetsVary whether what differs from view to view changes targets, too, as photographs
 *     that are learned from differ; if not, models learn to render what is clean from what is not
 * @param flip mirrored worlds
 * @param poses wrong poses of context cameras
 * @param lighting other light
 * @param blur what is out of focus or moved
 * @param exposure brighter and darker
 * @param noise of the sensor
 * @param whiteBalance other tints
 * @param jpeg artefacts of files
 * @param scale other units of length
 */
public record AugmentationConfig(
        boolean targetsVary,
        Flip flip,
        PoseNoise poses,
        Lighting lighting,
        Blur blur,
        Exposure exposure,
        SensorNoise noise,
        WhiteBalance whiteBalance,
        JpegArtefacts jpeg,
        WorldScale scale) {
    /** Nothing is changed, as in evaluations. */
    public static final AugmentationConfig NONE =
            new AugmentationConfig(
                    false,
                    new Flip(0),
                    new PoseNoise(0, 0, 0),
                    new Lighting(0, 0, 0),
                    new Blur(0, 0, 0),
                    new Exposure(0, 0, 0),
                    new SensorNoise(0, 1e-6, 1e-6, 1e-6, 1e-6),
                    new WhiteBalance(0, 0, 0),
                    new JpegArtefacts(0, 1, 1),
                    new WorldScale(0, 1));

    /**
     * What evaluations have of it: only the unit of length, which is a part of what a model has to
     * find out.
     */
    public AugmentationConfig forEvaluation() {
        return new AugmentationConfig(
                false,
                NONE.flip,
                NONE.poses,
                NONE.lighting,
                NONE.blur,
                NONE.exposure,
                NONE.noise,
                NONE.whiteBalance,
                NONE.jpeg,
                scale);
    }
}
