package dev.resplat.splat.io;

import java.util.Arrays;

/**
 * Decodes lossless WebP images (RFC 9649, section 3), exactly. Images in scenes come from anywhere:
 * no more memory is taken, and no more work done, than pixels and bytes ask for. (The library that
 * reads photographs takes half a minute for some damaged images of 40 pixels.)
 */
final class LosslessWebpImage {
    private static final int SIGNATURE = 0x2f;
    private static final int HEADER_BYTES = 20;

    /** Alphabets: green, lengths and cached colours together; red; blue; alpha; distances. */
    private static final int[] ALPHABETS = {256 + 24, 256, 256, 256, 40};

    /**
     * Where pixels are that short distances mean: (x, y), 8 - x in the low, y in the high digit.
     */
    private static final int[] NEAR = near();

    private final WebpBits in;
    private final int width;
    private final int height;

    private LosslessWebpImage(byte[] file) {
        if (file.length < HEADER_BYTES + 5
                || !tag(file, 0, "RIFF")
                || !tag(file, 8, "WEBP")
                || !tag(file, 12, "VP8L")) {
            throw new IllegalArgumentException("is no lossless WebP image");
        }
        long size = 0;
        for (int i = 3; i >= 0; i--) {
            size = size << 8 | file[16 + i] & 0xff;
        }
        int end = (int) Math.min(file.length, HEADER_BYTES + size);
        in = new WebpBits(file, HEADER_BYTES, end);
        if (in.read(8) != SIGNATURE) {
            throw new IllegalArgumentException("is no lossless WebP image");
        }
        width = in.read(14) + 1;
        height = in.read(14) + 1;
        // Whether alpha is used is a hint.
        in.read(1);
        if (in.read(3) != 0) {
            throw new IllegalArgumentException("is lossless WebP of an unknown version");
        }
    }

    private static boolean tag(byte[] file, int at, String tag) {
        for (int i = 0; i < tag.length(); i++) {
            if (file[at + i] != tag.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    /** The image of a file, of which only the size is known yet. */
    static LosslessWebpImage of(byte[] file) {
        return new LosslessWebpImage(file);
    }

    int width() {
        return width;
    }

    int height() {
        return height;
    }

    /**
     * Its pixels: alpha, red, green, blue from the highest byte on, row after row. To be called
     * once.
     *
     * @throws IllegalArgumentException if it is damaged: says how
     */
    int[] argb() {
        WebpTransforms transforms = new WebpTransforms(height);
        int now = width;
        while (in.read(1) == 1) {
            now = transforms.add(in, now, LosslessWebpImage::pixels);
        }
        return transforms.undo(main(now));
    }

    // ---- Pixels ----------------------------------------------------------------------------

    /** The pixels of an image inside an image, which has one group of codes. */
    private static int[] pixels(WebpBits in, int width, int height) {
        int cacheBits = cacheBits(in);
        PrefixCode[][] groups = {group(in, cacheBits)};
        return pixels(in, width, height, cacheBits, groups, null, 0);
    }

    /** The image itself, whose parts may have groups of codes of their own. */
    private int[] main(int now) {
        int cacheBits = cacheBits(in);
        int[] parts = null;
        int shift = 0;
        int count = 1;
        if (in.read(1) == 1) {
            shift = in.read(3) + 2;
            parts = pixels(in, part(now, shift), part(height, shift));
            for (int i = 0; i < parts.length; i++) {
                parts[i] = parts[i] >>> 8 & 0xffff;
                count = Math.max(count, parts[i] + 1);
            }
        }
        // Groups that no part has are read, but not kept: there may be more of them than parts.
        boolean[] used = new boolean[count];
        used[0] = parts == null;
        for (int i = 0; parts != null && i < parts.length; i++) {
            used[parts[i]] = true;
        }
        PrefixCode[][] groups = new PrefixCode[count][];
        for (int i = 0; i < count; i++) {
            PrefixCode[] group = group(in, cacheBits);
            groups[i] = used[i] ? group : null;
        }
        return pixels(in, now, height, cacheBits, groups, parts, shift);
    }

    /** How many parts of a power of two there are along a side. */
    static int part(int size, int shift) {
        return size + (1 << shift) - 1 >> shift;
    }

    private static int cacheBits(WebpBits in) {
        if (in.read(1) == 0) {
            return 0;
        }
        int bits = in.read(4);
        if (bits < 1 || bits > 11) {
            throw new IllegalArgumentException("has a cache of 2^%d colours".formatted(bits));
        }
        return bits;
    }

    private static PrefixCode[] group(WebpBits in, int cacheBits) {
        PrefixCode[] group = new PrefixCode[ALPHABETS.length];
        for (int i = 0; i < group.length; i++) {
            int cached = i == 0 && cacheBits > 0 ? 1 << cacheBits : 0;
            group[i] = PrefixCode.read(in, ALPHABETS[i] + cached);
        }
        return group;
    }

    private static int[] pixels(
            WebpBits in,
            int width,
            int height,
            int cacheBits,
            PrefixCode[][] groups,
            int[] parts,
            int shift) {
        int[] argb = new int[Math.multiplyExact(width, height)];
        int[] cache = new int[cacheBits == 0 ? 0 : 1 << cacheBits];
        int cached = 0;
        int at = 0;
        int partsInRow = part(width, shift);
        while (at < argb.length) {
            int p =
                    parts == null
                            ? 0
                            : parts[(at / width >> shift) * partsInRow + (at % width >> shift)];
            PrefixCode[] group = groups[p];
            int green = group[0].symbol(in);
            if (green < 256) {
                int red = group[1].symbol(in);
                int blue = group[2].symbol(in);
                argb[at++] = group[3].symbol(in) << 24 | red << 16 | green << 8 | blue;
            } else if (green < ALPHABETS[0]) {
                int length = number(in, green - 256);
                int distance = distance(number(in, group[4].symbol(in)), width);
                if (distance > at || length > argb.length - at) {
                    throw new IllegalArgumentException("has a copy of pixels that there are not");
                }
                for (int end = at + length; at < end; at++) {
                    argb[at] = argb[at - distance];
                }
            } else {
                // Colours come into the cache only now, as most are never looked for.
                cached = remember(argb, cached, at, cache, cacheBits);
                argb[at++] = cache[green - ALPHABETS[0]];
            }
        }
        return argb;
    }

    private static int remember(int[] argb, int from, int to, int[] cache, int bits) {
        for (int i = from; i < to; i++) {
            cache[0x1e35a7bd * argb[i] >>> Integer.SIZE - bits] = argb[i];
        }
        return to;
    }

    /** A length or a distance: a code for its size, and bits. */
    private static int number(WebpBits in, int code) {
        if (code < 4) {
            return code + 1;
        }
        int bits = code - 2 >> 1;
        return (2 + (code & 1) << bits) + in.read(bits) + 1;
    }

    private static int distance(int code, int width) {
        if (code > NEAR.length) {
            return code - NEAR.length;
        }
        int near = NEAR[code - 1];
        return Math.max(1, (near >> 4) * width + 8 - (near & 15));
    }

    /**
     * The places that the first 120 distances mean: those above and beside, nearest first; of the
     * same distance those with the larger row first, and left before right.
     */
    private static int[] near() {
        int[] near = new int[120];
        int count = 0;
        for (int y = 0; y < 8; y++) {
            for (int x = 0; x < 16; x++) {
                // 8 - x to the left; nothing right of a pixel in its own row.
                int left = 8 - x;
                if (y > 0 || left > 0) {
                    near[count++] = y << 4 | x;
                }
            }
        }
        Integer[] sorted = Arrays.stream(near).boxed().toArray(Integer[]::new);
        Arrays.sort(
                sorted,
                (a, b) -> {
                    int order = Integer.compare(square(a), square(b));
                    order =
                            order == 0
                                    ? Integer.compare(
                                            Math.abs(8 - (a & 15)), Math.abs(8 - (b & 15)))
                                    : order;
                    return order == 0 ? Integer.compare(a & 15, b & 15) : order;
                });
        return Arrays.stream(sorted).mapToInt(Integer::intValue).toArray();
    }

    private static int square(int near) {
        int x = 8 - (near & 15);
        int y = near >> 4;
        return x * x + y * y;
    }
}
