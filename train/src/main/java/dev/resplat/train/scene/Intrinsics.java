package dev.resplat.train.scene;

import java.util.Optional;

/** What a file says of a camera; with the size of a photograph it becomes a calibration. */
@FunctionalInterface
interface Intrinsics {
    /** The calibration for a photograph of this size. */
    Calibration of(int width, int height);

    /** The calibration for the size that the file tells, if it does. */
    default Optional<Calibration> declared() {
        return Optional.empty();
    }

    /** In pixels of an image of known size; a photograph may have another size of this shape. */
    static Intrinsics sized(Calibration calibration) {
        return new Intrinsics() {
            @Override
            public Calibration of(int width, int height) {
                return calibration.resized(width, height);
            }

            @Override
            public Optional<Calibration> declared() {
                return Optional.of(calibration);
            }
        };
    }
}
