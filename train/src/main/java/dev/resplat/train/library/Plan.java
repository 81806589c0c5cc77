package dev.resplat.train.library;

import dev.resplat.train.data.Draws;

/**
 * What a scene is to be, drawn before it is built.
 *
 * @param kind what it is about
 * @param lighting what lights it
 * @param finish how smooth its surfaces are
 * @param rig where its cameras are
 */
public record Plan(Kind kind, Lighting lighting, Finish finish, Rig rig) {
    /** That of a scene: each part by its weights, independent of the others. */
    static Plan draw(LibraryConfig config, long seed, long number) {
        Draws draws = new Draws(seed, Draws.Purpose.LIBRARY_PLAN, number);
        return new Plan(
                Kind.values()[config.kind().draw(draws)],
                Lighting.values()[config.lighting().draw(draws)],
                Finish.values()[config.finish().draw(draws)],
                Rig.values()[config.rig().draw(draws)]);
    }
}
