package dev.resplat.train.data;

import dev.resplat.train.config.UserMistake;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What to learn from, and how many threads make it ready; what is learned does not depend on these.
 *
 * @param where a folder, {@code synthetic:SEED}, {@code painted}, or several of them with commas
 *     between and weights behind, as in {@code synthetic:7=0.7,photographs=0.3}: see {@link
 *     DataShare}; empty if the model has something of its own
 * @param threads at least 1
 */
public record DataChoice(Optional<String> where, int threads) {
    /**
     * With as many threads as seems right: a part of what the machine has, and two or more, as what
     * takes long then holds up less.
     */
    public static DataChoice of(Optional<String> where) {
        int processors = Runtime.getRuntime().availableProcessors();
        return new DataChoice(where, Math.min(Math.max(2, processors / 4), 4));
    }

    /**
     * What was chosen, one by one; nothing if nothing was. A folder that is there is meant as a
     * whole, also with a comma in its name.
     *
     * @throws UserMistake if something is missing or twice there, or a weight is none
     */
    public List<DataShare> shares() {
        if (where.isEmpty()) {
            return List.of();
        }
        String text = where.get();
        if (DataShare.isFolder(text)) {
            return List.of(new DataShare(text, 1));
        }
        List<DataShare> shares = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (String part : text.split(",", -1)) {
            DataShare share = DataShare.of(part.strip());
            if (share.where().isEmpty()) {
                throw new UserMistake(
                        "--data %s: nothing is named beside a comma: leave it out, or name something as in painted,photographs"
                                .formatted(text));
            }
            if (!names.add(share.where())) {
                throw new UserMistake(
                        "--data %s: %s is named twice: name it once, with a weight as in %s=2"
                                .formatted(text, share.where(), share.where()));
            }
            shares.add(share);
        }
        return shares;
    }

    /** The folders among what was chosen. */
    public List<Path> folders() {
        return shares().stream().flatMap(share -> share.folder().stream()).toList();
    }

    /** The same with absolute paths of folders, which means the same wherever a run goes on. */
    public DataChoice absolute() {
        List<DataShare> shares = shares();
        if (shares.isEmpty()) {
            return this;
        }
        if (shares.size() == 1) {
            return new DataChoice(Optional.of(absolute(shares.get(0))), threads);
        }
        String text =
                shares.stream()
                        .map(share -> absolute(share) + "=" + share.weight())
                        .collect(Collectors.joining(","));
        return new DataChoice(Optional.of(text), threads);
    }

    private static String absolute(DataShare share) {
        return share.folder()
                .map(folder -> folder.toAbsolutePath().toString())
                .orElse(share.where());
    }
}
