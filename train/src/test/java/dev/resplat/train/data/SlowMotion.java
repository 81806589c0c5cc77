package dev.resplat.train.data;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.resplat.train.image.Image;
import java.util.List;

/** What sequences of any source have to be like. */
final class SlowMotion {
    private static final int SEQUENCES = 20;

    private SlowMotion() {}

    /** Every frame differs a little from the one before, and the last more from the first. */
    static void require(ImageSource source) {
        double steps = 0;
        double whole = 0;
        for (int number = 0; number < SEQUENCES; number++) {
            List<Image> frames = source.sequence(number, 96, 5);
            for (int i = 1; i < 5; i++) {
                double difference = difference(frames.get(i - 1), frames.get(i));
                assertTrue(difference > 0, "sequence " + number + " stands still");
                assertTrue(difference < 0.12, "sequence " + number + " jumps by " + difference);
                steps += difference / 4 / SEQUENCES;
            }
            whole += difference(frames.get(0), frames.get(4)) / SEQUENCES;
        }
        assertTrue(steps > 0.005 && steps < 0.07, "frames differ by " + steps);
        assertTrue(whole > 1.4 * steps, "steps of " + steps + " end " + whole + " away");
    }

    private static double difference(Image a, Image b) {
        double sum = 0;
        for (float d : a.difference(b, 1).colors()) {
            sum += d;
        }
        return sum / a.colors().length;
    }
}
