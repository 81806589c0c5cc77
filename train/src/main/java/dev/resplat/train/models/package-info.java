/** The models there are, by the names that configurations and weights have for them. */
package dev.resplat.train.models;
