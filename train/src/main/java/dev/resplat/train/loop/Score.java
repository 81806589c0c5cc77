package dev.resplat.train.loop;

import java.util.Locale;

/**
 * The number of an evaluation that is to be large: the best weights are those where it is largest.
 *
 * @param name as in {@link Trainee#evaluate}, such as {@code psnr}
 * @param unit for people, such as {@code dB}, or nothing
 */
public record Score(String name, String unit) {
    /** A value as people read it, with four digits. */
    public String text(double value) {
        return (String.format(Locale.ROOT, "%.4g", value) + " " + unit).strip();
    }
}
