/**
 * How far a journal has been merged into the user states. May be saved late and may be lost: merging again from an earlier
 * position changes nothing.
 */
export interface StateOffset {
  /** 0 when nothing was saved for this journal. */
  load(): Promise<number>;
  save(position: number): Promise<void>;
}
