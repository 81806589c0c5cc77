package dev.resplat.splat.io;

import dev.resplat.tensor.io.FormatException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Rows that all have the same number of bytes, read many at a time: a scene of millions of splats
 * takes as long as its file, not as a call for each of its numbers.
 */
final class RowChunks {
    private static final int CHUNK_BYTES = 1 << 19;

    /** Takes some rows. */
    @FunctionalInterface
    interface Rows {
        /**
         * Takes rows.
         *
         * @param chunk row after row, from index 0 to its limit; its position is 0
         * @param first which row of all is the first here
         * @param count how many are here
         */
        void take(ByteBuffer chunk, int first, int count);
    }

    private RowChunks() {}

    /**
     * Reads rows.
     *
     * @param rowBytes of a row, 1 or more
     * @param order of the bytes of a number
     * @param count of rows
     * @param file for messages
     * @throws FormatException if the stream ends before
     */
    static void read(
            InputStream in, int rowBytes, ByteOrder order, int count, Object file, Rows rows)
            throws IOException {
        int most = Math.max(1, Math.min(count, CHUNK_BYTES / rowBytes));
        ByteBuffer chunk = ByteBuffer.allocate(most * rowBytes).order(order);
        for (int first = 0; first < count; first += most) {
            int here = Math.min(most, count - first);
            int read = in.readNBytes(chunk.array(), 0, here * rowBytes);
            if (read < here * rowBytes) {
                throw new FormatException(
                        file,
                        "ends in row %d of %d: cut off".formatted(first + read / rowBytes, count));
            }
            rows.take(chunk.position(0).limit(here * rowBytes), first, here);
        }
    }
}
