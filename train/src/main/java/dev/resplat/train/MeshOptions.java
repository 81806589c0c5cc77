package dev.resplat.train;

import dev.resplat.train.config.UserMistake;
import dev.resplat.train.mesh.MeshRenderer;
import picocli.CommandLine.Option;

/** The options of {@code render} that only meshes have. */
final class MeshOptions {
    private static final int MOST_SAMPLES = 8;

    /** Of the size of a mesh: what is nearer to the camera is cut off. */
    private static final double NEAR = 1e-4;

    @Option(
            names = "--samples",
            paramLabel = "N",
            description = "Along each side of a pixel, from 1 to 8. Default: 3.")
    private Integer samples;

    @Option(names = "--no-shadows", description = "Lights shine through what is in between.")
    private boolean withoutShadows;

    @Option(
            names = "--maps",
            description =
                    "Also NAME.depth.npy, depths [H,W] along z, 0 where there is nothing, and"
                            + " NAME.normal.npy, normals [H,W,3] in the world.")
    private boolean maps;

    /**
     * Checks the options.
     *
     * @throws UserMistake if one is out of range
     */
    void require() {
        if (samples != null && (samples < 1 || samples > MOST_SAMPLES)) {
            throw new UserMistake(
                    "--samples: must be from 1 to %d, is %d".formatted(MOST_SAMPLES, samples));
        }
    }

    /** Whether frames come with maps. */
    boolean withMaps() {
        return maps;
    }

    /**
     * How a mesh is drawn.
     *
     * @param radius half of its size
     */
    MeshRenderer.Options renderer(double radius) {
        MeshRenderer.Options plain = MeshRenderer.Options.DEFAULT;
        return new MeshRenderer.Options(
                samples == null ? plain.samples() : samples,
                !withoutShadows,
                plain.areaSamples(),
                radius > 0 ? Math.min(plain.near(), NEAR * radius) : plain.near(),
                plain.parallel());
    }
}
