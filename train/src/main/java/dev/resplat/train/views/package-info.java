/**
 * What models of several views learn from: scenes whose views are had one by one ({@link
 * dev.resplat.train.views.ViewSet}), painted or photographed, and examples drawn from them.
 *
 * <p>Start reading at {@link dev.resplat.train.views.ViewSource}; then {@link
 * dev.resplat.train.views.ViewSampler}, which views are an example, {@link
 * dev.resplat.train.views.Examples}, which makes them, and {@link
 * dev.resplat.train.views.ExampleLoader}, which hands out batches of them in the order of steps.
 */
package dev.resplat.train.views;
