package dev.resplat.train.metrics;

import dev.resplat.autodiff.Var;
import dev.resplat.nn.vision.Lpips;
import dev.resplat.tensor.Device;
import dev.resplat.tensor.Scope;
import dev.resplat.tensor.Shape;
import dev.resplat.tensor.Tensor;
import dev.resplat.tensor.io.FormatException;
import dev.resplat.tensor.io.HostArray;
import dev.resplat.tensor.io.SafetensorsFile;
import dev.resplat.train.config.InputFile;
import dev.resplat.train.config.UserMistake;
import dev.resplat.train.image.Image;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * LPIPS of pictures; see {@link Lpips}. The weights are a file that users have, and the file says
 * which trunk it is for. It belongs to the scope in which it was made.
 */
public final class Perceptual {
    private static final String SQUEEZE = "features.12.squeeze.weight";
    private static final String VGG = "features.28.weight";

    private final Device device;
    private final Lpips lpips;
    private final String name;

    private Perceptual(Device device, Lpips lpips, String name) {
        this.device = device;
        this.lpips = lpips;
        this.name = name;
    }

    /**
     * Reads weights: a trunk with torchvision's names, and the linear weights with the official
     * ones.
     *
     * @param file safetensors
     * @throws UserMistake when the file cannot be read, or is for no trunk that is known
     */
    public static Perceptual read(Path file, Device device) {
        InputFile.require(file, "weights of LPIPS in safetensors");
        try {
            Map<String, HostArray> arrays = SafetensorsFile.open(file).all();
            if (arrays.containsKey(SQUEEZE)) {
                return new Perceptual(device, Lpips.squeeze(device, arrays), "lpips_squeeze");
            }
            if (arrays.containsKey(VGG)) {
                return new Perceptual(device, Lpips.vgg(device, arrays), "lpips_vgg");
            }
        } catch (FormatException | UncheckedIOException e) {
            throw new UserMistake(e.getMessage());
        } catch (IllegalArgumentException e) {
            throw new UserMistake(file + ": " + e.getMessage());
        }
        throw new UserMistake(file + ": no weights of LPIPS; needed is " + SQUEEZE + " or " + VGG);
    }

    /** The network, to be differentiated. */
    public Lpips layer() {
        return lpips;
    }

    /** What values are called, which names the trunk: {@code lpips_squeeze}, {@code lpips_vgg}. */
    public String name() {
        return name;
    }

    /**
     * How unlike two pictures look, 0 for equal ones; colours are clipped to [0, 1].
     *
     * @throws IllegalArgumentException when the sizes differ or are too small for the trunk
     */
    public double of(Image a, Image b) {
        try (Scope scope = Scope.open()) {
            return lpips.forward(pixels(a), pixels(b)).value().item();
        }
    }

    /** What the trunk sees last in a picture, {@code [h, w, width]}, in the open scope. */
    public Tensor features(Image image) {
        List<Var> depths = lpips.features(pixels(image));
        Tensor last = depths.get(depths.size() - 1).value();
        return last.reshape(last.shape().dim(1), last.shape().dim(2), last.shape().dim(3));
    }

    private Var pixels(Image image) {
        float[] colors = image.colors().clone();
        for (int i = 0; i < colors.length; i++) {
            colors[i] = Math.min(Math.max(colors[i], 0), 1);
        }
        Shape shape = Shape.of(1, image.height(), image.width(), 3);
        return Var.constant(Tensor.of(device, shape, colors));
    }
}
