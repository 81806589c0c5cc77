package dev.resplat.train.resplat2d;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.resplat.train.data.Draws;
import dev.resplat.train.data.ImageSource;
import dev.resplat.train.data.MixedImages;
import dev.resplat.train.data.Prefetch;
import dev.resplat.train.image.Image;
import java.util.List;
import java.util.zip.CRC32;

/**
 * The pictures of a training in the order in which steps take them, some with a second frame.
 * Threads make the next ones meanwhile.
 */
final class Pictures implements AutoCloseable {
    /** Pictures that wait beside one for each thread: some take much longer than others. */
    private static final int AHEAD = 16;

    /** Pixels of a side of held-out pictures: large photographs are made smaller, for time. */
    private static final int LARGEST = 768;

    /** How many pictures {@link #fingerprint} is made from, and their size. */
    private static final int SAMPLES = 8;

    private static final int SAMPLE_SIZE = 32;

    private final ImageSource source;
    private final Resplat2dConfig.Data config;
    private final long seed;
    private final int threads;
    private Prefetch<List<Image>> prefetch;
    private long next;

    /** How long threads before this one were waited for. */
    private double waited;

    /** Negative before it is asked for. */
    private long fingerprint = -1;

    /** With one thread. */
    Pictures(ImageSource source, Resplat2dConfig.Data config, long seed) {
        this(source, config, seed, 1);
    }

    /**
     * @param seed pictures of another seed are others, also where the source has none
     * @param threads that make pictures ahead, which does not change them
     */
    Pictures(ImageSource source, Resplat2dConfig.Data config, long seed, int threads) {
        this.source = source;
        this.config = config;
        this.seed = seed;
        this.threads = threads;
    }

    /** Picture number so much, which may have a second frame; best asked for one by one. */
    List<Image> at(long number) {
        if (prefetch == null || number != next) {
            close();
            prefetch = new Prefetch<>(this::frames, number, threads + AHEAD, threads);
        }
        next = number + 1;
        return prefetch.next();
    }

    private List<Image> frames(long number) {
        Draws draws = new Draws(seed, Draws.Purpose.FRAMES, number);
        long shifted = number + seed * 1_000_003;
        return draws.chance(config.sequences())
                ? source.sequence(shifted, config.size(), 2)
                : List.of(source.training(shifted, config.size()));
    }

    /** Pictures that no step sees, at most so many; of a mixture, at least one of each share. */
    List<MixedImages.HeldOut> heldOut(int most) {
        List<MixedImages.HeldOut> all =
                source instanceof MixedImages mixed
                        ? mixed.heldOutBySource(Math.max(most, mixed.sources().size()))
                        : source.heldOut(most).stream()
                                .map(picture -> new MixedImages.HeldOut(0, picture))
                                .toList();
        return all.stream()
                .map(one -> new MixedImages.HeldOut(one.source(), one.picture().within(LARGEST)))
                .toList();
    }

    /** What they are, in a few words. */
    String name() {
        return source.name();
    }

    /**
     * A number that differs between sources of different pictures, and mixtures of different
     * shares, but for bad luck; where a folder is does not matter.
     */
    long fingerprint() {
        if (fingerprint < 0) {
            CRC32 sum = new CRC32();
            if (source instanceof MixedImages mixed) {
                for (int i = 0; i < mixed.sources().size(); i++) {
                    sum.update(Integer.toString(mixed.shares().count(i)).getBytes(US_ASCII));
                    add(mixed.sources().get(i), sum);
                }
            } else {
                add(source, sum);
            }
            fingerprint = sum.getValue();
        }
        return fingerprint;
    }

    private static void add(ImageSource source, CRC32 sum) {
        for (int i = 0; i < SAMPLES; i++) {
            sum.update(source.training(i, SAMPLE_SIZE).png());
        }
    }

    /** For how long {@link #at} has waited for pictures, in seconds since the beginning. */
    double stallSeconds() {
        return waited + (prefetch == null ? 0 : prefetch.stallSeconds());
    }

    /** Ends the threads. */
    @Override
    public void close() {
        if (prefetch != null) {
            waited += prefetch.stallSeconds();
            prefetch.close();
            prefetch = null;
        }
    }
}
