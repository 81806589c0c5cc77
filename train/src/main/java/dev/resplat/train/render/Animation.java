package dev.resplat.train.render;

import dev.resplat.train.image.Image;
import java.io.IOException;
import java.io.OutputStream;

/** A file of frames of one size, which are written one after the other and shown in a loop. */
public interface Animation extends AutoCloseable {
    /** The formats of animations. */
    enum Format {
        /** 256 colours a frame, those that ImageIO chooses; any program shows it. */
        GIF("animation.gif"),
        /** All colours; browsers show it, and other programs the first frame at least. */
        APNG("animation.png");

        private final String file;

        Format(String file) {
            this.file = file;
        }

        /** The name of such a file in a run. */
        public String file() {
            return file;
        }

        /**
         * Begins an animation.
         *
         * @param out is closed with it
         * @param frames how many will be written, 1 or more
         * @param framesPerSecond from 1 to 50
         */
        public Animation to(OutputStream out, int frames, double framesPerSecond)
                throws IOException {
            return this == GIF
                    ? new GifAnimation(out, framesPerSecond)
                    : new PngAnimation(out, frames, framesPerSecond);
        }
    }

    /** Writes the next frame. */
    void add(Image frame) throws IOException;

    /** Writes the end. */
    @Override
    void close() throws IOException;
}
