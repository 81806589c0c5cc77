package dev.resplat.train.synthesis;

import dev.resplat.splat.Camera;
import dev.resplat.train.config.UserMistake;
import dev.resplat.train.scene.View;
import dev.resplat.train.views.ExamplesConfig;
import java.util.List;
import java.util.Locale;

/**
 * How photographs are made into a scene.
 *
 * @param model where the weights are from
 * @param cameras where cameras are from, or what is assumed of them
 * @param guessed whether they are assumed
 * @param width to which photographs are cropped and made smaller, in pixels
 * @param height the same
 * @param depth how often the scene is refined
 * @param seed of what the model draws
 */
public record ViewReconstructConfig(
        String model,
        String cameras,
        boolean guessed,
        int width,
        int height,
        int depth,
        long seed) {
    /** The longest side unless another size is asked for. */
    private static final int MOST = 256;

    /**
     * The size to which photographs are made.
     *
     * @param asked {@code 256} for a square or {@code 320x192}; null for the size of the views that
     *     the model was trained on, up to {@value #MOST} a side, or, where a photograph is smaller,
     *     the largest that fits
     * @param trained those views
     * @param multiple of what width and height must be, because of the network
     * @return width and height
     * @throws UserMistake if a photograph is too small, or the size cannot be
     */
    public static int[] size(
            String asked, ExamplesConfig trained, int multiple, List<View> photographs) {
        return asked != null
                ? asked(asked, multiple)
                : new int[] {
                    side("wide", Math.min(trained.width(), MOST), multiple, photographs),
                    side("high", Math.min(trained.height(), MOST), multiple, photographs)
                };
    }

    private static int[] asked(String asked, int multiple) {
        String[] parts = asked.toLowerCase(Locale.ROOT).split("x", -1);
        int[] size = new int[2];
        boolean valid = parts.length <= 2;
        for (int i = 0; i < 2 && valid; i++) {
            try {
                size[i] = Integer.parseInt(parts[i % parts.length].strip());
                valid = size[i] >= 8 && size[i] <= 4096 && size[i] % multiple == 0;
            } catch (NumberFormatException e) {
                valid = false;
            }
        }
        if (!valid) {
            throw new UserMistake(
                    "--size: must be one number, or WIDTHxHEIGHT, of pixels from %d to 4096 that are multiples of %d, as the model needs them; is %s"
                            .formatted(Math.max(multiple, 8), multiple, asked));
        }
        return size;
    }

    private static int side(String what, int trained, int multiple, List<View> photographs) {
        int most = trained;
        for (View view : photographs) {
            Camera camera = view.camera();
            int own = what.equals("wide") ? camera.width() : camera.height();
            if (own < Math.max(multiple, 8)) {
                throw new UserMistake(
                        "%s is %d x %d pixels, too small for the model, which needs %d"
                                .formatted(
                                        view.image(),
                                        camera.width(),
                                        camera.height(),
                                        Math.max(multiple, 8)));
            }
            most = Math.min(most, own);
        }
        return most / multiple * multiple;
    }
}
