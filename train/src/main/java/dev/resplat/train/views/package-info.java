/**
 * What models of several views learn from: scenes whose views are had one by one ({@link
 * dev.resplat.train.views.ViewSet}), painted or photographed, and examples drawn from them.
 */
package dev.resplat.train.views;
