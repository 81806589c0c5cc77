package dev.resplat.train.data;

import dev.resplat.train.image.Image;
import java.util.ArrayList;
import java.util.List;

/**
 * Pictures of several sources, each with its {@linkplain Shares share}. Held-out pictures come from
 * each in turn, whatever their shares: scores are of all of them.
 */
public final class MixedImages implements ImageSource {
    private final List<ImageSource> sources;
    private final Shares shares;

    /**
     * Mixes sources.
     *
     * @param sources one or more, of different names
     * @param weights more than 0, one for each
     * @param seed of their order
     * @throws IllegalArgumentException see {@link Shares}
     */
    public MixedImages(List<ImageSource> sources, double[] weights, long seed) {
        this.sources = List.copyOf(sources);
        shares = new Shares(sources.stream().map(ImageSource::name).toList(), weights, seed);
    }

    /** What is mixed. */
    public List<ImageSource> sources() {
        return sources;
    }

    /** How often what is shown. */
    public Shares shares() {
        return shares;
    }

    @Override
    public Image training(long number, int size) {
        Shares.Place place = shares.of(number);
        return sources.get(place.source()).training(place.number(), size);
    }

    @Override
    public List<Image> sequence(long number, int size, int frames) {
        Shares.Place place = shares.of(number);
        return sources.get(place.source()).sequence(place.number(), size, frames);
    }

    @Override
    public List<Image> heldOut(int most) {
        return heldOutBySource(most).stream().map(HeldOut::picture).toList();
    }

    /**
     * A picture that is held out.
     *
     * @param source the index of its source
     * @param picture of any size
     */
    public record HeldOut(int source, Image picture) {}

    /** The same as {@link #heldOut}, with the sources. */
    public List<HeldOut> heldOutBySource(int most) {
        // Usually all have enough; if not, others have more.
        int each = (most + sources.size() - 1) / sources.size();
        List<HeldOut> pictures = inTurn(each, most);
        return pictures.size() < most && each < most ? inTurn(most, most) : pictures;
    }

    private List<HeldOut> inTurn(int each, int most) {
        List<List<Image>> all = sources.stream().map(source -> source.heldOut(each)).toList();
        List<HeldOut> result = new ArrayList<>();
        for (int i = 0; i < each; i++) {
            for (int s = 0; s < all.size() && result.size() < most; s++) {
                if (i < all.get(s).size()) {
                    result.add(new HeldOut(s, all.get(s).get(i)));
                }
            }
        }
        return result;
    }

    @Override
    public String name() {
        return shares.name();
    }
}
