package dev.resplat.train.data;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What statistics of photographs are between. */
final class Bands {
    /**
     * Around those of 12 photographs of the Kodak set, 480 crops of 128 x 128 pixels: brightness
     * 0.41, contrast 0.146, gradient 0.055, kurtosis 20, slope -2.2, saturation 0.34, smooth 0.16,
     * busy 0.25. {@code PhotographsTest} checks that they are inside.
     */
    static final Bands PHOTOGRAPHS = new Bands();

    /** What is wrong, a line each. */
    List<String> problems(PictureStatistics s) {
        List<String> problems = new ArrayList<>();
        check(problems, "brightness", s.brightness(), 0.34, 0.48);
        check(problems, "contrast", s.contrast(), 0.12, 0.18);
        check(problems, "gradient", s.gradient(), 0.042, 0.068);
        check(problems, "kurtosis", s.kurtosis(), 13, 40);
        check(problems, "slope", s.slope(), -2.5, -2.0);
        check(problems, "saturation", s.saturation(), 0.27, 0.4);
        check(problems, "smooth", s.smooth(), 0.08, 0.25);
        check(problems, "busy", s.busy(), 0.1, 0.3);
        return problems;
    }

    void require(PictureStatistics statistics) {
        assertEquals(List.of(), problems(statistics));
    }

    private static void check(
            List<String> problems, String name, double value, double least, double most) {
        if (!(value >= least && value <= most)) {
            problems.add(
                    String.format(
                            Locale.ROOT,
                            "%s %.4f is not from %.3f to %.3f",
                            name,
                            value,
                            least,
                            most));
        }
    }
}
