package dev.resplat.train.augment;

import dev.resplat.train.config.Require;
import dev.resplat.train.data.Draws;
import java.awt.image.BufferedImage;
import java.awt.image.DataBufferInt;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Iterator;
import javax.imageio.IIOImage;
import javax.imageio.ImageReader;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.spi.IIORegistry;
import javax.imageio.spi.ImageReaderSpi;
import javax.imageio.spi.ImageWriterSpi;
import javax.imageio.stream.MemoryCacheImageInputStream;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/**
 * What is lost in a JPEG file: each view is written and read again by the codec of the JDK, at a
 * quality q uniform between both ends, which scales the tables of Annex K by {@code 0.5 / q} below
 * 0.5 and {@code 2 - 2 q} above. The codec computes with integers: results are the same on every
 * machine with the same JDK.
 *
 * @param probability how many examples
 * @param leastQuality 0 to 1
 * @param mostQuality 0 to 1
 */
public record JpegArtefacts(double probability, double leastQuality, double mostQuality)
        implements Augmentation {
    private static final String JDK = "com.sun.imageio.plugins.jpeg.";

    public JpegArtefacts {
        Require.between(0, 1, "probability", probability);
        Require.between(0.01, 1, "leastQuality", leastQuality);
        Require.between(leastQuality, 1, "mostQuality", mostQuality);
    }

    @Override
    public void apply(Shots shots, Draws draws) {
        for (int i = 0; i < shots.count(); i++) {
            float quality = draws.range((float) leastQuality, (float) mostQuality);
            if (shots.varies(i)) {
                pass(shots.colors(i), shots.camera(i).width(), quality);
            }
        }
    }

    /** Sends encoded colours through a file, in place. */
    static void pass(float[] colors, int width, float quality) {
        int height = colors.length / 3 / width;
        BufferedImage picture = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        int[] pixels = ((DataBufferInt) picture.getRaster().getDataBuffer()).getData();
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] =
                    level(colors[3 * i]) << 16
                            | level(colors[3 * i + 1]) << 8
                            | level(colors[3 * i + 2]);
        }
        try {
            BufferedImage read = read(write(picture, quality));
            read.getRGB(0, 0, width, height, pixels, 0, width);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        for (int i = 0; i < pixels.length; i++) {
            colors[3 * i] = (pixels[i] >> 16 & 255) / 255f;
            colors[3 * i + 1] = (pixels[i] >> 8 & 255) / 255f;
            colors[3 * i + 2] = (pixels[i] & 255) / 255f;
        }
    }

    private static int level(float value) {
        return (int) (255 * Math.min(Math.max(value, 0), 1) + 0.5f);
    }

    private static byte[] write(BufferedImage picture, float quality) throws IOException {
        ImageWriter writer = own(ImageWriterSpi.class).createWriterInstance();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (MemoryCacheImageOutputStream out = new MemoryCacheImageOutputStream(bytes)) {
            ImageWriteParam param = writer.getDefaultWriteParam();
            param.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
            param.setCompressionQuality(quality);
            writer.setOutput(out);
            writer.write(null, new IIOImage(picture, null, null), param);
        } finally {
            writer.dispose();
        }
        return bytes.toByteArray();
    }

    private static BufferedImage read(byte[] file) throws IOException {
        ImageReader reader = own(ImageReaderSpi.class).createReaderInstance();
        try (MemoryCacheImageInputStream in =
                new MemoryCacheImageInputStream(new ByteArrayInputStream(file))) {
            reader.setInput(in, true, true);
            return reader.read(0);
        } finally {
            reader.dispose();
        }
    }

    /** The JDK's, not that of a plug-in that is there by chance. */
    private static <T> T own(Class<T> kind) {
        Iterator<T> all = IIORegistry.getDefaultInstance().getServiceProviders(kind, true);
        while (all.hasNext()) {
            T one = all.next();
            if (one.getClass().getName().startsWith(JDK)) {
                return one;
            }
        }
        throw new IllegalStateException("this Java has no JPEG codec");
    }
}
