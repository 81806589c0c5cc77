package dev.resplat.train.library;

import dev.resplat.train.data.Draws;

/**
 * Paints textures that repeat without seams. All have detail of every size, so that two pictures of
 * a surface can be matched everywhere.
 */
final class Painter {
    private final Draws draws;
    private final EvenPainter even;
    private final PlantPainter plants;
    private final MasonryPainter masonry;
    private final TextilePainter textiles;

    private Painter(Paint paint) {
        draws = paint.draws;
        even = new EvenPainter(paint);
        plants = new PlantPainter(paint);
        masonry = new MasonryPainter(paint);
        textiles = new TextilePainter(paint);
    }

    /** The texels of a texture of a family, but not of pictures, {@code 0xAARRGGBB}. */
    static int[] paint(Family family, int side, Draws draws) {
        Paint paint = new Paint(side, draws);
        new Painter(paint).paint(family);
        return paint.argb();
    }

    private void paint(Family family) {
        switch (family) {
            case PLASTER -> even.plain(draws.logRange(0.02f, 0.1f), 0.88f, 0.02f);
            case PAINT -> even.plain(draws.logRange(0.015f, 0.06f), 0.9f, 0);
            case WALLPAPER -> textiles.wallpaper();
            case WOOD -> plants.wood();
            case PLANKS -> plants.planks();
            case TILES -> masonry.tiles();
            case BRICKS -> masonry.bricks();
            case STONES -> masonry.stones(4 + draws.below(4), 0.1f, 1.2f + draws.range(0, 2));
            case MARBLE -> even.marble();
            case GRANITE -> even.granite();
            case FABRIC -> textiles.fabric();
            case RUG -> textiles.rug();
            case GRASS -> plants.grass();
            case FOLIAGE -> plants.foliage();
            case ASPHALT -> even.asphalt();
            case CONCRETE -> even.concrete();
            case PAVEMENT -> masonry.pavement();
            case EARTH -> even.earth();
            case ROCK -> even.rock();
            case ROOF -> masonry.roof();
            case BOOKS -> textiles.books();
            case METAL -> even.metal();
            case BARK -> plants.bark();
            case WATER -> even.water();
            case VIEW -> plants.view();
            case PICTURE -> throw new IllegalArgumentException("pictures are painted elsewhere");
        }
    }
}
