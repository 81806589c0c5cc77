package dev.resplat.train;

import dev.resplat.splat.Camera;
import dev.resplat.train.config.UserMistake;
import picocli.CommandLine.Option;

/** How large a render becomes; width and height keep their ratio. One of the options is given. */
final class SizeOption {
    /** As messages begin. */
    static final String NAMES = "--scale, --downscale, --width, --height";

    @Option(
            names = "--scale",
            paramLabel = "S",
            description =
                    "Times the size of the picture that was fitted, or of the camera. Default: 1.")
    private Double scale;

    @Option(names = "--downscale", paramLabel = "D", description = "The same as a scale of 1/D.")
    private Double downscale;

    @Option(names = "--width", paramLabel = "W", description = "Pixels.")
    private Integer width;

    @Option(names = "--height", paramLabel = "H", description = "Pixels.")
    private Integer height;

    /** By how much something of a size is to be larger. */
    double factor(int ownWidth, int ownHeight) {
        return scale != null
                ? scale
                : downscale != null
                        ? 1 / downscale
                        : width != null ? (double) width / ownWidth : (double) height / ownHeight;
    }

    /**
     * The same view in another size.
     *
     * @throws UserMistake if that cannot be
     */
    Camera of(Camera camera) {
        double factor = factor(camera.width(), camera.height());
        double newWidth = Math.max(1, Math.rint(camera.width() * factor));
        double newHeight = Math.max(1, Math.rint(camera.height() * factor));
        if (!(factor > 0) || Math.max(newWidth, newHeight) > Integer.MAX_VALUE) {
            throw new UserMistake(
                    "%s: a camera of %d x %d pixels cannot be made %s times as large"
                            .formatted(NAMES, camera.width(), camera.height(), factor));
        }
        return camera.resized((int) newWidth, (int) newHeight);
    }
}
