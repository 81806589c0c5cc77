package dev.resplat.train.loop;

import java.nio.file.Path;
import java.util.Arrays;

/** A run of a {@link Regression} as a process of its own, to be killed. */
final class RegressionProgram {
    private RegressionProgram() {}

    /** Arguments: the directory, then what replaces values of the settings. */
    public static void main(String[] args) {
        String[] overrides = Arrays.copyOfRange(args, 1, args.length);
        new LoopTest() {}.train(Path.of(args[0]), Regression.Settings.with(overrides));
    }
}
