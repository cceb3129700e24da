/** How often titles were shown, and which are new to the catalogue: over dense indices, as long as the catalogue. */
export interface ItemExposure {
  /** Impressions of the title ever, as the roll-up of the log has them. An array that is too short reads as 0 beyond its end. */
  readonly served: Float32Array;
  /** When the item first came into the catalogue, ms; NaN: not known. */
  readonly addedAtMs: Float64Array;
}

export const NO_EXPOSURE: ItemExposure = { served: new Float32Array(0), addedAtMs: new Float64Array(0) };
