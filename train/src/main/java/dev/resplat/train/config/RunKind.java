package dev.resplat.train.config;

import java.util.Arrays;
import java.util.Optional;

/** What a run directory can hold that goes on without checkpoints of its own. */
public enum RunKind {
    ABLATION("variants", "an ablation"),
    COMPARISON("trainings", "a comparison");

    private final String key;
    private final String title;

    RunKind(String key, String title) {
        this.key = key;
        this.title = title;
    }

    /** That whose configuration this is. */
    public static Optional<RunKind> of(Config config) {
        return Arrays.stream(values()).filter(kind -> config.has(kind.key)).findFirst();
    }

    /** In messages, such as {@code a comparison}. */
    public String title() {
        return title;
    }
}
