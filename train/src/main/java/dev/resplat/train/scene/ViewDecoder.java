package dev.resplat.train.scene;

import dev.resplat.splat.Camera;
import dev.resplat.tensor.io.FormatException;
import dev.resplat.tensor.io.HostArray;
import dev.resplat.tensor.io.NpyFile;
import dev.resplat.train.config.UserMistake;
import dev.resplat.train.image.Image;
import dev.resplat.train.image.ImageFile;
import dev.resplat.train.image.Pixels;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Decodes the files of a view: undoes the lens, then makes everything smaller. Colours and alpha
 * are interpolated and averaged (colours by how opaque they are), masks and depths are those of the
 * nearest pixel, and a pixel is kept by a mask if all that it covers is.
 */
final class ViewDecoder {
    /** A mask is black below. */
    private static final float BLACK = 0.5f;

    /** What a mean of ones may be by rounding. */
    private static final float ALL = 1 - 1e-4f;

    private final View view;
    private final Crop crop;

    /** Where the photograph has the pixels of the camera before they are cropped, or null. */
    private final float[] places;

    private ViewDecoder(View view, Crop crop) {
        this.view = view;
        Camera full = view.camera();
        this.crop = crop;
        places =
                view.photo().lens().isPinhole()
                        ? null
                        : Undistortion.places(
                                view.photo(),
                                new Calibration(
                                        full.width(),
                                        full.height(),
                                        full.fx(),
                                        full.fy(),
                                        full.cx(),
                                        full.cy(),
                                        Lens.PINHOLE));
    }

    /**
     * The pixels of a part of a view.
     *
     * @throws UserMistake if a file cannot be read
     */
    static StoredPixels decode(View view, Crop crop) {
        return new ViewDecoder(view, crop).decode();
    }

    private StoredPixels decode() {
        try {
            Pixels pixels = ImageFile.read(view.image(), view.upright(), notice -> {});
            Image image = pixels.image();
            if (image.width() != view.photo().width() || image.height() != view.photo().height()) {
                throw new UserMistake(
                        "%s has changed its size since the scene was read".formatted(view.image()));
            }
            return pixels.alpha() == null
                    ? stored(colors(image), null)
                    : cutOut(image, pixels.alpha());
        } catch (FormatException | UncheckedIOException e) {
            throw new UserMistake(e.getMessage() + ": repair or remove it", e);
        }
    }

    private StoredPixels stored(byte[] colors, byte[] alpha) {
        return new StoredPixels(colors, alpha, mask(), depth());
    }

    private byte[] colors(Image image) {
        return bytes(
                smooth(new Samples(image.width(), image.height(), 3, image.colors())).values());
    }

    /** Colours are averaged as light: where nothing is, there is none. */
    private StoredPixels cutOut(Image image, float[] alpha) {
        Samples opaque = smooth(new Samples(image.width(), image.height(), 1, alpha));
        if (opaque.values() == alpha) {
            return stored(bytes(image.colors()), bytes(alpha));
        }
        float[] light = image.colors().clone();
        for (int i = 0; i < light.length; i++) {
            light[i] *= alpha[i / 3];
        }
        float[] colors = smooth(new Samples(image.width(), image.height(), 3, light)).values();
        for (int i = 0; i < colors.length; i++) {
            float a = opaque.values()[i / 3];
            colors[i] = a > 0 ? colors[i] / a : 0;
        }
        return stored(bytes(colors), bytes(opaque.values()));
    }

    private Samples smooth(Samples samples) {
        Samples flat =
                places == null
                        ? samples
                        : samples.bilinear(places, samples.width(), samples.height());
        return part(flat).boxed(crop.newWidth(), crop.newHeight());
    }

    private Samples part(Samples samples) {
        return samples.cropped(crop.left(), crop.top(), crop.width(), crop.height());
    }

    private static byte[] bytes(float[] values) {
        byte[] result = new byte[values.length];
        for (int i = 0; i < result.length; i++) {
            result[i] = (byte) Math.round(255 * Math.min(Math.max(values[i], 0), 1));
        }
        return result;
    }

    private byte[] mask() {
        if (view.mask().isEmpty()) {
            return null;
        }
        Pixels pixels = ImageFile.read(view.mask().get(), view.upright(), notice -> {});
        Image image = pixels.image();
        float[] kept = new float[image.width() * image.height()];
        for (int i = 0; i < kept.length; i++) {
            float[] c = image.colors();
            float most = Math.max(c[3 * i], Math.max(c[3 * i + 1], c[3 * i + 2]));
            boolean solid = pixels.alpha() == null || pixels.alpha()[i] >= BLACK;
            kept[i] = most >= BLACK && solid ? 1 : 0;
        }
        float[] means =
                part(flat(new Samples(image.width(), image.height(), 1, kept)))
                        .boxed(crop.newWidth(), crop.newHeight())
                        .values();
        byte[] result = new byte[means.length];
        for (int i = 0; i < result.length; i++) {
            result[i] = (byte) (means[i] >= ALL ? 1 : 0);
        }
        return result;
    }

    /** In the size of the photograph, without its lens. */
    private Samples flat(Samples samples) {
        Samples fitting = samples.picked(view.photo().width(), view.photo().height());
        return places == null
                ? fitting
                : fitting.nearest(places, view.photo().width(), view.photo().height());
    }

    private float[] depth() {
        Optional<DepthFile> depth = view.depth();
        return depth.isEmpty()
                ? null
                : part(flat(read(depth.get()))).picked(crop.newWidth(), crop.newHeight()).values();
    }

    private Samples read(DepthFile depth) {
        Path file = depth.file();
        if (file.toString().endsWith(".npy")) {
            HostArray array = NpyFile.read(file);
            int[] dims = array.dims();
            if (dims.length < 2 || array.size() != dims[0] * dims[1]) {
                throw new UserMistake("%s: must be [height, width], is %s".formatted(file, array));
            }
            return scaled(dims[1], dims[0], array.toFloats(), 1, depth.unit());
        }
        Image image = ImageFile.read(file, view.upright(), notice -> {}).image();
        float[] grey = new float[image.width() * image.height()];
        for (int i = 0; i < grey.length; i++) {
            grey[i] = image.colors()[3 * i];
        }
        return scaled(image.width(), image.height(), grey, 65535, depth.unit());
    }

    private static Samples scaled(int width, int height, float[] steps, float most, double unit) {
        for (int i = 0; i < steps.length; i++) {
            double step = most == 1 ? steps[i] : Math.round(most * steps[i]);
            steps[i] = step > 0 && step < Double.POSITIVE_INFINITY ? (float) (unit * step) : 0;
        }
        return new Samples(width, height, 1, steps);
    }
}
