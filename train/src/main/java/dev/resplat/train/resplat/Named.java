package dev.resplat.train.resplat;

import dev.resplat.nn.Layer;

/** Where layers are put under the names that they have in published weights. */
interface Named {
    /** Adds a layer under a name without dots, and returns it. */
    <L extends Layer> L add(String name, L layer);
}
