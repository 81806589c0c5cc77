package dev.resplat.opencl;

import dev.resplat.tensor.MatmulKernels.Size;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** Kinds of matrix products that want other tiles, and the tiles to choose from. */
enum ProductKind {
    /** So large that large tiles keep a GPU busy. */
    LARGE(
            new Size(1, 2048, 2048, 2048, 0, 0),
            "128x128x8 8x8 4",
            "128x128x16 8x8 4",
            "128x64x16 8x4 4",
            "64x128x16 4x8 4",
            "64x64x16 8x8 4",
            "64x64x16 4x4 4"),

    /** Neither large nor narrow. */
    SMALL(
            new Size(4, 256, 256, 256, 256 * 256, 256 * 256),
            "64x64x16 4x4 4",
            "64x64x32 4x4 4",
            "64x32x16 4x4 4",
            "32x32x16 4x4 4",
            "64x64x16 8x8 4"),

    /** Of few columns; of few rows, tiles are turned. */
    NARROW(
            new Size(1, 1 << 17, 128, 16, 0, 0),
            "128x16x16 4x4 4",
            "64x16x16 4x4 4",
            "256x16x16 8x4 4",
            "64x32x16 4x4 4",
            "64x64x16 4x4 4");

    /** Columns of a narrow product at most. */
    private static final int NARROW_COLUMNS = 24;

    /** Work-groups with large tiles that keep a large GPU busy. */
    private static final int MANY = 96;

    private static final int LARGE_SIDE = 128;

    /**
     * For CPUs beside those of GPUs: few items, each with many sums, for a core runs them in turn.
     */
    private static final List<String> OF_CPUS =
            List.of("32x32x32 8x8 8", "32x64x32 8x16 8", "32x32x32 4x8 4", "16x64x32 4x16 4");

    private final Size tuned;
    private final List<ProductTiles> forGpus;

    ProductKind(Size tuned, String... forGpus) {
        this.tuned = tuned;
        this.forGpus = Stream.of(forGpus).map(ProductKind::tiles).toList();
    }

    private static ProductTiles tiles(String text) {
        return ProductTiles.parse(text).orElseThrow(() -> new IllegalStateException(text));
    }

    /** Of a product, cut into so many pieces. */
    static ProductKind of(Size size, int pieces) {
        if (isNarrow(size.n()) || isNarrow(size.m())) {
            return NARROW;
        }
        long down = (size.m() - 1L) / LARGE_SIDE + 1;
        long across = (size.n() - 1L) / LARGE_SIDE + 1;
        return size.batch() * down * across * pieces >= MANY ? LARGE : SMALL;
    }

    static boolean isNarrow(int columns) {
        return columns <= NARROW_COLUMNS;
    }

    /** What there is to choose from; the first is taken where nothing was tuned. */
    List<ProductTiles> candidates(ClFacts.Kind hardware) {
        return hardware == ClFacts.Kind.CPU
                ? Stream.concat(OF_CPUS.stream().map(ProductKind::tiles), forGpus.stream()).toList()
                : forGpus;
    }

    /** The product that is timed; on a CPU, which would take minutes, a part of it. */
    Size timed(ClFacts.Kind hardware) {
        if (hardware != ClFacts.Kind.CPU) {
            return tuned;
        }
        int m = tuned.m() / 8;
        return this == LARGE
                ? new Size(1, m, m, m, 0, 0)
                : new Size(1, m, tuned.k(), tuned.n(), 0, 0);
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
