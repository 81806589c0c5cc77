package dev.resplat.train.ablation;

/**
 * A number by which trainings are compared; larger is better or worse, as its title says.
 *
 * @param key in {@code metrics.json}, such as {@code d4}
 * @param column of the log where evaluations have it, such as {@code psnr}
 * @param title of a column of a table, such as {@code D = 4}
 * @param decimals that tables show
 */
record Measure(String key, String column, String title, int decimals) {
    /** Whose column has the name of its key. */
    static Measure of(String key, String title, int decimals) {
        return new Measure(key, key, title, decimals);
    }
}
