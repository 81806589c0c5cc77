/** What devices can do: whether they agree with the reference, and how fast they are. */
package dev.resplat.train.devices;
