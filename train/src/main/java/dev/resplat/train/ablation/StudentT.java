package dev.resplat.train.ablation;

/** Student's t distribution with a whole number of degrees of freedom. */
final class StudentT {
    private StudentT() {}

    /**
     * The t that a sample is below with a probability.
     *
     * @param probability from 0.5 to less than 1
     * @param degrees of freedom, at least 1
     */
    static double quantile(double probability, int degrees) {
        if (!(probability >= 0.5 && probability < 1) || degrees < 1) {
            throw new IllegalArgumentException(
                    "no quantile of probability %s with %d degrees of freedom"
                            .formatted(probability, degrees));
        }
        double inside = 2 * probability - 1;
        double low = 0;
        double high = Math.PI / 2;
        // A double has no more bits than there are halvings.
        for (int i = 0; i < 64; i++) {
            double angle = (low + high) / 2;
            if (inside(angle, degrees) < inside) {
                low = angle;
            } else {
                high = angle;
            }
        }
        return Math.sqrt(degrees) * Math.tan((low + high) / 2);
    }

    /**
     * The probability of {@code |T| < t} where {@code tan angle = t / sqrt(degrees)}: a finite sum
     * (Abramowitz and Stegun 1964, 26.7.3 and 26.7.4).
     */
    private static double inside(double angle, int degrees) {
        double cosine = Math.cos(angle);
        boolean odd = degrees % 2 == 1;
        double term = odd ? cosine : 1;
        double sum = 0;
        for (int k = odd ? 1 : 0; k <= degrees - 2; k += 2) {
            sum += term;
            term *= cosine * cosine * (k + 1) / (k + 2);
        }
        double product = Math.sin(angle) * sum;
        return odd ? 2 / Math.PI * (angle + product) : product;
    }
}
