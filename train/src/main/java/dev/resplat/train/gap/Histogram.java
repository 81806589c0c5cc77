package dev.resplat.train.gap;

/** How often numbers lie in bins of equal width; what is beyond is in the outermost. */
final class Histogram {
    private final double low;
    private final double width;
    private final long[] counts;
    private long total;
    private double sum;
    private double squares;

    Histogram(double low, double high, int bins) {
        this.low = low;
        width = (high - low) / bins;
        counts = new long[bins];
    }

    void add(double value) {
        int bin = (int) Math.floor((value - low) / width);
        counts[Math.min(Math.max(bin, 0), counts.length - 1)]++;
        total++;
        sum += value;
        squares += value * value;
    }

    /** Of the numbers themselves, not of their bins. */
    double mean() {
        return sum / total;
    }

    /** Their standard deviation. */
    double deviation() {
        return Math.sqrt(Math.max(squares / total - mean() * mean(), 0));
    }

    /**
     * The earth mover's distance to a histogram of the same bins: how far numbers have to go, on
     * average, in their own unit. In one dimension it is the area between the cumulative sums.
     */
    double distance(Histogram other) {
        double own = 0;
        double others = 0;
        double area = 0;
        for (int i = 0; i < counts.length; i++) {
            own += (double) counts[i] / total;
            others += (double) other.counts[i] / other.total;
            area += Math.abs(own - others) * width;
        }
        return area;
    }
}
