package dev.resplat.train.mesh.io;

import dev.resplat.train.image.Pixels;
import dev.resplat.train.image.Srgb;
import dev.resplat.train.mesh.Texture;
import java.util.Arrays;

/**
 * A picture with 8 bits a channel, of which textures are made.
 *
 * @param argb {@code 0xAARRGGBB}, {@code [height, width]}
 */
record Texels(int width, int height, int[] argb) {
    /** Levels of a normal map that is flat, and how far its mean may be from them. */
    private static final int[] FLAT = {128, 128, 255};

    private static final int NEAR = 40;

    static Texels of(Pixels pixels) {
        float[] colors = pixels.image().colors();
        float[] alpha = pixels.alpha();
        int[] argb = new int[colors.length / 3];
        for (int i = 0; i < argb.length; i++) {
            argb[i] =
                    (alpha == null ? 255 : level(alpha[i])) << 24
                            | level(colors[3 * i]) << 16
                            | level(colors[3 * i + 1]) << 8
                            | level(colors[3 * i + 2]);
        }
        return new Texels(pixels.image().width(), pixels.image().height(), argb);
    }

    private static int level(float value) {
        return Math.round(255 * Math.min(Math.max(value, 0), 1));
    }

    Texture texture(Texture.Wrap u, Texture.Wrap v, boolean encoded) {
        return Texture.of(width, height, argb, u, v, encoded);
    }

    /** The mean colour, linear RGB {@code [3]}. */
    float[] mean() {
        double[] sum = new double[3];
        for (int texel : argb) {
            for (int c = 0; c < 3; c++) {
                sum[c] += Srgb.linear(texel >> 16 - 8 * c & 255);
            }
        }
        return new float[] {
            (float) (sum[0] / argb.length),
            (float) (sum[1] / argb.length),
            (float) (sum[2] / argb.length)
        };
    }

    /** Whether it has the blue of normal maps, and not the grey of heights. */
    boolean isNormalMap() {
        long[] sum = new long[3];
        for (int texel : argb) {
            for (int c = 0; c < 3; c++) {
                sum[c] += texel >> 16 - 8 * c & 255;
            }
        }
        boolean near = true;
        for (int c = 0; c < 3; c++) {
            near &= Math.abs(sum[c] / argb.length - FLAT[c]) < NEAR;
        }
        return near;
    }

    /** The same normals, more or less bent. */
    Texels bent(double scale) {
        int[] result = new int[argb.length];
        for (int i = 0; i < result.length; i++) {
            double x = scale * ((argb[i] >> 16 & 255) / 127.5 - 1);
            double y = scale * ((argb[i] >> 8 & 255) / 127.5 - 1);
            double z = (argb[i] & 255) / 127.5 - 1;
            double length = Math.max(Math.sqrt(x * x + y * y + z * z), 1e-6);
            result[i] = 0xFF << 24 | signed(x / length) << 16 | signed(y / length) << 8;
            result[i] |= signed(z / length);
        }
        return new Texels(width, height, result);
    }

    private static int signed(double value) {
        return level((float) (value / 2 + 0.5));
    }

    /** Its colours with another alpha: the red of a picture, whose size may be another. */
    Texels withAlpha(Texels mask) {
        int[] result = new int[argb.length];
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                int alpha = mask.nearest(x, y, this) >> 16 & 255;
                result[y * width + x] = argb[y * width + x] & 0xFFFFFF | alpha << 24;
            }
        }
        return new Texels(width, height, result);
    }

    /** Its red as green and the red of another picture as blue, as glTF has both in one. */
    static Texels roughnessAndMetal(Texels roughness, Texels metal) {
        int[] result = new int[roughness.argb.length];
        for (int y = 0; y < roughness.height; y++) {
            for (int x = 0; x < roughness.width; x++) {
                int i = y * roughness.width + x;
                int blue = metal.nearest(x, y, roughness) >> 16 & 255;
                result[i] = 0xFF << 24 | roughness.argb[i] >> 8 & 0xFF00 | blue;
            }
        }
        return new Texels(roughness.width, roughness.height, result);
    }

    /** A white picture of a size. */
    static Texels white(int width, int height) {
        int[] white = new int[width * height];
        Arrays.fill(white, -1);
        return new Texels(width, height, white);
    }

    /** Its texel where another picture has one. */
    private int nearest(int x, int y, Texels other) {
        int ownX = (int) ((2L * x + 1) * width / (2L * other.width));
        int ownY = (int) ((2L * y + 1) * height / (2L * other.height));
        return argb[ownY * width + ownX];
    }

    /** Its colours without alpha. */
    Texels opaque() {
        int[] result = new int[argb.length];
        for (int i = 0; i < result.length; i++) {
            result[i] = argb[i] | 0xFF << 24;
        }
        return new Texels(width, height, result);
    }

    /** Its alpha as colours: grey. */
    Texels alpha() {
        int[] result = new int[argb.length];
        for (int i = 0; i < result.length; i++) {
            result[i] = 0xFF << 24 | (argb[i] >>> 24) * 0x010101;
        }
        return new Texels(width, height, result);
    }

    /** Whether some of it is transparent. */
    boolean hasAlpha() {
        for (int texel : argb) {
            if (texel >>> 24 != 255) {
                return true;
            }
        }
        return false;
    }
}
