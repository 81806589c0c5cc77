/**
 * A light field transformer in the manner of Du et al. 2023, "Learning to render novel views from
 * wide-baseline stereo pairs": a ray of a new view attends to features of the given views along its
 * epipolar lines, and its colour is decoded from what it finds. There is no scene between the two:
 * each view costs as much as the first.
 */
package dev.resplat.train.lightfield;
