package dev.resplat.train.library;

import dev.resplat.train.config.Require;
import dev.resplat.train.data.Draws;

/**
 * Which scenes a {@link SceneLibrary} makes; {@code configs/library.yaml} explains the values.
 * Weights are relative: a kind of weight 2 is drawn twice as often as one of weight 1, and one of
 * weight 0 never.
 *
 * @param kind of kinds
 * @param lighting of types of light
 * @param finish of finishes
 * @param rig of camera rigs
 * @param normalMaps how many of the surfaces that have a relief get a map of normals, 0 to 1
 */
public record LibraryConfig(
        Kinds kind, Lightings lighting, Finishes finish, Rigs rig, double normalMaps) {
    /** Checks the values. */
    public LibraryConfig {
        Require.between(0, 1, "normalMaps", normalMaps);
    }

    /** Weights of {@link Kind}. */
    public record Kinds(double room, double objects, double street, double terrain) {
        /** Checks that something can be drawn. */
        public Kinds {
            require("room", room, objects, street, terrain);
        }

        int draw(Draws draws) {
            return LibraryConfig.draw(draws, room, objects, street, terrain);
        }
    }

    /** Weights of {@link Lighting}. */
    public record Lightings(
            double sun, double overcast, double lamps, double area, double environment) {
        /** Checks that something can be drawn. */
        public Lightings {
            require("sun", sun, overcast, lamps, area, environment);
        }

        int draw(Draws draws) {
            return LibraryConfig.draw(draws, sun, overcast, lamps, area, environment);
        }
    }

    /** Weights of {@link Finish}. */
    public record Finishes(double rough, double mixed, double smooth, double reflective) {
        /** Checks that something can be drawn. */
        public Finishes {
            require("rough", rough, mixed, smooth, reflective);
        }

        int draw(Draws draws) {
            return LibraryConfig.draw(draws, rough, mixed, smooth, reflective);
        }
    }

    /** Weights of {@link Rig}. */
    public record Rigs(double walk, double orbit, double random) {
        /** Checks that something can be drawn. */
        public Rigs {
            require("walk", walk, orbit, random);
        }

        int draw(Draws draws) {
            return LibraryConfig.draw(draws, walk, orbit, random);
        }
    }

    private static void require(String first, double... weights) {
        double sum = 0;
        for (double weight : weights) {
            Require.that(
                    weight >= 0 && weight <= 1e6,
                    first + " and the others",
                    "from 0 to 1e6",
                    weight);
            sum += weight;
        }
        Require.that(sum > 0, first, "more than 0 where the others are 0", sum);
    }

    private static int draw(Draws draws, double... weights) {
        double sum = 0;
        for (double weight : weights) {
            sum += weight;
        }
        double at = draws.uniform() * sum;
        int last = 0;
        for (int i = 0; i < weights.length; i++) {
            if (weights[i] > 0) {
                last = i;
                if (at < weights[i]) {
                    return i;
                }
            }
            at -= weights[i];
        }
        return last;
    }
}
