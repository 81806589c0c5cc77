/**
 * Fits a network to a picture: coordinates in, colours out.
 *
 * <p>Start reading at {@link dev.resplat.train.picture.PictureFit}.
 */
package dev.resplat.train.picture;
