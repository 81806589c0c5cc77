package dev.resplat.train.render;

import dev.resplat.tensor.io.HostArray;
import dev.resplat.tensor.io.NpyFile;
import dev.resplat.train.image.Image;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The formats of frames. */
public enum FrameFormat {
    /** 8 bits a channel, clipped to [0, 1]. */
    PNG(3, ".png"),
    /** Floats {@code [height, width, 3]}, not clipped. */
    NPY(12, ".npy");

    private final int bytesPerPixel;
    private final String ending;

    FrameFormat(int bytesPerPixel, String ending) {
        this.bytesPerPixel = bytesPerPixel;
        this.ending = ending;
    }

    /** Of names of files. */
    public String ending() {
        return ending;
    }

    /** At most, of a file. */
    int bytesPerPixel() {
        return bytesPerPixel;
    }

    void write(Path file, Image image) throws IOException {
        if (this == PNG) {
            Files.write(file, image.png());
        } else {
            NpyFile.write(file, HostArray.of(image.colors(), image.height(), image.width(), 3));
        }
    }
}
