package dev.resplat.train.learning;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.resplat.tensor.Device;
import dev.resplat.tensor.Devices;
import dev.resplat.tensor.RandomStream;
import dev.resplat.tensor.RealData;
import dev.resplat.tensor.Scope;
import dev.resplat.tensor.Shape;
import dev.resplat.train.image.BuiltInPicture;
import dev.resplat.train.image.Image;
import dev.resplat.train.metrics.Psnr;
import dev.resplat.train.metrics.Ssim;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleBiFunction;
import java.util.function.UnaryOperator;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;

/**
 * A network learns to remove noise, and beats the Gaussian blur that is best for the pictures it
 * learned from, on pictures that neither has seen.
 */
final class DenoisingTest {
    private static final long NOISE_SEED = 77;

    private final Device device = Devices.cpu();

    @Test
    void aNetworkCleansPhotographsBetterThanTheBestBlur() throws IOException {
        List<Image> learned = photographs("01", "03", "05", "07", "09", "11", "13", "15");
        List<Image> heldOut = new ArrayList<>();
        for (Image photograph : photographs("17", "19", "21", "23")) {
            heldOut.add(centre(photograph));
        }
        compare("photographs", learned, heldOut, 2, 250, 1.5);
    }

    @Test
    void aNetworkCleansAPaintedPictureBetterThanTheBestBlur() {
        Image painted = BuiltInPicture.paint(288, 192);
        Image left = crop(painted, 0, 0, 144, 192);
        Image right = crop(painted, 144, 0, 144, 192);
        compare("painted picture", List.of(left), List.of(right), 2, 250, 1);
    }

    /** Fails unless the network is better than the blur by so many decibels, and by SSIM too. */
    private void compare(
            String what,
            List<Image> learned,
            List<Image> heldOut,
            int depth,
            int steps,
            double margin) {
        try (Scope scope = Scope.open()) {
            long start = System.nanoTime();
            Denoiser network = new Denoiser(new RandomStream(1), device, depth);
            network.train(learned, steps, new RandomStream(2), device);
            double seconds = 1e-9 * (System.nanoTime() - start);

            double sigma = bestBlur(learned.stream().map(DenoisingTest::centre).toList());
            List<Image> noisy = noisy(heldOut);
            UnaryOperator<Image> blur = x -> Blur.of(x, sigma);
            UnaryOperator<Image> clean = x -> network.clean(x, device);
            double before = mean(Psnr::of, heldOut, noisy, x -> x);
            double blurred = mean(Psnr::of, heldOut, noisy, blur);
            double cleaned = mean(Psnr::of, heldOut, noisy, clean);
            double blurredSsim = mean(Ssim::of, heldOut, noisy, blur);
            double cleanedSsim = mean(Ssim::of, heldOut, noisy, clean);
            System.out.printf(
                    "denoising of %s, held out: noisy %.2f dB, blur of %.1f px %.2f dB SSIM %.3f,"
                            + " network of %d weights %.2f dB SSIM %.3f after %.1f s%n",
                    what,
                    before,
                    sigma,
                    blurred,
                    blurredSsim,
                    network.parameterCount(),
                    cleaned,
                    cleanedSsim,
                    seconds);
            assertTrue(blurred > before + 3, "the blur is no baseline");
            assertTrue(cleaned > blurred + margin, cleaned + " dB, blur " + blurred + " dB");
            assertTrue(cleanedSsim > blurredSsim, cleanedSsim + ", blur " + blurredSsim);
        }
        assertEquals(0, device.bytesInUse());
    }

    private static double mean(
            ToDoubleBiFunction<Image, Image> metric,
            List<Image> pictures,
            List<Image> noisy,
            UnaryOperator<Image> method) {
        double sum = 0;
        for (int i = 0; i < pictures.size(); i++) {
            sum += metric.applyAsDouble(pictures.get(i), method.apply(noisy.get(i)));
        }
        return sum / pictures.size();
    }

    /** The width of the Gaussian that is best on these pictures. */
    private double bestBlur(List<Image> pictures) {
        List<Image> noisy = noisy(pictures);
        double best = 0;
        double bestPsnr = Double.NEGATIVE_INFINITY;
        for (double sigma = 0.5; sigma < 1.75; sigma += 0.1) {
            double width = sigma;
            double psnr = mean(Psnr::of, pictures, noisy, x -> Blur.of(x, width));
            if (psnr > bestPsnr) {
                best = sigma;
                bestPsnr = psnr;
            }
        }
        return best;
    }

    private List<Image> noisy(List<Image> pictures) {
        RandomStream random = new RandomStream(NOISE_SEED);
        List<Image> noisy = new ArrayList<>();
        for (Image picture : pictures) {
            float[] colors = picture.colors().clone();
            try (Scope scope = Scope.open()) {
                float[] noise = random.normal(device, Shape.of(colors.length)).toFloats();
                for (int i = 0; i < colors.length; i++) {
                    colors[i] += (float) Denoiser.NOISE * noise[i];
                }
            }
            noisy.add(new Image(picture.width(), picture.height(), colors));
        }
        return noisy;
    }

    private static List<Image> photographs(String... numbers) throws IOException {
        List<Image> photographs = new ArrayList<>();
        for (String number : numbers) {
            String name = "images2d/kodak/kodim" + number + ".png";
            BufferedImage read = ImageIO.read(RealData.require(name).toFile());
            int w = read.getWidth();
            int[] pixels = read.getRGB(0, 0, w, read.getHeight(), null, 0, w);
            float[] colors = new float[3 * pixels.length];
            for (int i = 0; i < colors.length; i++) {
                colors[i] = (pixels[i / 3] >> 16 - 8 * (i % 3) & 255) / 255f;
            }
            photographs.add(new Image(w, read.getHeight(), colors));
        }
        return photographs;
    }

    /** At most 256 x 256 pixels. */
    private static Image centre(Image picture) {
        int w = Math.min(picture.width(), 256);
        int h = Math.min(picture.height(), 256);
        return crop(picture, (picture.width() - w) / 2, (picture.height() - h) / 2, w, h);
    }

    private static Image crop(Image picture, int left, int top, int width, int height) {
        float[] colors = new float[3 * width * height];
        for (int y = 0; y < height; y++) {
            int from = 3 * ((top + y) * picture.width() + left);
            System.arraycopy(picture.colors(), from, colors, 3 * y * width, 3 * width);
        }
        return new Image(width, height, colors);
    }
}
