package dev.resplat.train.library;

/** What a texture looks like. */
enum Family {
    /** Painted walls and ceilings. */
    PLASTER(14, 2.5f),
    /** Walls with motifs or stripes. */
    WALLPAPER(14, 1.2f),
    /** Grain along u. */
    WOOD(14, 1.0f),
    /** Boards along u, with joints. */
    PLANKS(12, 1.6f),
    /** Squares with joints. */
    TILES(12, 1.2f),
    /** Rows of bricks. */
    BRICKS(10, 1.6f),
    /** Walls of stones of any shape. */
    STONES(8, 2.4f),
    /** Stone with veins. */
    MARBLE(8, 1.4f),
    /** Stone with grains. */
    GRANITE(5, 0.7f),
    /** Weave, stripes and checks. */
    FABRIC(22, 0.7f),
    /** Patterns with two axes of symmetry. */
    RUG(9, 2.0f),
    /** Blades and patches. */
    GRASS(7, 3.0f),
    /** Leaves of trees. */
    FOLIAGE(7, 1.0f),
    /** Roads. */
    ASPHALT(5, 3.0f),
    /** With stains and pores. */
    CONCRETE(9, 3.0f),
    /** Slabs and cobbles. */
    PAVEMENT(7, 2.0f),
    /** Soil, sand and gravel. */
    EARTH(8, 3.0f),
    /** With cracks. */
    ROCK(9, 2.2f),
    /** Rows of roof tiles. */
    ROOF(7, 1.6f),
    /** Backs of books, side by side along u. */
    BOOKS(8, 1.0f),
    /** Brushed along u. */
    METAL(5, 0.8f),
    /** Of trees; furrows along v. */
    BARK(4, 0.8f),
    /** Smooth and almost even. */
    PAINT(8, 1.2f),
    /** Of a lake. */
    WATER(3, 5.0f),
    /** What is outside of a window. */
    VIEW(8, 1.0f),
    /** Painted or photographed; not to be repeated. */
    PICTURE(32, 1.0f);

    /** How many textures of a pool are of this family. */
    final int count;

    /** How wide what it shows is, usually. */
    final float metres;

    /** The first of them in a pool. */
    int first;

    /** How many textures a pool has. */
    static final int TOTAL;

    static {
        int sum = 0;
        for (Family family : values()) {
            family.first = sum;
            sum += family.count;
        }
        TOTAL = sum;
    }

    Family(int count, float metres) {
        this.count = count;
        this.metres = metres;
    }
}
