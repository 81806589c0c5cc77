/**
 * How different two kinds of pictures are, such as painted and photographed ones: in what a network
 * sees in them, in colours, in edges, and in how well a model does on both ({@link
 * dev.resplat.train.gap.DomainGap}).
 */
package dev.resplat.train.gap;
