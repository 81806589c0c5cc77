/**
 * The training of what tells renders from images: a small residual network that learns from scenes
 * of the program to tell the shape of what images show, whatever was done to them.
 */
package dev.resplat.train.trunk;
