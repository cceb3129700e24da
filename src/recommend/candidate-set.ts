/**
 * The union of what the sources propose for one page, as columns; a candidate's name between stages is its position here. Each
 * column belongs to one stage: sources write `dense` and `source`, eligibility writes `allowed`, score writes `features` and
 * `score`. One set serves all requests in turn.
 */
export interface CandidateSet {
  readonly count: number;
  readonly dense: Int32Array;
  /** Number in SOURCES of the source that proposed it first. */
  readonly source: Uint8Array;
  /** 1 if it may stand on the page. */
  readonly allowed: Uint8Array;
  /** -1..1 from the ranker (see Objectives), 0..1 from the order of the proposals. */
  readonly score: Float32Array;
  /** What soft wishes add to what it is worth in a slot, in standard deviations of its row's scores; 0: nothing. */
  readonly bonus: Float32Array;
  /** count x featureWidth. */
  readonly features: Float32Array;
  readonly featureWidth: number;
  /** Candidates before this position have the ranker's score; 0 where there is none. Score's own mark. */
  scoredCount: number;
  /** Empties the set for a catalogue of `size` items. */
  reset(size: number, featureWidth: number): void;
  /** The candidate's position; a title proposed before keeps its position and its first source. */
  propose(dense: number, source: number): number;
}

export function createCandidateSet(capacity = 1024): CandidateSet {
  let positionOf = new Int32Array(0);
  const set = {
    count: 0,
    dense: new Int32Array(capacity),
    source: new Uint8Array(capacity),
    allowed: new Uint8Array(capacity),
    score: new Float32Array(capacity),
    bonus: new Float32Array(capacity),
    features: new Float32Array(0),
    featureWidth: 0,
    scoredCount: 0,
    reset(size: number, featureWidth: number) {
      set.count = 0;
      set.scoredCount = 0;
      // A stale entry is told from a true one by what stands at its position, so the table is never cleared.
      if (positionOf.length < size) positionOf = new Int32Array(size);
      set.featureWidth = featureWidth;
      const floats = set.dense.length * featureWidth;
      if (set.features.length < floats) set.features = new Float32Array(floats);
    },
    propose(dense: number, source: number) {
      const known = positionOf[dense]!;
      if (known < set.count && set.dense[known] === dense) return known;
      if (set.count === set.dense.length) grow();
      const position = set.count++;
      positionOf[dense] = position;
      set.dense[position] = dense;
      set.source[position] = source;
      set.bonus[position] = 0;
      return position;
    },
  };

  function grow(): void {
    const wider = set.dense.length * 2;
    set.dense = copied(set.dense, new Int32Array(wider));
    set.source = copied(set.source, new Uint8Array(wider));
    set.allowed = copied(set.allowed, new Uint8Array(wider));
    set.score = copied(set.score, new Float32Array(wider));
    set.bonus = copied(set.bonus, new Float32Array(wider));
    set.features = copied(set.features, new Float32Array(wider * set.featureWidth));
  }
  return set;
}

function copied<T extends Int32Array | Uint8Array | Float32Array>(from: T, to: T): T {
  to.set(from.subarray(0, Math.min(from.length, to.length)));
  return to;
}
