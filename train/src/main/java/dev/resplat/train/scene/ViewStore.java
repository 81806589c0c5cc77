package dev.resplat.train.scene;

import dev.resplat.train.config.UserMistake;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * Parts of views of any scenes, decoded: in memory up to a number of bytes, and if wanted in a
 * folder. Pixels are always as 8 bits hold them, so it does not matter where they come from. Files
 * in the folder know the path, size and time of what they were made of: those of a photograph that
 * has changed are not used. Safe for use by several threads, the folder also by several processes.
 */
public final class ViewStore {
    /** What pixels depend on; not where the camera is. */
    private record Key(
            Path image,
            boolean upright,
            Calibration photo,
            Optional<Path> mask,
            Optional<DepthFile> depth,
            Crop crop) {
        static Key of(View view, Crop crop) {
            return new Key(
                    view.image(), view.upright(), view.photo(), view.mask(), view.depth(), crop);
        }

        /** With the times of files; empty if one is not there, as decoding will say better. */
        Optional<String> text() {
            try {
                String maskFile = mask.isEmpty() ? "" : stamp(mask.get());
                String depthFile =
                        depth.isEmpty()
                                ? ""
                                : stamp(depth.get().file()) + " times " + depth.get().unit();
                // Undistortion follows from the calibration of the photograph.
                return Optional.of(
                        String.join(
                                "\n",
                                stamp(image),
                                "upright " + upright,
                                photo.toString(),
                                "mask " + maskFile,
                                "depth " + depthFile,
                                crop.toString()));
            } catch (IOException e) {
                return Optional.empty();
            }
        }

        private static String stamp(Path file) throws IOException {
            return "%s, %d bytes of %s"
                    .formatted(
                            file.toAbsolutePath().normalize(),
                            Files.size(file),
                            Files.getLastModifiedTime(file));
        }
    }

    /**
     * Where views were found.
     *
     * @param memory they were there
     * @param disk they were read from the folder
     * @param decoded they were made of photographs
     */
    public record Counts(long memory, long disk, long decoded) {}

    private final RecentlyUsed<Key> kept;
    private final PixelFiles files;
    private final AtomicLong fromMemory = new AtomicLong();
    private final AtomicLong fromDisk = new AtomicLong();
    private final AtomicLong decoded = new AtomicLong();

    /**
     * In memory only.
     *
     * @param budget bytes of what stays in memory; 0 for nothing
     */
    public ViewStore(long budget) {
        kept = new RecentlyUsed<>(budget);
        files = null;
    }

    /**
     * In memory and in a folder, which only grows: who wants the place removes it.
     *
     * @param budget bytes of what stays in memory; 0 for nothing
     * @param folder is made if it is not there
     * @param notes takes a line when the disk is full
     * @throws UserMistake if the folder cannot be made or written to
     */
    public ViewStore(long budget, Path folder, Consumer<String> notes) {
        kept = new RecentlyUsed<>(budget);
        files = new PixelFiles(folder, notes);
    }

    /**
     * The pixels of a part of a view, which belong to the caller; the camera is that of the part.
     *
     * @throws UserMistake if a file cannot be read
     */
    public ViewPixels load(View view, Crop crop) {
        return stored(view, crop).pixels(crop.of(view.camera()));
    }

    private StoredPixels stored(View view, Crop crop) {
        Key key = Key.of(view, crop);
        StoredPixels pixels = kept.get(key);
        if (pixels != null) {
            fromMemory.incrementAndGet();
            return pixels;
        }
        Optional<String> text = files == null ? Optional.empty() : key.text();
        if (text.isPresent()) {
            pixels = files.read(text.get(), crop.newWidth() * crop.newHeight());
        }
        if (pixels != null) {
            fromDisk.incrementAndGet();
        } else {
            pixels = ViewDecoder.decode(view, crop);
            decoded.incrementAndGet();
            StoredPixels fresh = pixels;
            text.ifPresent(name -> files.write(name, fresh));
        }
        kept.put(key, pixels);
        return pixels;
    }

    /** Where views were found since the beginning. */
    public Counts counts() {
        return new Counts(fromMemory.get(), fromDisk.get(), decoded.get());
    }

    /** Bytes of what stays in memory now. */
    public long bytesKept() {
        return kept.bytes();
    }
}
