package dev.resplat.train.config;

/**
 * Something that the user can put right: the message says in one line what is wrong, where, and
 * what to do. The program ends with exit code 2 and that line.
 */
public final class UserMistake extends RuntimeException {
    public UserMistake(String message) {
        super(message);
    }

    public UserMistake(String message, Throwable cause) {
        super(message, cause);
    }
}
