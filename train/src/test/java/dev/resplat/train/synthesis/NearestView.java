package dev.resplat.train.synthesis;

import dev.resplat.autodiff.Var;
import dev.resplat.splat.Camera;
import dev.resplat.tensor.Shape;
import dev.resplat.tensor.Tensor;

/** A model that shows the context view whose camera is nearest, at a constant depth. */
public final class NearestView extends SynthesisModel {
    @Override
    public Scenes look(ContextViews context, Pass pass) {
        float[] all = context.flat().toFloats();
        return (scene, camera) -> {
            int nearest = 0;
            for (int v = 1; v < context.views(); v++) {
                boolean nearer =
                        distance(context, scene, v, camera)
                                < distance(context, scene, nearest, camera);
                nearest = nearer ? v : nearest;
            }
            int size = 3 * context.height() * context.width();
            float[] colors = new float[size];
            System.arraycopy(all, (scene * context.views() + nearest) * size, colors, 0, size);
            Shape shape = Shape.of(context.height(), context.width(), 3);
            Shape flat = Shape.of(context.height(), context.width());
            return new Rendered(
                    Var.constant(Tensor.of(context.images().device(), shape, colors)),
                    Var.constant(Tensor.full(context.images().device(), flat, 2)));
        };
    }

    private static double distance(ContextViews context, int scene, int view, Camera camera) {
        double[] a = context.cameras().get(scene).get(view).center();
        double[] b = camera.center();
        return Math.hypot(Math.hypot(a[0] - b[0], a[1] - b[1]), a[2] - b[2]);
    }
}
