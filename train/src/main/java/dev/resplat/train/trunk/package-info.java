/**
 * The training of what tells renders from images: a small residual network that learns from scenes
 * of the program to undo what is wrong with an image, and to say what its pixels are of.
 */
package dev.resplat.train.trunk;
