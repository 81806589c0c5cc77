/**
 * Configurations: YAML files bound to records that check themselves.
 *
 * <p>Start reading at {@link dev.resplat.train.config.Config}.
 */
package dev.resplat.train.config;
