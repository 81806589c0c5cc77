package dev.resplat.train.trunk;

import dev.resplat.train.augment.Blur;
import dev.resplat.train.data.Draws;
import dev.resplat.train.image.Image;
import java.util.List;
import java.util.stream.Stream;

/**
 * What is wrong with renders of splats that are not yet those of the scene: of a known strength
 * from 0 to 1, where 0 changes nothing or next to nothing.
 */
enum Degradation {
    /** Splats that are too large: everything is blurred. */
    BLUR(true) {
        @Override
        Image of(Image image, double strength, DegradationConfig most, Draws draws) {
            float[] colors = image.colors().clone();
            Blur.gaussian(colors, image.width(), strength * most.blur());
            return new Image(image.width(), image.height(), colors);
        }
    },
    /** Wrong depths: structures are elsewhere, each part of the image by itself. */
    WARP(false) {
        @Override
        Image of(Image image, double strength, DegradationConfig most, Draws draws) {
            return warped(image, (float) (strength * most.displacement()), draws);
        }
    },
    /** Depths of views that disagree: half of everything is elsewhere. */
    GHOST(true) {
        @Override
        Image of(Image image, double strength, DegradationConfig most, Draws draws) {
            Image warped = warped(image, (float) (strength * most.displacement()), draws);
            float[] colors = image.colors().clone();
            for (int i = 0; i < colors.length; i++) {
                colors[i] = 0.5f * (colors[i] + warped.colors()[i]);
            }
            return new Image(image.width(), image.height(), colors);
        }
    },
    /** Wrong colours: blotches. */
    TINT(true) {
        @Override
        Image of(Image image, double strength, DegradationConfig most, Draws draws) {
            int width = image.width();
            int height = image.height();
            Field field = new Field(3, (float) (strength * most.tint()), draws);
            float[] colors = new float[3 * width * height];
            for (int i = 0; i < colors.length; i++) {
                int x = i / 3 % width;
                int y = i / 3 / width;
                float value = image.colors()[i] + field.at(x, y, width, height, i % 3);
                colors[i] = Math.min(Math.max(value, 0), 1);
            }
            return new Image(width, height, colors);
        }
    },
    /** Too few splats: blobs of one colour each, as dense as they are small. */
    SPLATS(true) {
        @Override
        Image of(Image image, double strength, DegradationConfig most, Draws draws) {
            double deviation = LEAST_SPLAT + strength * (most.splat() - LEAST_SPLAT);
            double area = AREA_OF_SPLAT * deviation * deviation;
            int count = (int) Math.ceil(image.width() * image.height() / area);
            float[] means = image.colors().clone();
            Blur.gaussian(means, image.width(), 0.7 * deviation);
            Blobs blobs = new Blobs(image.width(), image.height());
            for (int i = 0; i < count; i++) {
                int x = draws.below(image.width());
                int y = draws.below(image.height());
                blobs.add(x, y, deviation, 1, means, 3 * (y * image.width() + x), draws);
            }
            return new Image(image.width(), image.height(), blobs.blended(means));
        }
    },
    /** Splats in front that belong elsewhere. */
    FLOATERS(true) {
        @Override
        Image of(Image image, double strength, DegradationConfig most, Draws draws) {
            float[] colors = image.colors().clone();
            int count = 1 + draws.below(MOST_FLOATERS);
            for (int i = 0; i < count; i++) {
                int x = draws.below(image.width());
                int y = draws.below(image.height());
                double deviation = draws.range(2, 0.12f * image.width() + 2);
                float[] color = {draws.uniform(), draws.uniform(), draws.uniform()};
                Blobs blob = new Blobs(image.width(), image.height());
                blob.add(x, y, deviation, strength * most.floater(), color, 0, draws);
                colors = blob.over(colors);
            }
            return new Image(image.width(), image.height(), colors);
        }
    };

    private static final double LEAST_SPLAT = 0.75;
    private static final double AREA_OF_SPLAT = 1.5;
    private static final int MOST_FLOATERS = 6;

    /** Those that a training sees; the others are for looking at what it has learned. */
    static final List<Degradation> LEARNED =
            Stream.of(values()).filter(kind -> kind.isLearned).toList();

    private final boolean isLearned;

    Degradation(boolean isLearned) {
        this.isLearned = isLearned;
    }

    /**
     * An image made worse.
     *
     * @param strength from 0 to 1
     * @param most what 1 means
     * @param draws where; the same draws with another strength give the same pattern
     */
    abstract Image of(Image image, double strength, DegradationConfig most, Draws draws);

    /** An image as a training has it: left as it is, or made worse once or twice. */
    static Image any(Image image, DegradationConfig config, Draws draws) {
        if (draws.chance(config.untouched())) {
            return image;
        }
        Image worse = some(image, config, draws);
        return draws.chance(config.twice()) ? some(worse, config, draws) : worse;
    }

    private static Image some(Image image, DegradationConfig config, Draws draws) {
        Degradation kind = LEARNED.get(draws.below(LEARNED.size()));
        return kind.of(image, draws.uniform(), config, draws);
    }

    /** Each pixel is what is up to {@code most} pixels away along each axis. */
    private static Image warped(Image image, float most, Draws draws) {
        int width = image.width();
        int height = image.height();
        Field field = new Field(2, most, draws);
        float[] colors = new float[3 * width * height];
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                float u = inside(x + field.at(x, y, width, height, 0), width);
                float v = inside(y + field.at(x, y, width, height, 1), height);
                int left = Math.min((int) u, Math.max(width - 2, 0));
                int top = Math.min((int) v, Math.max(height - 2, 0));
                int right = Math.min(left + 1, width - 1);
                int bottom = Math.min(top + 1, height - 1);
                for (int c = 0; c < 3; c++) {
                    float above = mix(image.at(left, top, c), image.at(right, top, c), u - left);
                    float below =
                            mix(image.at(left, bottom, c), image.at(right, bottom, c), u - left);
                    colors[3 * (y * width + x) + c] = mix(above, below, v - top);
                }
            }
        }
        return new Image(width, height, colors);
    }

    private static float inside(float place, int extent) {
        return Math.min(Math.max(place, 0), extent - 1);
    }

    private static float mix(float a, float b, float part) {
        return a + part * (b - a);
    }

    /** Smooth random numbers over an image. */
    private static final class Field {
        private static final int NODES = 5;
        private final int channels;
        private final float[] nodes;

        /** Each number is in plus or minus {@code most}. */
        Field(int channels, float most, Draws draws) {
            this.channels = channels;
            nodes = new float[NODES * NODES * channels];
            for (int i = 0; i < nodes.length; i++) {
                nodes[i] = draws.range(-most, most);
            }
        }

        float at(int x, int y, int width, int height, int channel) {
            float u = x * (NODES - 1f) / width;
            float v = y * (NODES - 1f) / height;
            int left = (int) u;
            int top = (int) v;
            float above = mix(node(left, top, channel), node(left + 1, top, channel), u - left);
            float below =
                    mix(node(left, top + 1, channel), node(left + 1, top + 1, channel), u - left);
            return mix(above, below, v - top);
        }

        private float node(int x, int y, int channel) {
            return nodes[(y * NODES + x) * channels + channel];
        }
    }
}
