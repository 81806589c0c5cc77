package dev.resplat.tensor.cpu;

/**
 * Long rows cut into pieces of fixed length that are shared among the threads: each piece yields
 * one number, and the numbers are combined in the order of the pieces, whatever thread made them.
 */
final class Pieces {
    private final Workers workers;
    private final int length;
    private final ThreadLocal<double[]> numbers = ThreadLocal.withInitial(() -> new double[256]);

    /** Pieces of {@code length} elements; the last may be shorter. */
    Pieces(Workers workers, int length) {
        this.workers = workers;
        this.length = length;
    }

    /** The number of one piece: elements {@code from} to {@code from + count}, exclusive. */
    interface Piece {
        double of(int from, int count);
    }

    /** The sum of the numbers of the pieces of n elements from {@code first} on. */
    double sum(int first, int n, Piece piece) {
        double[] number = each(first, n, piece);
        double sum = 0;
        for (int i = 0; i < Chunks.count(n, length); i++) {
            sum += number[i];
        }
        return sum;
    }

    /** The largest of the numbers of the pieces; NaN when any is NaN. */
    double max(int first, int n, Piece piece) {
        double[] number = each(first, n, piece);
        double max = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < Chunks.count(n, length); i++) {
            max = Math.max(max, number[i]);
        }
        return max;
    }

    /** The numbers of all pieces, in memory that the calling thread keeps. */
    private double[] each(int first, int n, Piece piece) {
        int count = Chunks.count(n, length);
        double[] number = numbers.get();
        if (number.length < count) {
            number = new double[count];
            numbers.set(number);
        }
        double[] result = number;
        workers.forRanges(
                n, length, (from, to) -> result[from / length] = piece.of(first + from, to - from));
        return result;
    }
}
