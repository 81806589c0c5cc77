package dev.resplat.train;

import dev.resplat.splat.Camera;
import dev.resplat.train.config.UserMistake;
import picocli.CommandLine.Option;

/** How large a render becomes; width and height keep their ratio. One of the options is given. */
final class SizeOption {
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

    /** Halves are rounded up, as photographs are made smaller; see {@code View.camera}. */
    private double scaled(int side, double factor) {
        double exact = downscale != null ? side / downscale : side * factor;
        return Math.max(1, Math.floor(exact + 0.5));
    }

    /** By which whole number a render is smaller; 0 if by none. */
    int wholeDownscale() {
        return downscale != null && downscale >= 1 && downscale == Math.rint(downscale)
                ? (int) Math.min(downscale, Integer.MAX_VALUE)
                : 0;
    }

    /** The option, with its value, as messages begin. */
    String given() {
        return scale != null
                ? "--scale " + scale
                : downscale != null
                        ? "--downscale " + downscale
                        : width != null ? "--width " + width : "--height " + height;
    }

    /**
     * The same view in another size.
     *
     * @throws UserMistake if that cannot be
     */
    Camera of(Camera camera) {
        double factor = factor(camera.width(), camera.height());
        double newWidth = scaled(camera.width(), factor);
        double newHeight = scaled(camera.height(), factor);
        if (!(factor > 0) || Math.max(newWidth, newHeight) > Integer.MAX_VALUE) {
            throw new UserMistake(
                    "%s: a camera of %d x %d pixels cannot be made %s times as large"
                            .formatted(given(), camera.width(), camera.height(), factor));
        }
        return camera.resized((int) newWidth, (int) newHeight);
    }
}
