package dev.resplat.train.views;

import dev.resplat.train.image.Image;
import dev.resplat.train.scene.ViewPixels;

/** Views in front of a grey wall. */
public final class Opaque {
    private Opaque() {}

    /** {@code alpha color + (1 - alpha) grey}, in place; the result has no alpha. */
    public static ViewPixels of(ViewPixels view, float grey) {
        if (view.alpha() == null) {
            return view;
        }
        float[] colors = view.colors();
        for (int i = 0; i < colors.length; i++) {
            float alpha = view.alpha()[i / 3];
            colors[i] = alpha * colors[i] + (1 - alpha) * grey;
        }
        return new ViewPixels(view.camera(), colors, null, view.mask(), view.depth());
    }

    /** The same as a picture. */
    public static Image picture(ViewPixels view, float grey) {
        return new Image(view.camera().width(), view.camera().height(), of(view, grey).colors());
    }
}
