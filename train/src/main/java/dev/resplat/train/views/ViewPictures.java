package dev.resplat.train.views;

import dev.resplat.train.config.UserMistake;
import dev.resplat.train.data.Draws;
import dev.resplat.train.data.ImageSource;
import dev.resplat.train.data.MovingWindow;
import dev.resplat.train.image.Image;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Single views of scenes as pictures to learn from: a window of a random view of the scene of that
 * number. What is transparent is in front of grey.
 *
 * <p>Held out are some scenes, or every 8th view of a source of one scene.
 */
public final class ViewPictures implements ImageSource {
    private static final int MOST_HELD_OUT = 64;
    private static final int HELD_OUT_EVERY = 8;

    /** Pixels of a side of held-out pictures. */
    private static final int HELD_OUT_SIZE = 256;

    /** Scenes that a training never comes to, of sources that have as many as wanted. */
    static final long FAR_AWAY = 1L << 40;

    private static final float BACKGROUND = 0.5f;

    /** Views are larger than pictures by this, so that windows can move. */
    private static final double ROOM = 1.25;

    private static final int TRIED = 16;
    private static final long NEXT_SCENE = 1_000_003;

    private final ViewSource source;

    /** Names of scenes, of sources that begin again; made when first needed. */
    private Set<String> heldOutScenes;

    /** Pictures of {@link #heldOut} so far: evaluations ask for the same ones again and again. */
    private List<Image> heldOut = List.of();

    private boolean heldOutIsAll;

    /** Views of all scenes of a source. */
    public ViewPictures(ViewSource source) {
        this.source = source;
    }

    @Override
    public Image training(long number, int size) {
        return sequence(number, size, 1).get(0);
    }

    @Override
    public List<Image> sequence(long number, int size, int frames) {
        Draws draws = new Draws(0, Draws.Purpose.TRAINING, number);
        int large = (int) Math.ceil(ROOM * size);
        String problem = "all are held out";
        for (int i = 0; i < TRIED; i++) {
            try {
                long scene = Math.floorMod(number, FAR_AWAY) + i * NEXT_SCENE;
                ViewSet set = source.training(scene, large, large);
                if (source.count() != 1 && heldOutScenes().contains(set.name())) {
                    continue;
                }
                int[] views = views(set, false);
                Image view = Opaque.picture(set.view(views[draws.below(views.length)]), BACKGROUND);
                Draws motion = new Draws(0, Draws.Purpose.MOTION, number);
                return MovingWindow.of(view, size, frames, draws, motion);
            } catch (DamagedViewException e) {
                problem = e.getMessage();
            }
        }
        throw new UserMistake(
                "%s: none of %d scenes has a view that can be read: %s"
                        .formatted(source.name(), TRIED, problem));
    }

    /** All views where scenes are held out; else those that are held out, or the others. */
    private int[] views(ViewSet set, boolean heldOut) {
        int views = set.cameras().size();
        IntStream all = IntStream.range(0, views);
        return source.count() != 1 || views < 2
                ? all.toArray()
                : all.filter(i -> (i % HELD_OUT_EVERY == 0) == heldOut).toArray();
    }

    private int heldOutCount() {
        return (int) Math.min(MOST_HELD_OUT, Math.max(1, source.count() / HELD_OUT_EVERY));
    }

    private boolean isEndless() {
        return source.count() == Long.MAX_VALUE;
    }

    private synchronized Set<String> heldOutScenes() {
        if (heldOutScenes == null) {
            heldOutScenes = new HashSet<>();
            for (int i = 0; i < heldOutCount() && !isEndless(); i++) {
                heldOutScenes.add(source.training(i, HELD_OUT_SIZE, HELD_OUT_SIZE).name());
            }
        }
        return heldOutScenes;
    }

    /** {@inheritDoc} A view of each scene that is held out; those that are damaged are left out. */
    @Override
    public synchronized List<Image> heldOut(int most) {
        if (heldOut.size() < most && !heldOutIsAll) {
            heldOut = makeHeldOut(most);
            heldOutIsAll = heldOut.size() < most;
        }
        return heldOut.subList(0, Math.min(most, heldOut.size()));
    }

    private List<Image> makeHeldOut(int most) {
        List<Image> result = new ArrayList<>();
        boolean one = source.count() == 1;
        int[] views =
                one
                        ? views(source.training(0, HELD_OUT_SIZE, HELD_OUT_SIZE), true)
                        : new int[heldOutCount()];
        for (int i = 0; i < views.length && result.size() < most; i++) {
            long scene = one ? 0 : isEndless() ? FAR_AWAY + i : i;
            try {
                ViewSet set = source.training(scene, HELD_OUT_SIZE, HELD_OUT_SIZE);
                int view =
                        one
                                ? views[i]
                                : new Draws(0, Draws.Purpose.HELD_OUT, i)
                                        .below(set.cameras().size());
                result.add(Opaque.picture(set.view(view), BACKGROUND));
            } catch (DamagedViewException e) {
                // Others are there.
                continue;
            }
        }
        return result;
    }

    /**
     * A random view of each of the first scenes of a source as it is, for comparisons; scenes whose
     * view is damaged are left out.
     *
     * @param size pixels of a side
     */
    public static List<Image> sample(ViewSource source, int scenes, int size) {
        List<Image> pictures = new ArrayList<>();
        for (int i = 0; i < scenes; i++) {
            try {
                ViewSet set = source.training(i, size, size);
                Draws draws = new Draws(0, Draws.Purpose.HELD_OUT, i);
                int view = draws.below(set.cameras().size());
                pictures.add(Opaque.picture(set.view(view), BACKGROUND));
            } catch (DamagedViewException e) {
                // Others are there.
                continue;
            }
        }
        return pictures;
    }

    @Override
    public String name() {
        return "views of " + source.name();
    }
}
