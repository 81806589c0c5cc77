package dev.resplat.train.views;

import dev.resplat.splat.Camera;
import dev.resplat.train.data.Shares;
import dev.resplat.train.scene.ViewPixels;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Scenes of several sources, each with its {@linkplain Shares share}. */
public final class MixedSource implements ViewSource {
    /** The label with the name of the source. */
    public static final String SOURCE = "source";

    /**
     * A source and how often its scenes are taken.
     *
     * @param weight more than 0, in terms of the others'
     */
    public record Share(ViewSource source, double weight) {
        public Share {
            Shares.requireWeight(source.name(), weight);
        }
    }

    private final List<Share> shares;
    private final Shares order;

    /**
     * Mixes sources.
     *
     * @param shares one or more, of different names
     * @param seed of their order
     * @throws IllegalArgumentException if a source would have less than one of a thousand scenes,
     *     or two have the same name
     */
    public MixedSource(List<Share> shares, long seed) {
        this.shares = List.copyOf(shares);
        order =
                new Shares(
                        shares.stream().map(share -> share.source.name()).toList(),
                        shares.stream().mapToDouble(Share::weight).toArray(),
                        seed);
    }

    /** The sources and their weights. */
    public List<Share> shares() {
        return shares;
    }

    @Override
    public ViewSet training(long number, int width, int height) {
        Shares.Place place = order.of(number);
        ViewSource source = shares.get(place.source()).source;
        return new Labelled(source.training(place.number(), width, height), source.name());
    }

    @Override
    public long count() {
        long sum = 0;
        for (Share share : shares) {
            long count = share.source.count();
            sum = count > Long.MAX_VALUE - sum ? Long.MAX_VALUE : sum + count;
        }
        return sum;
    }

    @Override
    public String name() {
        return order.name();
    }

    /** A set that says where it is from. */
    private record Labelled(ViewSet set, String source) implements ViewSet {
        @Override
        public String name() {
            return source + "/" + set.name();
        }

        @Override
        public List<Camera> cameras() {
            return set.cameras();
        }

        @Override
        public boolean isPath() {
            return set.isPath();
        }

        @Override
        public ViewPixels view(int index) {
            return set.view(index);
        }

        @Override
        public Map<String, String> labels() {
            Map<String, String> labels = new LinkedHashMap<>(set.labels());
            labels.put(SOURCE, source);
            return labels;
        }
    }
}
