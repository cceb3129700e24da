// Made from the OpenAPI of the service by `npm run generate:client`. Changes made here are lost.

export interface AcceptedSuggestion {
  readonly suggestion: Suggestion;
  /** The pin that was made; null for a tag */
  readonly pin: PinAnswer | null;
  /** The item with its tag; null for a slot */
  readonly item: Item | null;
}

export interface AuditEntry {
  readonly id: string;
  readonly at: string;
  /** Who asked */
  readonly actor: {
    /** Of the key or person (oidc:...); command: the command line; training: the service itself */
    readonly id: string;
    /** null: there is no such key or person */
    readonly name: string | null;
  };
  readonly action: string;
  readonly object: string;
  /** null: it was not there, or as by default */
  readonly before: unknown;
  /** null: it is gone, or as by default */
  readonly after: unknown;
  readonly reason: string;
  /** The change that this one took back */
  readonly undoes: string | null;
  /** The change that took this one back */
  readonly undoneBy: string | null;
}

export interface BulkAnswer {
  /** Lines stored, those that changed nothing included */
  readonly accepted: number;
  readonly rejected: readonly {
    readonly line: number;
    readonly code: string;
    readonly detail: string;
  }[];
  /** All refused lines; the list stops at 10,000 */
  readonly rejectedCount: number;
}

export interface Collection {
  /** null: only validated */
  readonly collectionId: string | null;
  readonly title: string;
  readonly titleKey: string | null;
  readonly itemIds: readonly string[] | null;
  readonly filter: string | null;
  readonly sort: 'popular' | 'trending' | 'newest' | 'oldest' | 'title' | null;
  /** editorial: as it is, also what was watched. ranker: by each user’s scores, without what they watched */
  readonly order: 'editorial' | 'ranker';
  /** AND across keys, OR within one; {} is everyone. What is not known of a viewer is not met */
  readonly audience: {
    readonly regions?: readonly string[];
    readonly surfaces?: readonly ('tv' | 'web' | 'mobile')[];
    readonly maturities?: readonly ('kids' | 'teen' | 'adult')[];
    /** pt is met by pt and pt-BR, pt-BR by pt-BR alone */
    readonly languages?: readonly string[];
    /** true: users who played, completed or rated fewer than 5 times; false: the others who are known */
    readonly newUsers?: boolean;
    /** Users in any of these segments */
    readonly segmentIds?: readonly string[];
    /** Users in any of these arms of experiments; there are no experiments yet, so nobody is */
    readonly arms?: readonly string[];
  };
  readonly from: string | null;
  readonly until: string | null;
  readonly timeZone: string;
  readonly repeat: {
    readonly days: readonly ('sun' | 'mon' | 'tue' | 'wed' | 'thu' | 'fri' | 'sat')[];
    readonly from: string;
    readonly until: string;
  } | null;
  readonly minimum: number;
  readonly place: 'top' | 'free' | null;
  readonly priority: number;
  readonly enabled: boolean;
  readonly note: string;
  /** draft: not enabled; scheduled: to come, for the first time or again; live: on now; expired: no time left */
  readonly state: 'draft' | 'scheduled' | 'live' | 'expired';
  /** Titles in it now, whoever may see them; null: not known, the catalogue is not loaded yet */
  readonly matches: number | null;
  /** Grows with every change; the ETag. 0: only validated */
  readonly version: number;
  readonly createdAt: string;
  readonly updatedAt: string;
  /** Id of the key that changed it last */
  readonly updatedBy: string;
}

export interface CollectionAnswer {
  readonly collection: Collection;
  readonly warnings: readonly EditorialWarning[];
}

export interface CollectionCreation {
  /** Of the row, as it is to be read */
  readonly title: string;
  readonly titleKey?: string | null;
  readonly itemIds?: readonly string[] | null;
  readonly filter?: string | null;
  readonly sort?: 'popular' | 'trending' | 'newest' | 'oldest' | 'title' | null;
  /** editorial: as it is, also what was watched. ranker: by each user’s scores, without what they watched */
  readonly order?: 'editorial' | 'ranker';
  /** AND across keys, OR within one; {} is everyone. What is not known of a viewer is not met */
  readonly audience?: {
    readonly regions?: readonly string[];
    readonly surfaces?: readonly ('tv' | 'web' | 'mobile')[];
    readonly maturities?: readonly ('kids' | 'teen' | 'adult')[];
    /** pt is met by pt and pt-BR, pt-BR by pt-BR alone */
    readonly languages?: readonly string[];
    /** true: users who played, completed or rated fewer than 5 times; false: the others who are known */
    readonly newUsers?: boolean;
    /** Users in any of these segments */
    readonly segmentIds?: readonly string[];
    /** Users in any of these arms of experiments; there are no experiments yet, so nobody is */
    readonly arms?: readonly string[];
  };
  readonly from?: string | null;
  readonly until?: string | null;
  readonly timeZone?: string;
  readonly repeat?: {
    readonly days: readonly ('sun' | 'mon' | 'tue' | 'wed' | 'thu' | 'fri' | 'sat')[];
    readonly from: string;
    readonly until: string;
  } | null;
  /** Titles without which there is no row */
  readonly minimum?: number;
  readonly place?: 'top' | 'free' | null;
  /** Higher first, where more are in force than a page may have */
  readonly priority?: number;
  readonly enabled?: boolean;
  readonly note?: string;
  /** Made when left out; 409 already-exists when taken */
  readonly collectionId?: string;
}

export interface CollectionDraft {
  /** Of the row, as it is to be read */
  readonly title: string;
  readonly titleKey?: string | null;
  readonly itemIds?: readonly string[] | null;
  readonly filter?: string | null;
  readonly sort?: 'popular' | 'trending' | 'newest' | 'oldest' | 'title' | null;
  /** editorial: as it is, also what was watched. ranker: by each user’s scores, without what they watched */
  readonly order?: 'editorial' | 'ranker';
  /** AND across keys, OR within one; {} is everyone. What is not known of a viewer is not met */
  readonly audience?: {
    readonly regions?: readonly string[];
    readonly surfaces?: readonly ('tv' | 'web' | 'mobile')[];
    readonly maturities?: readonly ('kids' | 'teen' | 'adult')[];
    /** pt is met by pt and pt-BR, pt-BR by pt-BR alone */
    readonly languages?: readonly string[];
    /** true: users who played, completed or rated fewer than 5 times; false: the others who are known */
    readonly newUsers?: boolean;
    /** Users in any of these segments */
    readonly segmentIds?: readonly string[];
    /** Users in any of these arms of experiments; there are no experiments yet, so nobody is */
    readonly arms?: readonly string[];
  };
  readonly from?: string | null;
  readonly until?: string | null;
  readonly timeZone?: string;
  readonly repeat?: {
    readonly days: readonly ('sun' | 'mon' | 'tue' | 'wed' | 'thu' | 'fri' | 'sat')[];
    readonly from: string;
    readonly until: string;
  } | null;
  /** Titles without which there is no row */
  readonly minimum?: number;
  readonly place?: 'top' | 'free' | null;
  /** Higher first, where more are in force than a page may have */
  readonly priority?: number;
  readonly enabled?: boolean;
  readonly note?: string;
}

export interface CollectionPatch {
  /** Of the row, as it is to be read */
  readonly title?: string;
  readonly titleKey?: string | null;
  readonly itemIds?: readonly string[] | null;
  readonly filter?: string | null;
  readonly sort?: 'popular' | 'trending' | 'newest' | 'oldest' | 'title' | null;
  readonly order?: 'editorial' | 'ranker' | null;
  readonly audience?: {
    readonly regions?: readonly string[] | null;
    readonly surfaces?: readonly ('tv' | 'web' | 'mobile')[] | null;
    readonly maturities?: readonly ('kids' | 'teen' | 'adult')[] | null;
    readonly languages?: readonly string[] | null;
    readonly newUsers?: boolean | null;
    readonly segmentIds?: readonly string[] | null;
    readonly arms?: readonly string[] | null;
  } | null;
  readonly from?: string | null;
  readonly until?: string | null;
  readonly timeZone?: string | null;
  readonly repeat?: {
    readonly days?: readonly ('sun' | 'mon' | 'tue' | 'wed' | 'thu' | 'fri' | 'sat')[];
    readonly from?: string;
    readonly until?: string;
  } | null;
  readonly minimum?: number | null;
  readonly place?: 'top' | 'free' | null;
  readonly priority?: number | null;
  readonly enabled?: boolean | null;
  readonly note?: string | null;
}

export interface Contract {
  readonly name: string;
  /** Grows with a change that breaks who relied on the one before */
  readonly version: number;
  readonly owner: string;
  readonly description: string;
  readonly freshness: {
    readonly targetS: number;
    readonly meaning: string;
  };
  /** What may change within a version. backward: what was right to send stays right. forward: what is there to read stays; more may come */
  readonly compatibility: 'backward' | 'forward';
  /** Hash of the schema; the ETag */
  readonly schemaId: string;
  /** JSON Schema 2020-12 of one record */
  readonly schema: Readonly<Record<string, unknown>>;
}

export interface CreatedKey {
  readonly keyId: string;
  readonly role: 'app' | 'editor' | 'analyst' | 'admin';
  readonly name: string;
  readonly origin: 'app' | 'import' | 'simulate' | 'test';
  readonly createdAt: string;
  readonly revokedAt: string | null;
  /** Such as 50/s; null: no limit */
  readonly rate: string | null;
  /** Shown this once */
  readonly key: string;
}

export interface Decision {
  readonly recommendationId: string;
  readonly parentId: string | null;
  readonly servedAt: string;
  readonly route: 'home' | 'row' | 'similar' | 'search';
  /** The keyed hash of the user; 32 zeros: the page was for nobody */
  readonly userKey: string;
  readonly sessionId: string | null;
  readonly origin: 'app' | 'import' | 'simulate' | 'test';
  readonly surface: string;
  readonly region: string | null;
  readonly maturity: string;
  readonly language: string | null;
  readonly timeZone: string | null;
  readonly rung: 'R0' | 'R1' | 'R2' | 'R3' | 'R4' | 'R5';
  readonly models: {
    readonly retrieval: string | null;
    readonly ranker: string | null;
  };
  readonly arms: Readonly<Record<string, string>>;
  /** What was turned off; null: that was not noted yet */
  readonly switches: readonly string[] | null;
  /** Versions of the parts the page was made from; statsAtMs: when its item stats were read */
  readonly snapshotVersions: Readonly<Record<string, number>>;
  readonly randomSeed: number;
  readonly tookMs: number;
  /** Pins that wanted a slot and did not get it */
  readonly withheld: readonly {
    readonly pinId: string;
    readonly reason: string;
  }[];
  readonly rows: readonly {
    readonly rowId: string;
    readonly items: readonly {
      readonly itemId: string;
      /** As the catalogue has it now; null: it is gone */
      readonly title: string | null;
      readonly impressionId: string;
      readonly position: number;
      readonly source: 'retrieval' | 'cooccurrence' | 'popular' | 'trending' | 'new' | 'genre' | 'continue-watching' | 'because-you-watched' | 'pin' | 'fallback' | 'similar' | 'popular-here' | 'my-list' | 'leaving-soon' | 'watch-again' | 'more-from' | 'live-now' | 'starting-soon' | 'collection' | 'search' | 'new-item';
      /** The float32 that was logged, exactly; on the page it was rounded */
      readonly score: number;
      /** The same */
      readonly propensity: number;
      readonly explored: boolean;
      /** null: no pin put it there */
      readonly pinId: string | null;
      /** What that pin pushed out */
      readonly displaced: {
        readonly itemId: string;
        /** As the catalogue has it now; null: it is gone */
        readonly title: string | null;
      } | null;
      /** null: nothing came of it, as far as is known */
      readonly outcome: {
        readonly viewedAt: string | null;
        readonly clickedAt: string | null;
        readonly playedAt: string | null;
        readonly portion: number | null;
        readonly completed: boolean;
        readonly hidden: boolean;
        /** direct: events named the impression; window: the same user and title within 24 hours */
        readonly attribution: 'direct' | 'window' | null;
      } | null;
    }[];
  }[];
  /** What the user did about it: events that name the page, for a week, and those on its titles that name none, for a day */
  readonly events: readonly {
    readonly eventId: string;
    readonly type: 'viewed' | 'click' | 'dismiss' | 'hide' | 'unhide' | 'list-add' | 'list-remove' | 'play' | 'progress' | 'complete' | 'rate';
    readonly itemId: string | null;
    readonly occurredAt: string;
    readonly receivedAt: string;
    readonly impressionIds: readonly string[];
    readonly portion: number | null;
    readonly value: number | null;
    readonly trigger: 'user' | 'autoplay' | 'preview';
  }[];
  /** true: the first 500 are given */
  readonly hasMoreEvents: boolean;
  /** The pages that it goes on, the first of the chain first */
  readonly ancestors: readonly {
    readonly recommendationId: string;
    readonly servedAt: string;
    readonly route: string;
    readonly rowIds: readonly string[];
    readonly impressions: number;
  }[];
  /** The pages that go on with it */
  readonly children: readonly {
    readonly recommendationId: string;
    readonly servedAt: string;
    readonly route: string;
    readonly rowIds: readonly string[];
    readonly impressions: number;
  }[];
  /** With rescore=true */
  readonly rescored: {
    /** Version of the package; null: the page was made without one */
    readonly ranker: string | null;
    /** Why it could not be scored again; null: it could */
    readonly reason: string | null;
    /** No compared slot has another score, to the bit; null: none was compared */
    readonly isSame: boolean | null;
    readonly compared: number;
    readonly different: number;
    readonly largestDifference: number;
    /** In page order */
    readonly slots: readonly {
      readonly rowIndex: number;
      readonly position: number;
      readonly served: {
        readonly score: number;
        /** By score among the compared slots of its row, from 0; null: it is none */
        readonly rank: number | null;
      };
      readonly again: {
        readonly score: number;
        /** By score among the compared slots of its row, from 0; null: it is none */
        readonly rank: number | null;
      } | null;
      readonly missing: 'item-gone' | 'not-scored' | null;
    }[];
    /** What need not be exactly what the page was scored with */
    readonly approximated: readonly {
      readonly part: 'user-state' | 'item-stats' | 'catalogue' | 'objectives';
      readonly detail: string;
    }[];
  } | null;
}

export interface EditorialWarning {
  readonly code: string;
  readonly detail: string;
}

export interface ErasureReceipt {
  /** The service keeps the receipt under this id */
  readonly receiptId: string;
  /** How many were removed, by store */
  readonly removed: Readonly<Record<string, number>>;
}

export interface Event {
  readonly eventId: string;
  readonly type: 'viewed' | 'click' | 'dismiss' | 'hide' | 'unhide' | 'list-add' | 'list-remove' | 'play' | 'progress' | 'complete' | 'rate';
  readonly userId: string;
  /** Needed by every type but viewed */
  readonly itemId?: string;
  readonly timestamp: string;
  readonly impressionId?: string;
  readonly impressionIds?: readonly string[];
  readonly recommendationId?: string;
  readonly sessionId?: string;
  /** Needed by progress and complete */
  readonly portion?: number;
  readonly positionS?: number;
  /** Needed by rate; null takes the opinion back */
  readonly value?: number | null;
  /** Of a play; user when absent */
  readonly trigger?: 'user' | 'autoplay' | 'preview';
  /** The current version when absent; see /v1/schemas/events */
  readonly schemaVersion?: number;
  /** At most 16 scalars, 2 KB */
  readonly properties?: Readonly<Record<string, string | number | boolean | null>>;
}

export interface EventAnswer {
  readonly accepted: number;
  readonly rejected: readonly {
    readonly index: number;
    readonly code: string;
    readonly detail: string;
  }[];
}

export interface FeatureAnswer {
  /** Of the features; a ranker is trained for one */
  readonly fingerprint: string;
  /** Names of the values, in order */
  readonly features: readonly string[];
  readonly asOf: string;
  /** Version that vectors and co-occurrences are of; null: none is live */
  readonly model: string | null;
  /** What need not be exactly what a page of that moment was made from */
  readonly approximated: readonly {
    readonly part: 'user-state' | 'item-stats' | 'catalogue' | 'model';
    readonly detail: string;
  }[];
  /** By user, then by item, as they were asked for */
  readonly rows: readonly {
    readonly userId: string;
    readonly itemId: string;
    readonly values: readonly number[];
  }[];
}

/** Beside users and items, what a page would be asked with */
export interface FeatureQuestion {
  readonly userIds: readonly string[];
  readonly itemIds: readonly string[];
  /** What had happened before this moment; now when absent */
  readonly at?: string;
  /** From when on an event counts: since the service had it (imports: since it happened), or since it happened */
  readonly countedFrom?: 'received' | 'happened';
  readonly surface?: 'tv' | 'web' | 'mobile';
  /** The profile's when absent */
  readonly region?: string;
  readonly language?: string;
  readonly timeZone?: string;
}

export interface ImpressionList {
  /** Newest first; within a page in its order */
  readonly items: readonly LoggedImpression[];
  /** null: nothing is left of the time asked for */
  readonly nextCursor: string | null;
  /** false: something is left; go on with nextCursor, also where there are fewer items than were asked for */
  readonly complete: boolean;
  /** All that was served later than this has been looked at */
  readonly scannedTo: string;
  readonly from: string;
  readonly to: string;
}

export interface Item {
  readonly itemId: string;
  readonly type: 'film' | 'series' | 'episode' | 'live' | 'clip';
  readonly title: string;
  readonly description: string;
  readonly genres: readonly string[];
  readonly tags: readonly string[];
  readonly cast: readonly string[];
  readonly directors: readonly string[];
  readonly language: string | null;
  readonly releaseDate: string | null;
  readonly startsAt: string | null;
  readonly endsAt: string | null;
  readonly durationS: number | null;
  readonly maturity: 'kids' | 'teen' | 'adult';
  readonly seriesId: string | null;
  readonly season: number | null;
  readonly episode: number | null;
  readonly windows: readonly {
    readonly region: string;
    readonly from: string | null;
    readonly until: string | null;
  }[];
  readonly imageUrl: string | null;
  /** true: shown nowhere until it is unblocked */
  readonly blocked: boolean;
}

export interface Key {
  readonly keyId: string;
  readonly role: 'app' | 'editor' | 'analyst' | 'admin';
  readonly name: string;
  readonly origin: 'app' | 'import' | 'simulate' | 'test';
  readonly createdAt: string;
  readonly revokedAt: string | null;
  /** Such as 50/s; null: no limit */
  readonly rate: string | null;
}

export interface KeyDraft {
  readonly role: 'app' | 'editor' | 'analyst' | 'admin';
  readonly name?: string;
  readonly origin?: 'app' | 'simulate' | 'test';
  /** Requests a second, such as "50/s"; no limit when absent */
  readonly rate?: number | string | null;
}

export interface ListedRow {
  /** A row, or the part before the colon of all rows of a family */
  readonly rowId: string;
  readonly kind: 'continue-watching' | 'my-list' | 'personal' | 'because-you-watched' | 'trending' | 'popular' | 'new' | 'genre' | 'collection' | 'leaving-soon' | 'watch-again' | 'more-from' | 'live-now' | 'starting-soon' | 'similar' | 'search';
  /** Of a collection, as the editors wrote it; null: it is said to a user */
  readonly title: string | null;
  /** Stands for several rows: a pin names one of them, or all by rowKind */
  readonly isFamily: boolean;
  readonly surfaces: readonly {
    readonly surface: 'tv' | 'web' | 'mobile';
    readonly place: 'top' | 'free';
    /** As its template says, of the entry it stands by */
    readonly atMost: number;
    /** Share of home pages with it. Of apps, over the last seven days, the newest 20000 pages; null: the surface had none */
    readonly pages: number | null;
    /** Share of users who had it at least once. Of apps, over the last seven days, the newest 20000 pages; null: the surface had none */
    readonly users: number | null;
  }[];
}

/** A row of v_impressions, and what came of it */
export interface LoggedImpression {
  readonly impression_id: string;
  readonly recommendation_id: string;
  readonly parent_id: string | null;
  readonly served_at: string;
  readonly user_key: string;
  readonly item_id: string;
  readonly row_id: string;
  readonly row_index: number;
  readonly position: number;
  readonly score: number;
  readonly propensity: number;
  readonly source: string;
  readonly pinned: boolean;
  readonly pin_id: string | null;
  readonly displaced_item_id: string | null;
  readonly explored: boolean;
  readonly rung: string;
  readonly retrieval_version: string | null;
  readonly ranker_version: string | null;
  readonly arms: Readonly<Record<string, string>>;
  readonly surface: string;
  readonly region: string | null;
  readonly session_id: string | null;
  readonly origin: string;
  readonly maturity: string;
  readonly language: string | null;
  readonly route: string;
  readonly item_no: number;
  readonly stored_in: number;
  readonly switches: readonly string[] | null;
  /** With outcomes=true */
  readonly viewed_at?: string | null;
  /** With outcomes=true */
  readonly clicked_at?: string | null;
  /** With outcomes=true */
  readonly played_at?: string | null;
  /** With outcomes=true */
  readonly portion?: number | null;
  /** With outcomes=true */
  readonly completed?: boolean;
}

export interface Me {
  readonly actor: {
    /** As `actor` of the audit: the id of a key, or oidc: and the id of a person */
    readonly id: string;
    /** For people to read; may be empty */
    readonly name: string;
  };
  /** One of a key; of a person all that their groups have. Admin may all */
  readonly roles: readonly ('app' | 'editor' | 'analyst' | 'admin')[];
  /** What this caller's pages and events are counted as */
  readonly origin: 'app' | 'import' | 'simulate' | 'test';
}

export interface MergedUsers {
  readonly userId: string;
  readonly anonymousId: string;
}

export interface Metric {
  readonly name: string;
  readonly title: string;
  readonly unit: string;
  /** Which way is better */
  readonly direction: 'up' | 'down' | 'neutral';
  readonly owner: string;
  readonly kind: 'count' | 'sum' | 'mean' | 'ratio' | 'statistic';
  readonly definition: string;
  readonly sql: string;
  readonly numerator?: string;
  readonly denominator?: string;
  /** Of a ratio: it never exceeds 1 */
  readonly isShare?: boolean;
  /** Of a ratio: told per so many of the denominator */
  readonly per?: number;
}

export interface Model {
  readonly version: string;
  readonly state: 'candidate' | 'live' | 'retired' | 'rejected';
  readonly createdAt: string;
  readonly promotedAt: string | null;
  /** What the package says of itself */
  readonly manifest: Readonly<Record<string, unknown>>;
}

export interface ModelAction {
  /** For the audit log */
  readonly reason?: string;
}

export interface ModelDetails {
  readonly version: string;
  readonly state: 'candidate' | 'live' | 'retired' | 'rejected';
  readonly createdAt: string;
  readonly promotedAt: string | null;
  /** What the package says of itself */
  readonly manifest: Readonly<Record<string, unknown>>;
  /** Where a rollback goes while this one is live */
  readonly previousVersion: string | null;
  /** What the gate said; null: it was not asked */
  readonly verdict: {
    readonly passed: boolean;
    readonly reason: string;
    /** What was compared, as far as it was kept */
    readonly details: Readonly<Record<string, unknown>>;
  } | null;
  /** Of the files on the replica that answers; keyId is set where the status is valid */
  readonly signature: {
    readonly status: 'absent' | 'unsigned' | 'unchecked' | 'valid' | 'invalid';
    readonly keyId: string | null;
  };
  /** Why replicas did not load it, the last time of each reason, newest first */
  readonly refusals: readonly {
    readonly reason: 'absent' | 'damaged' | 'format' | 'unsigned' | 'signature' | 'fingerprint' | 'not-finite' | 'self-test';
    readonly detail: string;
    readonly refusedAt: string;
  }[];
}

/** score = sum of weight x head / sum of |weight|, over the heads that the live ranker has learned (its manifest names them); one weight at least is not 0 */
export interface Objectives {
  readonly click: number;
  readonly play: number;
  readonly portion: number;
  readonly complete: number;
  readonly hide: number;
}

export interface ObjectivesDraft {
  readonly weights: Objectives;
  /** For the audit log */
  readonly reason?: string;
}

export interface Page {
  readonly recommendationId: string;
  readonly parentId: string | null;
  readonly userId: string | null;
  /** How far down the ladder the page was made; R0 is the full pipeline */
  readonly rung: 'R0' | 'R1' | 'R2' | 'R3' | 'R4' | 'R5';
  readonly degraded: boolean;
  /** false: the journal could not take the page */
  readonly logged: boolean;
  readonly tookMs: number;
  readonly expiresAt: string;
  /** Not for user tokens */
  readonly models?: {
    readonly retrieval: string | null;
    readonly ranker: string | null;
  };
  readonly arms: Readonly<Record<string, string>>;
  readonly rows: readonly {
    readonly rowId: string;
    readonly kind: 'continue-watching' | 'my-list' | 'personal' | 'because-you-watched' | 'trending' | 'popular' | 'new' | 'genre' | 'collection' | 'leaving-soon' | 'watch-again' | 'more-from' | 'live-now' | 'starting-soon' | 'similar' | 'search';
    readonly title: string;
    readonly titleKey: string;
    readonly titleParams: Readonly<Record<string, string>>;
    readonly seed: {
      readonly itemId: string;
      readonly title: string;
    } | null;
    readonly items: readonly {
      readonly itemId: string;
      /** recommendationId.rowIndex.position */
      readonly impressionId: string;
      readonly position: number;
      /** What the candidate was ordered by, -1..1: see Objectives. Not for user tokens */
      readonly score?: number;
      /** Not for user tokens */
      readonly propensity?: number;
      readonly pinned: boolean;
      readonly reason: {
        readonly code: 'similar-taste' | 'watched-together' | 'popular' | 'trending' | 'new' | 'genre' | 'unfinished' | 'pinned' | 'editors-list' | 'similar-title' | 'popular-here' | 'on-your-list' | 'leaving-soon' | 'watched-before' | 'more-from' | 'live-now' | 'starting-soon' | 'collection' | 'search-match' | 'new-here';
        readonly seedItemId: string | null;
      };
      /** With include: the fields asked for */
      readonly item?: {
        readonly type?: 'film' | 'series' | 'episode' | 'live' | 'clip';
        readonly title?: string;
        readonly description?: string;
        readonly genres?: readonly string[];
        readonly tags?: readonly string[];
        readonly cast?: readonly string[];
        readonly directors?: readonly string[];
        readonly language?: string | null;
        readonly releaseDate?: string | null;
        readonly startsAt?: string | null;
        readonly endsAt?: string | null;
        readonly durationS?: number | null;
        readonly maturity?: 'kids' | 'teen' | 'adult';
        readonly seriesId?: string | null;
        readonly season?: number | null;
        readonly episode?: number | null;
        readonly imageUrl?: string | null;
      };
      /** On continue-watching: where to go on */
      readonly resume?: {
        readonly itemId: string;
        readonly season: number | null;
        readonly episode: number | null;
        readonly portion: number;
        readonly positionS: number | null;
      };
      /** With explain */
      readonly explanation?: SlotExplanation;
    }[];
    readonly next: string | null;
    /** With explain */
    readonly explanation?: RowExplanation;
  }[];
  readonly next: string | null;
  /** With explain */
  readonly explanation?: PageExplanation;
}

export interface PageExplanation {
  /** Rows that were planned and do not stand on the page */
  readonly passedOver: readonly {
    readonly rowId: string;
    readonly kind: 'continue-watching' | 'my-list' | 'personal' | 'because-you-watched' | 'trending' | 'popular' | 'new' | 'genre' | 'collection' | 'leaving-soon' | 'watch-again' | 'more-from' | 'live-now' | 'starting-soon' | 'similar' | 'search';
    /** Of the scores of what it would show first, discounted by slot */
    readonly worth: number;
    /** How much more than expected such rows are touched; 1: as expected */
    readonly affinity: number;
    /** To the rows above, 0..1 */
    readonly likeness: number;
    /** What it was chosen by */
    readonly value: number;
    /** fewer titles than it needs; no more of its kind by the template; the page is full; turned off; a pin inserted another */
    readonly reason: 'not-enough' | 'limit' | 'no-place' | 'switched-off' | 'gave-way';
  }[];
  /** Switches that are off */
  readonly switchedOff: readonly string[];
  readonly withheldPins: readonly {
    readonly pinId: string;
    readonly reason: string;
  }[];
  readonly candidates: {
    readonly proposed: number;
    /** Those that may be shown */
    readonly allowed: number;
    readonly scored: number;
  };
}

export interface PageTemplate {
  /** The rows a page may have. Their order decides only between rows of equal worth */
  readonly rows: readonly {
    /** A family of rows (genre) or one row (genre:drama) */
    readonly row: string;
    /** Rows of the family at most while others are left */
    readonly atMost: number;
    /** Rows of the family at most when no others are left; atMost when absent */
    readonly inAll?: number;
    /** top: above all that is free, in this order; free: where it is worth most */
    readonly place: 'top' | 'free';
  }[];
  /** Slots of a row seen before anybody scrolls */
  readonly visibleSlots: number;
  /** Rows seen before anybody scrolls */
  readonly visibleRows: number;
  readonly exploration: {
    /** Share of the slots left to chance */
    readonly share: number;
    /** In standard deviations of the row's scores */
    readonly temperature: number;
    /** Best candidates that chance chooses among */
    readonly among: number;
    /** Share of what chance has to give that all of them get alike */
    readonly floor: number;
  };
  /** What likeness to the titles before it costs a candidate */
  readonly diversity: number;
  /** What a genre costs that the page has more of than the user's taste */
  readonly calibration: number;
  /** What likeness to the rows above costs a row, as a share of its worth */
  readonly rowDiversity: number;
  /** Rows that choose first titles before those above are filled */
  readonly lookahead: number;
  /** Titles at most with one person among ten in succession; 0: no limit */
  readonly perPerson: number;
  /** Times seen and left alone before a title is passed over; 0: no limit */
  readonly mostIgnored: number;
  readonly newItems: {
    /** Impressions that every new item gets; 0: none */
    readonly minimum: number;
    /** For which an item counts as new */
    readonly days: number;
    /** Of the pages, those with a slot for a new item */
    readonly share: number;
  };
}

export interface PageTemplateDraft {
  /** What is left out is as in the default of the surface */
  readonly template: {
    /** The rows a page may have. Their order decides only between rows of equal worth */
    readonly rows?: readonly {
      /** A family of rows (genre) or one row (genre:drama) */
      readonly row: string;
      /** Rows of the family at most while others are left */
      readonly atMost?: number;
      /** Rows of the family at most when no others are left; atMost when absent */
      readonly inAll?: number;
      /** top: above all that is free, in this order; free: where it is worth most */
      readonly place?: 'top' | 'free';
    }[];
    /** Slots of a row seen before anybody scrolls */
    readonly visibleSlots?: number;
    /** Rows seen before anybody scrolls */
    readonly visibleRows?: number;
    readonly exploration?: {
      /** Share of the slots left to chance */
      readonly share?: number;
      /** In standard deviations of the row's scores */
      readonly temperature?: number;
      /** Best candidates that chance chooses among */
      readonly among?: number;
      /** Share of what chance has to give that all of them get alike */
      readonly floor?: number;
    };
    /** What likeness to the titles before it costs a candidate */
    readonly diversity?: number;
    /** What a genre costs that the page has more of than the user's taste */
    readonly calibration?: number;
    /** What likeness to the rows above costs a row, as a share of its worth */
    readonly rowDiversity?: number;
    /** Rows that choose first titles before those above are filled */
    readonly lookahead?: number;
    /** Titles at most with one person among ten in succession; 0: no limit */
    readonly perPerson?: number;
    /** Times seen and left alone before a title is passed over; 0: no limit */
    readonly mostIgnored?: number;
    readonly newItems?: {
      /** Impressions that every new item gets; 0: none */
      readonly minimum?: number;
      /** For which an item counts as new */
      readonly days?: number;
      /** Of the pages, those with a slot for a new item */
      readonly share?: number;
    };
  };
  /** For the audit log */
  readonly reason?: string;
}

export interface Pin {
  /** null: only validated */
  readonly pinId: string | null;
  readonly itemId: string;
  readonly rowId: string | null;
  readonly rowKind: 'continue-watching' | 'my-list' | 'personal' | 'because-you-watched' | 'trending' | 'popular' | 'new' | 'genre' | 'collection' | 'leaving-soon' | 'watch-again' | 'more-from' | 'live-now' | 'starting-soon' | 'similar' | 'search' | null;
  readonly position: number;
  readonly from: string;
  readonly until: string;
  readonly timeZone: string;
  readonly repeat: {
    readonly days: readonly ('sun' | 'mon' | 'tue' | 'wed' | 'thu' | 'fri' | 'sat')[];
    readonly from: string;
    readonly until: string;
  } | null;
  /** AND across keys, OR within one; {} is everyone. What is not known of a viewer is not met */
  readonly audience: {
    readonly regions?: readonly string[];
    readonly surfaces?: readonly ('tv' | 'web' | 'mobile')[];
    readonly maturities?: readonly ('kids' | 'teen' | 'adult')[];
    /** pt is met by pt and pt-BR, pt-BR by pt-BR alone */
    readonly languages?: readonly string[];
    /** true: users who played, completed or rated fewer than 5 times; false: the others who are known */
    readonly newUsers?: boolean;
    /** Users in any of these segments */
    readonly segmentIds?: readonly string[];
    /** Users in any of these arms of experiments; there are no experiments yet, so nobody is */
    readonly arms?: readonly string[];
  };
  readonly priority: number;
  readonly ifRowAbsent: 'withhold' | 'insert';
  readonly ifWatched: 'withhold' | 'show';
  readonly enabled: boolean;
  readonly note: string;
  readonly campaign: string | null;
  /** draft: not enabled; scheduled: to come, for the first time or again; live: on now; expired: no time left; withdrawn: removed; awaiting-approval: the newest version waits for another editor */
  readonly state: 'draft' | 'scheduled' | 'live' | 'expired' | 'withdrawn' | 'awaiting-approval';
  /** null: nobody is asked (PINS_NEED_APPROVAL) */
  readonly approval: PinApproval | null;
  /** Grows with every change; the ETag. 0: only validated */
  readonly version: number;
  readonly createdAt: string;
  readonly updatedAt: string;
}

export interface PinAnswer {
  readonly pin: Pin;
  readonly warnings: readonly {
    readonly code: string;
    readonly detail: string;
    readonly pinId?: string;
  }[];
  /** When and where the item may be shown by this pin: [from, until) within its licence windows */
  readonly effective: readonly {
    readonly region: string;
    readonly from: string;
    readonly until: string;
  }[];
  readonly reach: Reach | null;
}

export interface PinApproval {
  readonly state: 'awaiting' | 'approved' | 'rejected';
  /** Of the pin: the version that waits, or was judged */
  readonly version: number;
  /** Keys and people who had a part in it: they may not approve it */
  readonly changedBy: readonly string[];
  /** Who judged it; null: nobody did yet */
  readonly by: string | null;
  /** When it was judged, or came to wait */
  readonly at: string;
  /** Of who judged it */
  readonly note: string;
  /** While it waits, what pages have; null: nothing */
  readonly standing: {
    readonly itemId: string;
    readonly rowId: string | null;
    readonly rowKind: 'continue-watching' | 'my-list' | 'personal' | 'because-you-watched' | 'trending' | 'popular' | 'new' | 'genre' | 'collection' | 'leaving-soon' | 'watch-again' | 'more-from' | 'live-now' | 'starting-soon' | 'similar' | 'search' | null;
    readonly position: number;
    readonly from: string;
    readonly until: string;
    readonly timeZone: string;
    readonly repeat: {
      readonly days: readonly ('sun' | 'mon' | 'tue' | 'wed' | 'thu' | 'fri' | 'sat')[];
      readonly from: string;
      readonly until: string;
    } | null;
    /** AND across keys, OR within one; {} is everyone. What is not known of a viewer is not met */
    readonly audience: {
      readonly regions?: readonly string[];
      readonly surfaces?: readonly ('tv' | 'web' | 'mobile')[];
      readonly maturities?: readonly ('kids' | 'teen' | 'adult')[];
      /** pt is met by pt and pt-BR, pt-BR by pt-BR alone */
      readonly languages?: readonly string[];
      /** true: users who played, completed or rated fewer than 5 times; false: the others who are known */
      readonly newUsers?: boolean;
      /** Users in any of these segments */
      readonly segmentIds?: readonly string[];
      /** Users in any of these arms of experiments; there are no experiments yet, so nobody is */
      readonly arms?: readonly string[];
    };
    readonly priority: number;
    readonly ifRowAbsent: 'withhold' | 'insert';
    readonly ifWatched: 'withhold' | 'show';
    readonly enabled: boolean;
    readonly note: string;
    readonly campaign: string | null;
  } | null;
}

export interface PinApprovalRequest {
  /** For the audit log, and who made it */
  readonly note?: string;
}

export interface PinCost {
  readonly trustworthy: boolean;
  /** Why it is not, a sentence each */
  readonly reasons: readonly string[];
  /** Share of the users who saw it whose pages were looked at */
  readonly sampleShare: number;
  /** Looked at, of those for which something gave way */
  readonly impressions: number;
  readonly users: number;
  /** What tells how much a position counts: slots left to chance, or items that stood in several positions */
  readonly positionBias: readonly {
    readonly surface: string;
    readonly from: 'chance' | 'items';
    readonly clicks: number;
  }[];
  readonly clicks: PinValue;
  readonly plays: PinValue;
  /** Watched hours, of items of which the length is known */
  readonly hours: PinValue;
  /** By surface, and by the eight largest regions; null: no region was known */
  readonly audiences: readonly {
    readonly by: 'surface' | 'region';
    readonly value: string | null;
    readonly impressions: number;
    readonly clicks: PinValue;
  }[];
}

export interface PinDraft {
  readonly itemId: string;
  readonly rowId?: string | null;
  readonly rowKind?: 'continue-watching' | 'my-list' | 'personal' | 'because-you-watched' | 'trending' | 'popular' | 'new' | 'genre' | 'collection' | 'leaving-soon' | 'watch-again' | 'more-from' | 'live-now' | 'starting-soon' | 'similar' | 'search' | null;
  /** Slot number from 0 */
  readonly position: number;
  readonly from: string;
  readonly until: string;
  readonly timeZone?: string;
  readonly repeat?: {
    readonly days: readonly ('sun' | 'mon' | 'tue' | 'wed' | 'thu' | 'fri' | 'sat')[];
    readonly from: string;
    readonly until: string;
  } | null;
  /** AND across keys, OR within one; {} is everyone. What is not known of a viewer is not met */
  readonly audience?: {
    readonly regions?: readonly string[];
    readonly surfaces?: readonly ('tv' | 'web' | 'mobile')[];
    readonly maturities?: readonly ('kids' | 'teen' | 'adult')[];
    /** pt is met by pt and pt-BR, pt-BR by pt-BR alone */
    readonly languages?: readonly string[];
    /** true: users who played, completed or rated fewer than 5 times; false: the others who are known */
    readonly newUsers?: boolean;
    /** Users in any of these segments */
    readonly segmentIds?: readonly string[];
    /** Users in any of these arms of experiments; there are no experiments yet, so nobody is */
    readonly arms?: readonly string[];
  };
  /** Higher wins where two pins want one slot; then the older one */
  readonly priority?: number;
  readonly ifRowAbsent?: 'withhold' | 'insert';
  readonly ifWatched?: 'withhold' | 'show';
  readonly enabled?: boolean;
  readonly note?: string;
  readonly campaign?: string | null;
}

export interface PinPatch {
  readonly itemId?: string;
  readonly rowId?: string | null;
  readonly rowKind?: 'continue-watching' | 'my-list' | 'personal' | 'because-you-watched' | 'trending' | 'popular' | 'new' | 'genre' | 'collection' | 'leaving-soon' | 'watch-again' | 'more-from' | 'live-now' | 'starting-soon' | 'similar' | 'search' | null;
  /** Slot number from 0 */
  readonly position?: number;
  readonly from?: string;
  readonly until?: string;
  readonly timeZone?: string | null;
  readonly repeat?: {
    readonly days?: readonly ('sun' | 'mon' | 'tue' | 'wed' | 'thu' | 'fri' | 'sat')[];
    readonly from?: string;
    readonly until?: string;
  } | null;
  readonly audience?: {
    readonly regions?: readonly string[] | null;
    readonly surfaces?: readonly ('tv' | 'web' | 'mobile')[] | null;
    readonly maturities?: readonly ('kids' | 'teen' | 'adult')[] | null;
    readonly languages?: readonly string[] | null;
    readonly newUsers?: boolean | null;
    readonly segmentIds?: readonly string[] | null;
    readonly arms?: readonly string[] | null;
  } | null;
  readonly priority?: number | null;
  readonly ifRowAbsent?: 'withhold' | 'insert' | null;
  readonly ifWatched?: 'withhold' | 'show' | null;
  readonly enabled?: boolean | null;
  readonly note?: string | null;
  readonly campaign?: string | null;
}

export interface PinRejectionRequest {
  /** For the audit log, and who made it */
  readonly reason: string;
}

export interface PinReport {
  readonly pinId: string;
  readonly from: string;
  readonly to: string;
  readonly origin: 'app' | 'import' | 'simulate' | 'test';
  /** Impressions that the pin put there */
  readonly served: number;
  readonly viewed: number;
  /** Of the served ones, viewed or not */
  readonly clicked: number;
  readonly played: number;
  /** Pages on which it was due and did not stand, by reason; reasons that never held are left out */
  readonly withheld: Partial<Readonly<Record<'not-eligible' | 'watched' | 'hidden' | 'row-absent' | 'lost-to-pin' | 'shown-above' | 'filtered' | 'blocked-by-rule', number>>>;
  /** Of the served ones, those for which something else gave way */
  readonly displaced: number;
  /** What gave way, the most frequent first; at most 20 */
  readonly displacedItems: readonly {
    readonly itemId: string;
    readonly times: number;
    /** Clicks that 1,000 impressions of it would have in the slots it gave way in; null: not looked at */
    readonly expectedClicks: number | null;
  }[];
  /** What it brought or cost, against the same rows without it */
  readonly cost: PinCost;
  /** What was left out of these counts, a sentence each; none, where nothing is */
  readonly notes: readonly string[];
}

/** Per 1,000 impressions for which something gave way; totals in all */
export interface PinValue {
  /** What came of the slot with the pin in it */
  readonly gained: number | null;
  /** What the displaced item would have brought there */
  readonly expected: number | null;
  /** What it brought where it stands instead */
  readonly recovered: number | null;
  /** What the others of the row lost as they moved down a slot */
  readonly movedDown: number | null;
  /** gained + recovered - expected - movedDown: what the pin brought, below 0 what it cost */
  readonly net: number | null;
  /** Of net, per 1,000 impressions; null of fewer than two users */
  readonly ci95: readonly number[] | null;
  /** net, over all impressions for which something gave way */
  readonly total: number | null;
  readonly totalCi95: readonly number[] | null;
}

export interface Preview {
  /** The moment both pages are of */
  readonly at: string;
  readonly page: Page;
  /** The same page without the drafts */
  readonly without: Page;
  /** Slots that hold another item: `before` on `without`, `after` on `page` */
  readonly diff: readonly {
    readonly rowId: string;
    readonly position: number;
    /** null: no such slot */
    readonly before: string | null;
    /** null: no such slot */
    readonly after: string | null;
  }[];
  /** Rows at another place, from 0; null: not on that page */
  readonly rowDiff: readonly {
    readonly rowId: string;
    readonly before: number | null;
    readonly after: number | null;
  }[];
  /** The pins of the drafts in their order, then those of pinIds, as POST /v1/pins?validateOnly=true answers */
  readonly pins: readonly ({
    readonly pin: Pin;
    readonly warnings: readonly {
      readonly code: string;
      readonly detail: string;
      readonly pinId?: string;
    }[];
    /** When and where the item may be shown by this pin: [from, until) within its licence windows */
    readonly effective: readonly {
      readonly region: string;
      readonly from: string;
      readonly until: string;
    }[];
    readonly reach: Reach | null;
    /** Where it stands on `page`. null with withheld null: not for this audience and time */
    readonly shown: {
      readonly rowId: string;
      readonly position: number;
    } | null;
    /** Why it does not stand */
    readonly withheld: 'not-eligible' | 'watched' | 'hidden' | 'row-absent' | 'lost-to-pin' | 'shown-above' | 'filtered' | 'blocked-by-rule' | null;
  })[];
  /** The collections of the drafts, in their order, as POST /v1/collections answers */
  readonly collections: readonly {
    readonly collection: {
      /** null: only validated */
      readonly collectionId: string | null;
      readonly title: string;
      readonly titleKey: string | null;
      readonly itemIds: readonly string[] | null;
      readonly filter: string | null;
      readonly sort: 'popular' | 'trending' | 'newest' | 'oldest' | 'title' | null;
      /** editorial: as it is, also what was watched. ranker: by each user’s scores, without what they watched */
      readonly order: 'editorial' | 'ranker';
      /** AND across keys, OR within one; {} is everyone. What is not known of a viewer is not met */
      readonly audience: {
        readonly regions?: readonly string[];
        readonly surfaces?: readonly ('tv' | 'web' | 'mobile')[];
        readonly maturities?: readonly ('kids' | 'teen' | 'adult')[];
        /** pt is met by pt and pt-BR, pt-BR by pt-BR alone */
        readonly languages?: readonly string[];
        /** true: users who played, completed or rated fewer than 5 times; false: the others who are known */
        readonly newUsers?: boolean;
        /** Users in any of these segments */
        readonly segmentIds?: readonly string[];
        /** Users in any of these arms of experiments; there are no experiments yet, so nobody is */
        readonly arms?: readonly string[];
      };
      readonly from: string | null;
      readonly until: string | null;
      readonly timeZone: string;
      readonly repeat: {
        readonly days: readonly ('sun' | 'mon' | 'tue' | 'wed' | 'thu' | 'fri' | 'sat')[];
        readonly from: string;
        readonly until: string;
      } | null;
      readonly minimum: number;
      readonly place: 'top' | 'free' | null;
      readonly priority: number;
      readonly enabled: boolean;
      readonly note: string;
      /** draft: not enabled; scheduled: to come, for the first time or again; live: on now; expired: no time left */
      readonly state: 'draft' | 'scheduled' | 'live' | 'expired';
      /** Titles in it now, whoever may see them; null: not known, the catalogue is not loaded yet */
      readonly matches: number | null;
      /** Grows with every change; the ETag. 0: only validated */
      readonly version: number;
      readonly createdAt: string;
      readonly updatedAt: string;
      /** Id of the key that changed it last */
      readonly updatedBy: string;
    };
    readonly warnings: readonly EditorialWarning[];
    /** Its place among the rows of `page`, from 0; null: it does not stand there */
    readonly row: number | null;
  }[];
  /** The rules of the drafts, in their order, as POST /v1/rules answers */
  readonly rules: readonly {
    readonly rule: {
      /** null: only validated */
      readonly ruleId: string | null;
      readonly name: string;
      /** boost: shown more; bury: shown less; block: not shown, also not by a pin, a search or a next page */
      readonly action: 'boost' | 'bury' | 'block';
      readonly filter: string;
      /** AND across keys, OR within one; {} is everyone. What is not known of a viewer is not met */
      readonly audience: {
        readonly regions?: readonly string[];
        readonly surfaces?: readonly ('tv' | 'web' | 'mobile')[];
        readonly maturities?: readonly ('kids' | 'teen' | 'adult')[];
        /** pt is met by pt and pt-BR, pt-BR by pt-BR alone */
        readonly languages?: readonly string[];
        /** true: users who played, completed or rated fewer than 5 times; false: the others who are known */
        readonly newUsers?: boolean;
        /** Users in any of these segments */
        readonly segmentIds?: readonly string[];
        /** Users in any of these arms of experiments; there are no experiments yet, so nobody is */
        readonly arms?: readonly string[];
      };
      readonly strength: number | null;
      readonly limit: number | null;
      readonly from: string | null;
      readonly until: string | null;
      readonly timeZone: string;
      readonly repeat: {
        readonly days: readonly ('sun' | 'mon' | 'tue' | 'wed' | 'thu' | 'fri' | 'sat')[];
        readonly from: string;
        readonly until: string;
      } | null;
      readonly rows: readonly ('top-picks' | 'because-you-watched' | 'genre' | 'more-from' | 'collection')[] | null;
      readonly enabled: boolean;
      readonly note: string;
      /** draft: not enabled; scheduled: to come, for the first time or again; live: on now; expired: no time left */
      readonly state: 'draft' | 'scheduled' | 'live' | 'expired';
      /** Items that it is about now, whoever may see them; null: not known, the catalogue is not loaded yet */
      readonly matches: number | null;
      /** Grows with every change; the ETag. 0: only validated */
      readonly version: number;
      readonly createdAt: string;
      readonly updatedAt: string;
      /** Id of the key that changed it last */
      readonly updatedBy: string;
    };
    readonly warnings: readonly EditorialWarning[];
    /** Slots of `page` that hold an item it is about */
    readonly shown: number;
    /** Slots of `without` that do */
    readonly shownWithout: number;
  }[];
  /** The segments of the drafts, in their order, as POST /v1/segments answers */
  readonly segments: readonly {
    readonly segment: {
      /** null: only validated */
      readonly segmentId: string | null;
      readonly name: string;
      readonly filter: string;
      readonly note: string;
      /** Grows with every change; the ETag. 0: only validated */
      readonly version: number;
      readonly createdAt: string;
      readonly updatedAt: string;
      /** Id of the key that changed it last */
      readonly updatedBy: string;
    };
    readonly warnings: readonly EditorialWarning[];
    /** Whether the viewer of `page` is in it */
    readonly isMember: boolean;
  }[];
}

export interface PreviewCollection {
  /** Of the row, as it is to be read */
  readonly title: string;
  readonly titleKey?: string | null;
  readonly itemIds?: readonly string[] | null;
  readonly filter?: string | null;
  readonly sort?: 'popular' | 'trending' | 'newest' | 'oldest' | 'title' | null;
  /** editorial: as it is, also what was watched. ranker: by each user’s scores, without what they watched */
  readonly order?: 'editorial' | 'ranker';
  /** AND across keys, OR within one; {} is everyone. What is not known of a viewer is not met */
  readonly audience?: {
    readonly regions?: readonly string[];
    readonly surfaces?: readonly ('tv' | 'web' | 'mobile')[];
    readonly maturities?: readonly ('kids' | 'teen' | 'adult')[];
    /** pt is met by pt and pt-BR, pt-BR by pt-BR alone */
    readonly languages?: readonly string[];
    /** true: users who played, completed or rated fewer than 5 times; false: the others who are known */
    readonly newUsers?: boolean;
    /** Users in any of these segments */
    readonly segmentIds?: readonly string[];
    /** Users in any of these arms of experiments; there are no experiments yet, so nobody is */
    readonly arms?: readonly string[];
  };
  readonly from?: string | null;
  readonly until?: string | null;
  readonly timeZone?: string;
  readonly repeat?: {
    readonly days: readonly ('sun' | 'mon' | 'tue' | 'wed' | 'thu' | 'fri' | 'sat')[];
    readonly from: string;
    readonly until: string;
  } | null;
  /** Titles without which there is no row */
  readonly minimum?: number;
  readonly place?: 'top' | 'free' | null;
  /** Higher first, where more are in force than a page may have */
  readonly priority?: number;
  readonly enabled?: boolean;
  readonly note?: string;
  /** Of a collection that is stored: the draft stands in its place */
  readonly collectionId?: string;
}

export interface PreviewPin {
  readonly itemId: string;
  readonly rowId?: string | null;
  readonly rowKind?: 'continue-watching' | 'my-list' | 'personal' | 'because-you-watched' | 'trending' | 'popular' | 'new' | 'genre' | 'collection' | 'leaving-soon' | 'watch-again' | 'more-from' | 'live-now' | 'starting-soon' | 'similar' | 'search' | null;
  /** Slot number from 0 */
  readonly position: number;
  readonly from: string;
  readonly until: string;
  readonly timeZone?: string;
  readonly repeat?: {
    readonly days: readonly ('sun' | 'mon' | 'tue' | 'wed' | 'thu' | 'fri' | 'sat')[];
    readonly from: string;
    readonly until: string;
  } | null;
  /** AND across keys, OR within one; {} is everyone. What is not known of a viewer is not met */
  readonly audience?: {
    readonly regions?: readonly string[];
    readonly surfaces?: readonly ('tv' | 'web' | 'mobile')[];
    readonly maturities?: readonly ('kids' | 'teen' | 'adult')[];
    /** pt is met by pt and pt-BR, pt-BR by pt-BR alone */
    readonly languages?: readonly string[];
    /** true: users who played, completed or rated fewer than 5 times; false: the others who are known */
    readonly newUsers?: boolean;
    /** Users in any of these segments */
    readonly segmentIds?: readonly string[];
    /** Users in any of these arms of experiments; there are no experiments yet, so nobody is */
    readonly arms?: readonly string[];
  };
  /** Higher wins where two pins want one slot; then the older one */
  readonly priority?: number;
  readonly ifRowAbsent?: 'withhold' | 'insert';
  readonly ifWatched?: 'withhold' | 'show';
  readonly enabled?: boolean;
  readonly note?: string;
  readonly campaign?: string | null;
  /** Of a pin that is stored: the draft stands in its place */
  readonly pinId?: string;
}

export interface PreviewRequest {
  /** Whose page; one that nobody knows is a user without history */
  readonly userId?: string;
  /** Instead of userId: a user without history in this audience, by the first value of each key; as if in its first segment */
  readonly audience?: {
    readonly regions?: readonly string[];
    readonly surfaces?: readonly ('tv' | 'web' | 'mobile')[];
    readonly maturities?: readonly ('kids' | 'teen' | 'adult')[];
    /** pt is met by pt and pt-BR, pt-BR by pt-BR alone */
    readonly languages?: readonly string[];
    /** true: users who played, completed or rated fewer than 5 times; false: the others who are known */
    readonly newUsers?: boolean;
    /** Users in any of these segments */
    readonly segmentIds?: readonly string[];
    /** Users in any of these arms of experiments; there are no experiments yet, so nobody is */
    readonly arms?: readonly string[];
  };
  /** Without one only items licensed everywhere ("*") are shown */
  readonly region?: string;
  readonly language?: string;
  /** Highest level to show; DEFAULT_MATURITY when absent */
  readonly maturity?: 'kids' | 'teen' | 'adult';
  readonly timeZone?: string;
  readonly rows?: number;
  /** Items a row at most */
  readonly items?: number;
  /** Fields of the item that each slot carries, as `item` */
  readonly include?: readonly ('type' | 'title' | 'description' | 'genres' | 'tags' | 'cast' | 'directors' | 'language' | 'releaseDate' | 'startsAt' | 'endsAt' | 'durationS' | 'maturity' | 'seriesId' | 'season' | 'episode' | 'imageUrl')[];
  /** Also say why each row and slot is what it is: `explanation` on page, rows and slots. Not for user tokens */
  readonly explain?: boolean;
  /** tv when neither it nor the audience says */
  readonly surface?: 'tv' | 'web' | 'mobile';
  /** When the page would be asked for; now when absent */
  readonly at?: string;
  /** What would be changed, and is not */
  readonly drafts?: {
    readonly pins?: readonly PreviewPin[];
    /** Pins that are stored, each in its newest version: so what waits for approval is seen */
    readonly pinIds?: readonly string[];
    /** By surface, each as `template` of PUT /v1/templates/{surface}; {} is the default */
    readonly templates?: {
      /** What is left out is as in the default of the surface */
      readonly tv?: {
        /** The rows a page may have. Their order decides only between rows of equal worth */
        readonly rows?: readonly {
          /** A family of rows (genre) or one row (genre:drama) */
          readonly row: string;
          /** Rows of the family at most while others are left */
          readonly atMost?: number;
          /** Rows of the family at most when no others are left; atMost when absent */
          readonly inAll?: number;
          /** top: above all that is free, in this order; free: where it is worth most */
          readonly place?: 'top' | 'free';
        }[];
        /** Slots of a row seen before anybody scrolls */
        readonly visibleSlots?: number;
        /** Rows seen before anybody scrolls */
        readonly visibleRows?: number;
        readonly exploration?: {
          /** Share of the slots left to chance */
          readonly share?: number;
          /** In standard deviations of the row's scores */
          readonly temperature?: number;
          /** Best candidates that chance chooses among */
          readonly among?: number;
          /** Share of what chance has to give that all of them get alike */
          readonly floor?: number;
        };
        /** What likeness to the titles before it costs a candidate */
        readonly diversity?: number;
        /** What a genre costs that the page has more of than the user's taste */
        readonly calibration?: number;
        /** What likeness to the rows above costs a row, as a share of its worth */
        readonly rowDiversity?: number;
        /** Rows that choose first titles before those above are filled */
        readonly lookahead?: number;
        /** Titles at most with one person among ten in succession; 0: no limit */
        readonly perPerson?: number;
        /** Times seen and left alone before a title is passed over; 0: no limit */
        readonly mostIgnored?: number;
        readonly newItems?: {
          /** Impressions that every new item gets; 0: none */
          readonly minimum?: number;
          /** For which an item counts as new */
          readonly days?: number;
          /** Of the pages, those with a slot for a new item */
          readonly share?: number;
        };
      };
      /** What is left out is as in the default of the surface */
      readonly web?: {
        /** The rows a page may have. Their order decides only between rows of equal worth */
        readonly rows?: readonly {
          /** A family of rows (genre) or one row (genre:drama) */
          readonly row: string;
          /** Rows of the family at most while others are left */
          readonly atMost?: number;
          /** Rows of the family at most when no others are left; atMost when absent */
          readonly inAll?: number;
          /** top: above all that is free, in this order; free: where it is worth most */
          readonly place?: 'top' | 'free';
        }[];
        /** Slots of a row seen before anybody scrolls */
        readonly visibleSlots?: number;
        /** Rows seen before anybody scrolls */
        readonly visibleRows?: number;
        readonly exploration?: {
          /** Share of the slots left to chance */
          readonly share?: number;
          /** In standard deviations of the row's scores */
          readonly temperature?: number;
          /** Best candidates that chance chooses among */
          readonly among?: number;
          /** Share of what chance has to give that all of them get alike */
          readonly floor?: number;
        };
        /** What likeness to the titles before it costs a candidate */
        readonly diversity?: number;
        /** What a genre costs that the page has more of than the user's taste */
        readonly calibration?: number;
        /** What likeness to the rows above costs a row, as a share of its worth */
        readonly rowDiversity?: number;
        /** Rows that choose first titles before those above are filled */
        readonly lookahead?: number;
        /** Titles at most with one person among ten in succession; 0: no limit */
        readonly perPerson?: number;
        /** Times seen and left alone before a title is passed over; 0: no limit */
        readonly mostIgnored?: number;
        readonly newItems?: {
          /** Impressions that every new item gets; 0: none */
          readonly minimum?: number;
          /** For which an item counts as new */
          readonly days?: number;
          /** Of the pages, those with a slot for a new item */
          readonly share?: number;
        };
      };
      /** What is left out is as in the default of the surface */
      readonly mobile?: {
        /** The rows a page may have. Their order decides only between rows of equal worth */
        readonly rows?: readonly {
          /** A family of rows (genre) or one row (genre:drama) */
          readonly row: string;
          /** Rows of the family at most while others are left */
          readonly atMost?: number;
          /** Rows of the family at most when no others are left; atMost when absent */
          readonly inAll?: number;
          /** top: above all that is free, in this order; free: where it is worth most */
          readonly place?: 'top' | 'free';
        }[];
        /** Slots of a row seen before anybody scrolls */
        readonly visibleSlots?: number;
        /** Rows seen before anybody scrolls */
        readonly visibleRows?: number;
        readonly exploration?: {
          /** Share of the slots left to chance */
          readonly share?: number;
          /** In standard deviations of the row's scores */
          readonly temperature?: number;
          /** Best candidates that chance chooses among */
          readonly among?: number;
          /** Share of what chance has to give that all of them get alike */
          readonly floor?: number;
        };
        /** What likeness to the titles before it costs a candidate */
        readonly diversity?: number;
        /** What a genre costs that the page has more of than the user's taste */
        readonly calibration?: number;
        /** What likeness to the rows above costs a row, as a share of its worth */
        readonly rowDiversity?: number;
        /** Rows that choose first titles before those above are filled */
        readonly lookahead?: number;
        /** Titles at most with one person among ten in succession; 0: no limit */
        readonly perPerson?: number;
        /** Times seen and left alone before a title is passed over; 0: no limit */
        readonly mostIgnored?: number;
        readonly newItems?: {
          /** Impressions that every new item gets; 0: none */
          readonly minimum?: number;
          /** For which an item counts as new */
          readonly days?: number;
          /** Of the pages, those with a slot for a new item */
          readonly share?: number;
        };
      };
    };
    readonly collections?: readonly PreviewCollection[];
    readonly rules?: readonly PreviewRule[];
    readonly segments?: readonly PreviewSegment[];
  };
}

export interface PreviewRule {
  /** For people */
  readonly name: string;
  /** boost: shown more; bury: shown less; block: not shown, also not by a pin, a search or a next page */
  readonly action: 'boost' | 'bury' | 'block';
  /** Which items (docs/filters.md); an episode also by its series */
  readonly filter: string;
  /** AND across keys, OR within one; {} is everyone. What is not known of a viewer is not met */
  readonly audience?: {
    readonly regions?: readonly string[];
    readonly surfaces?: readonly ('tv' | 'web' | 'mobile')[];
    readonly maturities?: readonly ('kids' | 'teen' | 'adult')[];
    /** pt is met by pt and pt-BR, pt-BR by pt-BR alone */
    readonly languages?: readonly string[];
    /** true: users who played, completed or rated fewer than 5 times; false: the others who are known */
    readonly newUsers?: boolean;
    /** Users in any of these segments */
    readonly segmentIds?: readonly string[];
    /** Users in any of these arms of experiments; there are no experiments yet, so nobody is */
    readonly arms?: readonly string[];
  };
  readonly strength?: number | null;
  readonly limit?: number | null;
  readonly from?: string | null;
  readonly until?: string | null;
  readonly timeZone?: string;
  readonly repeat?: {
    readonly days: readonly ('sun' | 'mon' | 'tue' | 'wed' | 'thu' | 'fri' | 'sat')[];
    readonly from: string;
    readonly until: string;
  } | null;
  readonly rows?: readonly ('top-picks' | 'because-you-watched' | 'genre' | 'more-from' | 'collection')[] | null;
  readonly enabled?: boolean;
  readonly note?: string;
  /** Of a rule that is stored: the draft stands in its place */
  readonly ruleId?: string;
}

export interface PreviewSegment {
  /** For people; audiences name the segment by its id */
  readonly name: string;
  /** Who is in it: a condition on users, in the grammar of docs/filters.md; what is not known of a user meets nothing */
  readonly filter: string;
  readonly note?: string;
  /** Of a segment that is stored: the draft stands in its place; or what audiences of the drafts name */
  readonly segmentId: string;
}

export interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly code: 'unauthenticated' | 'user-token-expired' | 'login-expired' | 'forbidden' | 'rate-limited' | 'not-found' | 'body-too-large' | 'unsupported-media-type' | 'invalid-json' | 'invalid-request' | 'invalid-item' | 'invalid-filter' | 'invalid-token' | 'token-expired' | 'unknown-item' | 'unknown-row' | 'unknown-pin' | 'unknown-user' | 'unknown-key' | 'unknown-model' | 'unknown-schema' | 'unknown-decision' | 'unknown-switch' | 'unknown-change' | 'unknown-segment' | 'unknown-collection' | 'unknown-rule' | 'unknown-suggestion' | 'unknown-report' | 'precondition-failed' | 'idempotency-key-reused' | 'journal-unavailable' | 'unavailable' | 'data-check-failed' | 'worse-than-baseline' | 'already-running' | 'cannot-undo' | 'not-waiting' | 'own-change' | 'already-exists' | 'already-judged' | 'limit-reached' | 'still-in-use' | 'bad-argument' | 'internal';
  /** What to do, in a sentence */
  readonly detail: string;
  readonly requestId: string;
}

export interface Reach {
  /** Viewers who were in the audience on a home page of these days; where `unknown` names keys, at most so many */
  readonly users: number;
  /** All viewers of these days */
  readonly ofUsers: number;
  /** users of ofUsers */
  readonly share: number;
  /** Of the users of the audience, about the share who had the row at least once; of a rowKind with several rows at least so many. null: no row was named, or nothing is known of it */
  readonly rowShare: number | null;
  /** How long was counted, up to asOf: what was, and no forecast */
  readonly days: number;
  /** A count is kept for some minutes */
  readonly asOf: string;
  /** Share of the viewers that were looked at; below 1 the numbers are estimates */
  readonly sampleShare: number;
  /** Keys of the audience that were not looked at, as the log cannot say */
  readonly unknown: readonly string[];
  /** There where small counts are not told: `users` says this number and is less, share goes by it, rowShare is null */
  readonly fewerThan?: number;
}

export interface ReachAnswer {
  /** null: nobody was counted yet */
  readonly reach: Reach | null;
}

export interface ReachRequest {
  /** AND across keys, OR within one; {} is everyone. What is not known of a viewer is not met */
  readonly audience?: {
    readonly regions?: readonly string[];
    readonly surfaces?: readonly ('tv' | 'web' | 'mobile')[];
    readonly maturities?: readonly ('kids' | 'teen' | 'adult')[];
    /** pt is met by pt and pt-BR, pt-BR by pt-BR alone */
    readonly languages?: readonly string[];
    /** true: users who played, completed or rated fewer than 5 times; false: the others who are known */
    readonly newUsers?: boolean;
    /** Users in any of these segments */
    readonly segmentIds?: readonly string[];
    /** Users in any of these arms of experiments; there are no experiments yet, so nobody is */
    readonly arms?: readonly string[];
  };
  /** top-picks, a row kind, or one of several rows of a kind: because-you-watched:<itemId>, genre:<slug>, genre:<slug>.<slug>, popular:<region>, more-from:<person or series>, collection:<id> */
  readonly rowId?: string;
  readonly rowKind?: 'continue-watching' | 'my-list' | 'personal' | 'because-you-watched' | 'trending' | 'popular' | 'new' | 'genre' | 'collection' | 'leaving-soon' | 'watch-again' | 'more-from' | 'live-now' | 'starting-soon' | 'similar' | 'search';
}

export interface RejectedSuggestion {
  readonly suggestion: Suggestion;
}

export interface ReportAnswer {
  readonly report: string;
  readonly from: string;
  readonly to: string;
  readonly by: readonly string[];
  readonly tz: string;
  readonly origin: 'app' | 'import' | 'simulate' | 'test';
  /** Names of the columns, in their order */
  readonly columns: readonly string[];
  /** By column: numbers, texts, null; <ratio>_ci95 is [low, high]. All there are, in order */
  readonly rows: readonly Readonly<Record<string, unknown>>[];
  readonly definition: {
    readonly title: string;
    /** What each measured column means */
    readonly metrics: readonly Metric[];
    /** Where the numbers are from, and what is not as one might expect */
    readonly notes: readonly string[];
  };
  /** Run with the rights of an analyst it returns these rows */
  readonly sql: string;
}

export interface RowExplanation {
  /** null: a pin inserted it */
  readonly chosen: {
    /** Of the scores of what it would show first, discounted by slot */
    readonly worth: number;
    /** How much more than expected such rows are touched; 1: as expected */
    readonly affinity: number;
    /** To the rows above, 0..1 */
    readonly likeness: number;
    /** What it was chosen by */
    readonly value: number;
  } | null;
  readonly order: 'score' | 'proposed' | 'matches' | 'near';
  readonly candidates: {
    readonly proposed: number;
    /** Those that may be shown */
    readonly allowed: number;
  };
}

export interface Rule {
  /** null: only validated */
  readonly ruleId: string | null;
  readonly name: string;
  /** boost: shown more; bury: shown less; block: not shown, also not by a pin, a search or a next page */
  readonly action: 'boost' | 'bury' | 'block';
  readonly filter: string;
  /** AND across keys, OR within one; {} is everyone. What is not known of a viewer is not met */
  readonly audience: {
    readonly regions?: readonly string[];
    readonly surfaces?: readonly ('tv' | 'web' | 'mobile')[];
    readonly maturities?: readonly ('kids' | 'teen' | 'adult')[];
    /** pt is met by pt and pt-BR, pt-BR by pt-BR alone */
    readonly languages?: readonly string[];
    /** true: users who played, completed or rated fewer than 5 times; false: the others who are known */
    readonly newUsers?: boolean;
    /** Users in any of these segments */
    readonly segmentIds?: readonly string[];
    /** Users in any of these arms of experiments; there are no experiments yet, so nobody is */
    readonly arms?: readonly string[];
  };
  readonly strength: number | null;
  readonly limit: number | null;
  readonly from: string | null;
  readonly until: string | null;
  readonly timeZone: string;
  readonly repeat: {
    readonly days: readonly ('sun' | 'mon' | 'tue' | 'wed' | 'thu' | 'fri' | 'sat')[];
    readonly from: string;
    readonly until: string;
  } | null;
  readonly rows: readonly ('top-picks' | 'because-you-watched' | 'genre' | 'more-from' | 'collection')[] | null;
  readonly enabled: boolean;
  readonly note: string;
  /** draft: not enabled; scheduled: to come, for the first time or again; live: on now; expired: no time left */
  readonly state: 'draft' | 'scheduled' | 'live' | 'expired';
  /** Items that it is about now, whoever may see them; null: not known, the catalogue is not loaded yet */
  readonly matches: number | null;
  /** Grows with every change; the ETag. 0: only validated */
  readonly version: number;
  readonly createdAt: string;
  readonly updatedAt: string;
  /** Id of the key that changed it last */
  readonly updatedBy: string;
}

export interface RuleAnswer {
  readonly rule: Rule;
  readonly warnings: readonly EditorialWarning[];
}

export interface RuleCreation {
  /** For people */
  readonly name: string;
  /** boost: shown more; bury: shown less; block: not shown, also not by a pin, a search or a next page */
  readonly action: 'boost' | 'bury' | 'block';
  /** Which items (docs/filters.md); an episode also by its series */
  readonly filter: string;
  /** AND across keys, OR within one; {} is everyone. What is not known of a viewer is not met */
  readonly audience?: {
    readonly regions?: readonly string[];
    readonly surfaces?: readonly ('tv' | 'web' | 'mobile')[];
    readonly maturities?: readonly ('kids' | 'teen' | 'adult')[];
    /** pt is met by pt and pt-BR, pt-BR by pt-BR alone */
    readonly languages?: readonly string[];
    /** true: users who played, completed or rated fewer than 5 times; false: the others who are known */
    readonly newUsers?: boolean;
    /** Users in any of these segments */
    readonly segmentIds?: readonly string[];
    /** Users in any of these arms of experiments; there are no experiments yet, so nobody is */
    readonly arms?: readonly string[];
  };
  readonly strength?: number | null;
  readonly limit?: number | null;
  readonly from?: string | null;
  readonly until?: string | null;
  readonly timeZone?: string;
  readonly repeat?: {
    readonly days: readonly ('sun' | 'mon' | 'tue' | 'wed' | 'thu' | 'fri' | 'sat')[];
    readonly from: string;
    readonly until: string;
  } | null;
  readonly rows?: readonly ('top-picks' | 'because-you-watched' | 'genre' | 'more-from' | 'collection')[] | null;
  readonly enabled?: boolean;
  readonly note?: string;
  /** Made when left out; 409 already-exists when taken */
  readonly ruleId?: string;
}

export interface RuleDraft {
  /** For people */
  readonly name: string;
  /** boost: shown more; bury: shown less; block: not shown, also not by a pin, a search or a next page */
  readonly action: 'boost' | 'bury' | 'block';
  /** Which items (docs/filters.md); an episode also by its series */
  readonly filter: string;
  /** AND across keys, OR within one; {} is everyone. What is not known of a viewer is not met */
  readonly audience?: {
    readonly regions?: readonly string[];
    readonly surfaces?: readonly ('tv' | 'web' | 'mobile')[];
    readonly maturities?: readonly ('kids' | 'teen' | 'adult')[];
    /** pt is met by pt and pt-BR, pt-BR by pt-BR alone */
    readonly languages?: readonly string[];
    /** true: users who played, completed or rated fewer than 5 times; false: the others who are known */
    readonly newUsers?: boolean;
    /** Users in any of these segments */
    readonly segmentIds?: readonly string[];
    /** Users in any of these arms of experiments; there are no experiments yet, so nobody is */
    readonly arms?: readonly string[];
  };
  readonly strength?: number | null;
  readonly limit?: number | null;
  readonly from?: string | null;
  readonly until?: string | null;
  readonly timeZone?: string;
  readonly repeat?: {
    readonly days: readonly ('sun' | 'mon' | 'tue' | 'wed' | 'thu' | 'fri' | 'sat')[];
    readonly from: string;
    readonly until: string;
  } | null;
  readonly rows?: readonly ('top-picks' | 'because-you-watched' | 'genre' | 'more-from' | 'collection')[] | null;
  readonly enabled?: boolean;
  readonly note?: string;
}

export interface RulePatch {
  /** For people */
  readonly name?: string;
  /** boost: shown more; bury: shown less; block: not shown, also not by a pin, a search or a next page */
  readonly action?: 'boost' | 'bury' | 'block';
  /** Which items (docs/filters.md); an episode also by its series */
  readonly filter?: string;
  readonly audience?: {
    readonly regions?: readonly string[] | null;
    readonly surfaces?: readonly ('tv' | 'web' | 'mobile')[] | null;
    readonly maturities?: readonly ('kids' | 'teen' | 'adult')[] | null;
    readonly languages?: readonly string[] | null;
    readonly newUsers?: boolean | null;
    readonly segmentIds?: readonly string[] | null;
    readonly arms?: readonly string[] | null;
  } | null;
  readonly strength?: number | null;
  readonly limit?: number | null;
  readonly from?: string | null;
  readonly until?: string | null;
  readonly timeZone?: string | null;
  readonly repeat?: {
    readonly days?: readonly ('sun' | 'mon' | 'tue' | 'wed' | 'thu' | 'fri' | 'sat')[];
    readonly from?: string;
    readonly until?: string;
  } | null;
  readonly rows?: readonly ('top-picks' | 'because-you-watched' | 'genre' | 'more-from' | 'collection')[] | null;
  readonly enabled?: boolean | null;
  readonly note?: string | null;
}

export interface Segment {
  /** null: only validated */
  readonly segmentId: string | null;
  readonly name: string;
  readonly filter: string;
  readonly note: string;
  /** Grows with every change; the ETag. 0: only validated */
  readonly version: number;
  readonly createdAt: string;
  readonly updatedAt: string;
  /** Id of the key that changed it last */
  readonly updatedBy: string;
}

export interface SegmentAnswer {
  readonly segment: Segment;
  readonly warnings: readonly EditorialWarning[];
}

export interface SegmentCreation {
  /** For people; audiences name the segment by its id */
  readonly name: string;
  /** Who is in it: a condition on users, in the grammar of docs/filters.md; what is not known of a user meets nothing */
  readonly filter: string;
  readonly note?: string;
  /** Made when left out; 409 already-exists when taken */
  readonly segmentId?: string;
}

export interface SegmentDraft {
  /** For people; audiences name the segment by its id */
  readonly name: string;
  /** Who is in it: a condition on users, in the grammar of docs/filters.md; what is not known of a user meets nothing */
  readonly filter: string;
  readonly note?: string;
}

export interface SegmentPatch {
  /** For people; audiences name the segment by its id */
  readonly name?: string;
  /** Who is in it: a condition on users, in the grammar of docs/filters.md; what is not known of a user meets nothing */
  readonly filter?: string;
  readonly note?: string | null;
}

export interface SentItem {
  /** The id of the path; needed in NDJSON */
  readonly itemId?: string;
  readonly type: 'film' | 'series' | 'episode' | 'live' | 'clip';
  readonly title: string;
  readonly description?: string | null;
  readonly genres?: readonly string[] | null;
  readonly tags?: readonly string[] | null;
  readonly cast?: readonly string[] | null;
  readonly directors?: readonly string[] | null;
  readonly language?: string | null;
  /** A date, or a time with offset: when it came out, news when they were published */
  readonly releaseDate?: string | null;
  /** Until then it is only announced: starting-soon, my-list, similar, search */
  readonly startsAt?: string | null;
  /** From then on it is shown nowhere */
  readonly endsAt?: string | null;
  readonly durationS?: number | null;
  readonly maturity: 'kids' | 'teen' | 'adult';
  readonly seriesId?: string | null;
  readonly season?: number | null;
  readonly episode?: number | null;
  readonly windows: readonly {
    /** A region code, or "*" for everywhere */
    readonly region: string;
    readonly from?: string | null;
    readonly until?: string | null;
  }[];
  readonly imageUrl?: string | null;
}

export interface SentUser {
  /** Where requests that name no region come from */
  readonly region?: string | null;
  readonly language?: string | null;
  /** Highest level to show, whatever is asked for */
  readonly maturity?: 'kids' | 'teen' | 'adult' | null;
  /** The app's own words for the user */
  readonly labels?: readonly string[] | null;
}

export interface SlotExplanation {
  /** Every source that proposed it for the row, with its rank there, from 0 */
  readonly proposedBy: readonly {
    readonly source: 'retrieval' | 'cooccurrence' | 'popular' | 'trending' | 'new' | 'genre' | 'continue-watching' | 'because-you-watched' | 'pin' | 'fallback' | 'similar' | 'popular-here' | 'my-list' | 'leaving-soon' | 'watch-again' | 'more-from' | 'live-now' | 'starting-soon' | 'collection' | 'search' | 'new-item';
    readonly rank: number;
  }[];
  /** From 0, before and after each step of the selection; null: that step did not look at it */
  readonly ranks: {
    readonly byScore: number | null;
    readonly amongFree: number | null;
    readonly byValue: number | null;
    readonly chosen: number | null;
    readonly slot: number;
  };
  /** In standard deviations of the row's scores; null: not chosen by score */
  readonly chosenBy: {
    readonly value: number;
    readonly likeness: number;
    readonly overTaste: number;
    readonly wishes: number;
    /** What the editors' rules added; below 0: took off */
    readonly rules: number;
  } | null;
  readonly rules: readonly ({
    readonly rule: 'pinned';
    readonly pinId: string;
    readonly displaced: string | null;
  } | {
    readonly rule: 'new-item';
  } | {
    readonly rule: 'boosted';
    readonly ruleId: string;
    readonly strength: number;
    /** Without boosts another title would have been the best for the slot */
    readonly lifted: boolean;
  } | {
    readonly rule: 'buried';
    readonly ruleId: string;
    readonly strength: number;
  } | {
    readonly rule: 'chance';
    readonly instead: string;
  } | {
    readonly rule: 'capped';
    readonly itemId: string;
    readonly cap: 'person' | 'ignored';
  } | {
    readonly rule: 'stands-elsewhere';
    readonly itemId: string;
    readonly rowId: string;
  })[];
  /** By how much the score is higher for each feature group than if the group said of it what it says on average of this page; the weightiest first. They do not add up. null: no ranker scored it */
  readonly contributions: readonly {
    readonly group: string;
    readonly contribution: number;
    readonly columns: readonly {
      readonly name: string;
      readonly value: number;
      readonly mean: number;
    }[];
  }[] | null;
}

export interface SlotSuggestion {
  readonly kind: 'slots' | 'new-items';
  /** The same for the same deed */
  readonly suggestionId: string;
  /** The package by which it was found */
  readonly modelVersion: string;
  readonly itemId: string;
  readonly title: string;
  readonly surface: 'tv' | 'web' | 'mobile';
  /** null: viewers of no known region */
  readonly region: string | null;
  readonly rowId: string;
  readonly position: number;
  /** Item that stands there now; it moves one slot down */
  readonly insteadOf: string | null;
  /** What the whole page gains, or loses: the sum of score / log2(2 + slot) over the slots in sight, times the affinity of each row. A title of score 1 at the head of a row counts 1 */
  readonly gain: number;
  /** What the page was worth without it, by the same measure */
  readonly pageValue: number;
  /** Of a new item: so far, and those that it should have */
  readonly impressions: {
    readonly served: number;
    readonly minimum: number;
  } | null;
}

export interface StoredObjectives {
  readonly weights: Objectives;
  /** Grows with every change; the ETag. 0: nobody has set any */
  readonly version: number;
  readonly updatedAt: string | null;
  /** Id of the key that set them; null: nobody did */
  readonly updatedBy: string | null;
}

export interface StoredPageTemplate {
  readonly surface: 'tv' | 'web' | 'mobile';
  readonly template: PageTemplate;
  /** Nobody has put another, or it was taken back */
  readonly isDefault: boolean;
  /** Grows with every change; the ETag. 0: nobody has touched it */
  readonly version: number;
  readonly updatedAt: string | null;
  /** Id of the key that changed it last; null: nobody did */
  readonly updatedBy: string | null;
}

export type Suggestion = SlotSuggestion | TagSuggestion;

export interface Suggestions {
  readonly items: readonly Suggestion[];
  /** These are all: judge some, and others come */
  readonly nextCursor: null;
  /** null: there is no model, so nothing can be suggested */
  readonly modelVersion: string | null;
  /** What scores count, as PUT /v1/objectives set it */
  readonly objectives: Partial<Readonly<Record<'click' | 'play' | 'portion' | 'complete' | 'hide', number>>>;
  /** They are kept for a minute, or until something changes */
  readonly asOf: string;
}

export interface Switch {
  readonly name: 'exploration' | 'experiments' | 'ranker' | 'row:continue-watching' | 'row:my-list' | 'row:personal' | 'row:because-you-watched' | 'row:trending' | 'row:popular' | 'row:new' | 'row:genre' | 'row:collection' | 'row:leaving-soon' | 'row:watch-again' | 'row:more-from' | 'row:live-now' | 'row:starting-soon';
  /** As it stands now */
  readonly state: 'on' | 'off';
  /** null also once that time has come */
  readonly until: string | null;
  readonly reason: string;
  /** Grows with every change; the ETag. 0: nobody has touched it */
  readonly version: number;
  readonly updatedAt: string | null;
  /** Id of the key that said so; null: nobody did */
  readonly updatedBy: string | null;
}

export interface SwitchDraft {
  readonly state: 'on' | 'off';
  /** From then on it is on, as if nobody had touched it; null: until somebody says otherwise */
  readonly until?: string | null;
  /** Said to whoever asks why. Turning off needs one */
  readonly reason?: string;
}

export interface TagSuggestion {
  readonly kind: 'tags';
  /** The same for the same deed */
  readonly suggestionId: string;
  /** The package by which it was found */
  readonly modelVersion: string;
  readonly itemId: string;
  readonly title: string;
  readonly field: 'genres' | 'tags';
  readonly value: string;
  /** Share of its neighbours with it, each by its likeness */
  readonly confidence: number;
  /** Share of all titles with it */
  readonly usual: number;
  /** Those of them that have it, the likest first */
  readonly neighbours: readonly string[];
}

export interface User {
  readonly region: string | null;
  readonly language: string | null;
  readonly maturity: 'kids' | 'teen' | 'adult' | null;
  readonly labels: readonly string[];
}

export interface UserToken {
  readonly token: string;
  readonly expiresAt: string;
}

export interface UserTokenDraft {
  /** Highest level the token will ever show */
  readonly maturityMax?: 'kids' | 'teen' | 'adult';
  /** The only region the token will ever show */
  readonly region?: string;
  readonly ttlS?: number;
}

export interface VerdictRequest {
  /** For the labels and the audit log */
  readonly reason?: string;
}

/** Every operation: what its method of the client takes, and what it answers. */
export interface Operations {
  /** A user's home page */
  readonly getHome: {
    readonly input: {
      readonly userId: string;
      readonly surface?: 'tv' | 'web' | 'mobile';
      /** Without one only items licensed everywhere ("*") are shown */
      readonly region?: string;
      readonly language?: string;
      /** Highest level to show; DEFAULT_MATURITY when absent */
      readonly maturity?: 'kids' | 'teen' | 'adult';
      readonly timeZone?: string;
      readonly sessionId?: string;
      /** What the page is for */
      readonly priority?: 'home' | 'browse' | 'prefetch';
      /** DEADLINE_MS when absent */
      readonly deadlineMs?: number;
      /** Items a row at most */
      readonly items?: number;
      /** Items not to show */
      readonly exclude?: readonly string[];
      /** Only items that meet it: docs/filters.md has the grammar */
      readonly filter?: string;
      /** Fields of the item that each slot carries, as `item` */
      readonly include?: readonly ('type' | 'title' | 'description' | 'genres' | 'tags' | 'cast' | 'directors' | 'language' | 'releaseDate' | 'startsAt' | 'endsAt' | 'durationS' | 'maturity' | 'seriesId' | 'season' | 'episode' | 'imageUrl')[];
      /** Also say why each row and slot is what it is: `explanation` on page, rows and slots. Not for user tokens */
      readonly explain?: boolean;
      readonly rows?: number;
      /** Only these rows */
      readonly rowIds?: readonly string[];
    };
    readonly answer: Page;
  };
  /** A user's home page, with its parameters in the query, the body or both (then the body's hold) */
  readonly postHome: {
    readonly input: {
      readonly userId: string;
      readonly surface?: 'tv' | 'web' | 'mobile';
      /** Without one only items licensed everywhere ("*") are shown */
      readonly region?: string;
      readonly language?: string;
      /** Highest level to show; DEFAULT_MATURITY when absent */
      readonly maturity?: 'kids' | 'teen' | 'adult';
      readonly timeZone?: string;
      readonly sessionId?: string;
      readonly priority?: 'home' | 'browse' | 'prefetch';
      /** DEADLINE_MS when absent */
      readonly deadlineMs?: number;
      readonly items?: number;
      /** Items not to show */
      readonly exclude?: readonly string[];
      /** Only items that meet it: docs/filters.md has the grammar */
      readonly filter?: string;
      /** Fields of the item that each slot carries, as `item` */
      readonly include?: readonly ('type' | 'title' | 'description' | 'genres' | 'tags' | 'cast' | 'directors' | 'language' | 'releaseDate' | 'startsAt' | 'endsAt' | 'durationS' | 'maturity' | 'seriesId' | 'season' | 'episode' | 'imageUrl')[];
      /** Also say why each row and slot is what it is: `explanation` on page, rows and slots. Not for user tokens */
      readonly explain?: boolean;
      readonly rows?: number;
      /** Only these rows */
      readonly rowIds?: readonly string[];
      readonly body?: {
        readonly surface?: 'tv' | 'web' | 'mobile';
        /** Without one only items licensed everywhere ("*") are shown */
        readonly region?: string;
        readonly language?: string;
        /** Highest level to show; DEFAULT_MATURITY when absent */
        readonly maturity?: 'kids' | 'teen' | 'adult';
        readonly timeZone?: string;
        readonly sessionId?: string;
        readonly priority?: 'home' | 'browse' | 'prefetch';
        /** DEADLINE_MS when absent */
        readonly deadlineMs?: number;
        readonly items?: number;
        /** Items not to show */
        readonly exclude?: readonly string[];
        /** Only items that meet it: docs/filters.md has the grammar */
        readonly filter?: string;
        /** Fields of the item that each slot carries, as `item` */
        readonly include?: readonly ('type' | 'title' | 'description' | 'genres' | 'tags' | 'cast' | 'directors' | 'language' | 'releaseDate' | 'startsAt' | 'endsAt' | 'durationS' | 'maturity' | 'seriesId' | 'season' | 'episode' | 'imageUrl')[];
        /** Also say why each row and slot is what it is: `explanation` on page, rows and slots. Not for user tokens */
        readonly explain?: boolean;
        readonly rows?: number;
        /** Only these rows */
        readonly rowIds?: readonly string[];
      };
    };
    readonly answer: Page;
  };
  /** One row of a user's page: no rows while there is no evidence for it, 404 where no user can have it */
  readonly getRow: {
    readonly input: {
      readonly userId: string;
      /** top-picks, a row kind, or one of several rows of a kind: because-you-watched:<itemId>, genre:<slug>, genre:<slug>.<slug>, popular:<region>, more-from:<person or series>, collection:<id> */
      readonly rowId: string;
      readonly surface?: 'tv' | 'web' | 'mobile';
      /** Without one only items licensed everywhere ("*") are shown */
      readonly region?: string;
      readonly language?: string;
      /** Highest level to show; DEFAULT_MATURITY when absent */
      readonly maturity?: 'kids' | 'teen' | 'adult';
      readonly timeZone?: string;
      readonly sessionId?: string;
      /** What the page is for */
      readonly priority?: 'home' | 'browse' | 'prefetch';
      /** DEADLINE_MS when absent */
      readonly deadlineMs?: number;
      /** Items a row at most */
      readonly items?: number;
      /** Items not to show */
      readonly exclude?: readonly string[];
      /** Only items that meet it: docs/filters.md has the grammar */
      readonly filter?: string;
      /** Fields of the item that each slot carries, as `item` */
      readonly include?: readonly ('type' | 'title' | 'description' | 'genres' | 'tags' | 'cast' | 'directors' | 'language' | 'releaseDate' | 'startsAt' | 'endsAt' | 'durationS' | 'maturity' | 'seriesId' | 'season' | 'episode' | 'imageUrl')[];
      /** Also say why each row and slot is what it is: `explanation` on page, rows and slots. Not for user tokens */
      readonly explain?: boolean;
    };
    readonly answer: Page;
  };
  /** What goes with an item: nearest first, or in the order of a user with a history */
  readonly getSimilar: {
    readonly input: {
      readonly itemId: string;
      readonly surface?: 'tv' | 'web' | 'mobile';
      /** Without one only items licensed everywhere ("*") are shown */
      readonly region?: string;
      readonly language?: string;
      /** Highest level to show; DEFAULT_MATURITY when absent */
      readonly maturity?: 'kids' | 'teen' | 'adult';
      readonly timeZone?: string;
      readonly sessionId?: string;
      /** What the page is for */
      readonly priority?: 'home' | 'browse' | 'prefetch';
      /** DEADLINE_MS when absent */
      readonly deadlineMs?: number;
      /** Items not to show */
      readonly exclude?: readonly string[];
      /** Only items that meet it: docs/filters.md has the grammar */
      readonly filter?: string;
      /** Fields of the item that each slot carries, as `item` */
      readonly include?: readonly ('type' | 'title' | 'description' | 'genres' | 'tags' | 'cast' | 'directors' | 'language' | 'releaseDate' | 'startsAt' | 'endsAt' | 'durationS' | 'maturity' | 'seriesId' | 'season' | 'episode' | 'imageUrl')[];
      /** Also say why each row and slot is what it is: `explanation` on page, rows and slots. Not for user tokens */
      readonly explain?: boolean;
      /** Whose taste orders them; without one nothing is read of anyone */
      readonly userId?: string;
      /** Items at most */
      readonly limit?: number;
    };
    readonly answer: Page;
  };
  /** Titles by words, the best match first; among equal matches in the order of a user with a history */
  readonly search: {
    readonly input: {
      readonly surface?: 'tv' | 'web' | 'mobile';
      /** Without one only items licensed everywhere ("*") are shown */
      readonly region?: string;
      readonly language?: string;
      /** Highest level to show; DEFAULT_MATURITY when absent */
      readonly maturity?: 'kids' | 'teen' | 'adult';
      readonly timeZone?: string;
      readonly sessionId?: string;
      /** What the page is for */
      readonly priority?: 'home' | 'browse' | 'prefetch';
      /** DEADLINE_MS when absent */
      readonly deadlineMs?: number;
      /** Items not to show */
      readonly exclude?: readonly string[];
      /** Only items that meet it: docs/filters.md has the grammar */
      readonly filter?: string;
      /** Fields of the item that each slot carries, as `item` */
      readonly include?: readonly ('type' | 'title' | 'description' | 'genres' | 'tags' | 'cast' | 'directors' | 'language' | 'releaseDate' | 'startsAt' | 'endsAt' | 'durationS' | 'maturity' | 'seriesId' | 'season' | 'episode' | 'imageUrl')[];
      /** Also say why each row and slot is what it is: `explanation` on page, rows and slots. Not for user tokens */
      readonly explain?: boolean;
      /** Whose taste orders them; without one nothing is read of anyone */
      readonly userId?: string;
      /** Items at most */
      readonly limit?: number;
      /** Words of titles, people, genres or tags, in any script; the last one may be a beginning */
      readonly q: string;
    };
    readonly answer: Page;
  };
  /** More rows of a home page, without anything that it or those before it showed */
  readonly getNextRows: {
    readonly input: {
      /** `next` of a page or row, as it came. Good for 24 hours from the first page, then 410 token-expired */
      readonly token: string;
      /** Also say why each row and slot is what it is: `explanation` on page, rows and slots. Not for user tokens */
      readonly explain?: boolean;
    };
    readonly answer: Page;
  };
  /** More of a row of any page, without anything that the page showed */
  readonly getNextItems: {
    readonly input: {
      /** `next` of a page or row, as it came. Good for 24 hours from the first page, then 410 token-expired */
      readonly token: string;
      /** Also say why each row and slot is what it is: `explanation` on page, rows and slots. Not for user tokens */
      readonly explain?: boolean;
    };
    readonly answer: Page;
  };
  /** What users did: 1 to 500 events, each judged alone */
  readonly postEvents: {
    readonly input: {
      readonly body: {
        readonly events: readonly Event[];
      };
    };
    readonly answer: EventAnswer;
  };
  /** The catalogue, by item id */
  readonly listItems: {
    readonly input: {
      /** nextCursor of the page before */
      readonly cursor?: string;
      readonly limit?: number;
      /** Part of a title or id, in any case */
      readonly q?: string;
      /** Of these items alone, at most 100; one that there is not is left out */
      readonly itemIds?: readonly string[];
    };
    readonly answer: {
      readonly items: readonly Item[];
      /** null: this was the last page */
      readonly nextCursor: string | null;
    };
  };
  /** Items as NDJSON, one a line (at most 256 KiB), however many; a refused line stops nothing */
  readonly postItems: {
    readonly input: {
      /** Sent one a line */
      readonly body: readonly SentItem[];
    };
    readonly answer: BulkAnswer;
  };
  /** One item */
  readonly getItem: {
    readonly input: {
      readonly itemId: string;
    };
    readonly answer: Item;
  };
  /** Adds or replaces an item */
  readonly putItem: {
    readonly input: {
      readonly itemId: string;
      readonly body: SentItem;
    };
    readonly answer: Item;
  };
  /** Takes an item out of the catalogue; the log keeps its impressions */
  readonly deleteItem: {
    readonly input: {
      readonly itemId: string;
      /** For the audit log */
      readonly reason?: string;
    };
    readonly answer: undefined;
  };
  /** Takes an item off every page within a second */
  readonly blockItem: {
    readonly input: {
      readonly itemId: string;
      readonly body: {
        readonly reason: string;
      };
    };
    readonly answer: Item;
  };
  /** Lets a blocked item be shown again */
  readonly unblockItem: {
    readonly input: {
      readonly itemId: string;
      readonly body?: {
        readonly reason?: string;
      };
    };
    readonly answer: Item;
  };
  /** A user's profile, as last put */
  readonly getUser: {
    readonly input: {
      readonly userId: string;
    };
    readonly answer: User;
  };
  /** Replaces a user's profile: defaults and ceilings of the user's pages */
  readonly putUser: {
    readonly input: {
      readonly userId: string;
      readonly body: SentUser;
    };
    readonly answer: User;
  };
  /** Erases a user everywhere, and everybody merged into the user; again is harmless, of an unknown user too */
  readonly eraseUser: {
    readonly input: {
      readonly userId: string;
    };
    readonly answer: ErasureReceipt;
  };
  /** A token for one of the user's devices: pages and events of this user, under ceilings, for a while */
  readonly createUserToken: {
    readonly input: {
      readonly userId: string;
      readonly body?: UserTokenDraft;
    };
    readonly answer: UserToken;
  };
  /** What the anonymous user did, and will do, counts for this user too; the profile of each stays its own */
  readonly mergeUser: {
    readonly input: {
      readonly userId: string;
      readonly anonymousId: string;
      readonly body?: Readonly<Record<string, never>>;
    };
    readonly answer: MergedUsers;
  };
  /** A home page with drafts beside the same page without them, for anybody, at any time; logs nothing */
  readonly preview: {
    readonly input: {
      readonly body: PreviewRequest;
    };
    readonly answer: Preview;
  };
  /** Pins, by age: all of them, or by state, row, item or campaign */
  readonly listPins: {
    readonly input: {
      /** nextCursor of the page before */
      readonly cursor?: string;
      readonly limit?: number;
      /** Absent: all but the withdrawn ones */
      readonly state?: 'draft' | 'scheduled' | 'live' | 'expired' | 'withdrawn' | 'awaiting-approval';
      /** Pins that name this row; not those that name its kind */
      readonly rowId?: string;
      readonly itemId?: string;
      /** What the pin belongs to, in your own words; to list by */
      readonly campaign?: string;
    };
    readonly answer: {
      readonly items: readonly Pin[];
      /** null: this was the last page */
      readonly nextCursor: string | null;
    };
  };
  /** Pins an item to a row and slot; once, however often it is sent with one Idempotency-Key within a day */
  readonly createPin: {
    readonly input: {
      /** true: answers as if, and stores nothing */
      readonly validateOnly?: boolean;
      readonly body: PinDraft;
    };
    readonly answer: PinAnswer;
  };
  /** One pin */
  readonly getPin: {
    readonly input: {
      readonly pinId: string;
    };
    readonly answer: PinAnswer;
  };
  /** Changes a pin (merge patch: null sets a field back to its default) */
  readonly patchPin: {
    readonly input: {
      readonly pinId: string;
      /** true: answers as if, and stores nothing */
      readonly validateOnly?: boolean;
      readonly body: PinPatch;
    };
    readonly answer: PinAnswer;
  };
  /** Takes a pin away */
  readonly deletePin: {
    readonly input: {
      readonly pinId: string;
      /** For the audit log */
      readonly reason?: string;
    };
    readonly answer: undefined;
  };
  /** Lets the version that waits onto pages; for who had no part in it, by If-Match with the ETag of what was read */
  readonly approvePin: {
    readonly input: {
      readonly pinId: string;
      readonly body?: PinApprovalRequest;
    };
    readonly answer: PinAnswer;
  };
  /** The version that waits goes, and pages keep what they have; one that was never approved becomes a draft */
  readonly rejectPin: {
    readonly input: {
      readonly pinId: string;
      readonly body: PinRejectionRequest;
    };
    readonly answer: PinAnswer;
  };
  /** All segments, by creation: parts of the users, which audiences name */
  readonly listSegments: {
    readonly input: {
      /** nextCursor of the page before */
      readonly cursor?: string;
      readonly limit?: number;
    };
    readonly answer: {
      readonly items: readonly Segment[];
      /** null: this was the last page */
      readonly nextCursor: string | null;
    };
  };
  /** Creates a segment; once, however often it is sent with one Idempotency-Key within a day */
  readonly createSegment: {
    readonly input: {
      /** true: answers as if, and stores nothing */
      readonly validateOnly?: boolean;
      readonly body: SegmentCreation;
    };
    readonly answer: SegmentAnswer;
  };
  /** One segment */
  readonly getSegment: {
    readonly input: {
      readonly segmentId: string;
    };
    readonly answer: SegmentAnswer;
  };
  /** Puts a segment: replaces it, or creates it where there is none */
  readonly putSegment: {
    readonly input: {
      readonly segmentId: string;
      /** true: answers as if, and stores nothing */
      readonly validateOnly?: boolean;
      readonly body: SegmentDraft;
    };
    readonly answer: SegmentAnswer;
  };
  /** Changes a segment (merge patch: null sets a field back to its default) */
  readonly patchSegment: {
    readonly input: {
      readonly segmentId: string;
      /** true: answers as if, and stores nothing */
      readonly validateOnly?: boolean;
      readonly body: SegmentPatch;
    };
    readonly answer: SegmentAnswer;
  };
  /** Takes a segment away */
  readonly deleteSegment: {
    readonly input: {
      readonly segmentId: string;
      /** For the audit log */
      readonly reason?: string;
    };
    readonly answer: undefined;
  };
  /** All collections, by creation: rows that editors put together, of items by name or of all that meet a filter */
  readonly listCollections: {
    readonly input: {
      /** nextCursor of the page before */
      readonly cursor?: string;
      readonly limit?: number;
    };
    readonly answer: {
      readonly items: readonly Collection[];
      /** null: this was the last page */
      readonly nextCursor: string | null;
    };
  };
  /** Creates a collection; once, however often it is sent with one Idempotency-Key within a day */
  readonly createCollection: {
    readonly input: {
      /** true: answers as if, and stores nothing */
      readonly validateOnly?: boolean;
      readonly body: CollectionCreation;
    };
    readonly answer: CollectionAnswer;
  };
  /** One collection */
  readonly getCollection: {
    readonly input: {
      readonly collectionId: string;
    };
    readonly answer: CollectionAnswer;
  };
  /** Puts a collection: replaces it, or creates it where there is none */
  readonly putCollection: {
    readonly input: {
      readonly collectionId: string;
      /** true: answers as if, and stores nothing */
      readonly validateOnly?: boolean;
      readonly body: CollectionDraft;
    };
    readonly answer: CollectionAnswer;
  };
  /** Changes a collection (merge patch: null sets a field back to its default) */
  readonly patchCollection: {
    readonly input: {
      readonly collectionId: string;
      /** true: answers as if, and stores nothing */
      readonly validateOnly?: boolean;
      readonly body: CollectionPatch;
    };
    readonly answer: CollectionAnswer;
  };
  /** Takes a collection away */
  readonly deleteCollection: {
    readonly input: {
      readonly collectionId: string;
      /** For the audit log */
      readonly reason?: string;
    };
    readonly answer: undefined;
  };
  /** All rules, by creation: what is shown more, less or not at all, by filter and audience */
  readonly listRules: {
    readonly input: {
      /** nextCursor of the page before */
      readonly cursor?: string;
      readonly limit?: number;
    };
    readonly answer: {
      readonly items: readonly Rule[];
      /** null: this was the last page */
      readonly nextCursor: string | null;
    };
  };
  /** Creates a rule; once, however often it is sent with one Idempotency-Key within a day */
  readonly createRule: {
    readonly input: {
      /** true: answers as if, and stores nothing */
      readonly validateOnly?: boolean;
      readonly body: RuleCreation;
    };
    readonly answer: RuleAnswer;
  };
  /** One rule */
  readonly getRule: {
    readonly input: {
      readonly ruleId: string;
    };
    readonly answer: RuleAnswer;
  };
  /** Puts a rule: replaces it, or creates it where there is none */
  readonly putRule: {
    readonly input: {
      readonly ruleId: string;
      /** true: answers as if, and stores nothing */
      readonly validateOnly?: boolean;
      readonly body: RuleDraft;
    };
    readonly answer: RuleAnswer;
  };
  /** Changes a rule (merge patch: null sets a field back to its default) */
  readonly patchRule: {
    readonly input: {
      readonly ruleId: string;
      /** true: answers as if, and stores nothing */
      readonly validateOnly?: boolean;
      readonly body: RulePatch;
    };
    readonly answer: RuleAnswer;
  };
  /** Takes a rule away */
  readonly deleteRule: {
    readonly input: {
      readonly ruleId: string;
      /** For the audit log */
      readonly reason?: string;
    };
    readonly answer: undefined;
  };
  /** What came of a pin: served, viewed, clicked, withheld and why, what gave way to it, and what that cost */
  readonly getPinReport: {
    readonly input: {
      readonly pinId: string;
      /** Pages served at this time or later; 7 days before `to` when absent */
      readonly from?: string;
      /** Pages served before this time; now when absent */
      readonly to?: string;
      readonly origin?: 'app' | 'import' | 'simulate' | 'test';
    };
    readonly answer: PinReport;
  };
  /** A report: rows, what their columns mean, and the SQL that returns them */
  readonly getReport: {
    readonly input: {
      /** One of ctr, corrected-ctr, funnel, rows, items, fatigue, pins, coverage, freshness, engagement, viewers, service, withheld, anomalies */
      readonly report: string;
      /** Pages served at this time or later; 7 days before `to` when absent */
      readonly from?: string;
      /** Pages served before this time; now when absent */
      readonly to?: string;
      /** What rows are told apart by, separated by commas; each report takes its own: ctr: day, row, position, source, model, arm, surface, region, item, rung, route, pin; corrected-ctr: day, row, position, source, model, arm, surface, region, item, rung, route, pin; funnel: day, row, position, source, model, arm, surface, region, item, rung, route, pin; rows: day, position, source, model, arm, surface, region, item, rung, route, pin; items: day, row, position, source, model, arm, surface, region, rung, route, pin; fatigue: day, row, position, source, model, arm, surface, region, item, rung, route, pin; pins: day, row, position, source, model, arm, surface, region, item, rung, route; coverage: day, row, position, source, model, arm, surface, rung, route; freshness: day, row, position, source, model, arm, surface, region, item, rung, route, pin; engagement: day; viewers: day; service: day, route, rung, surface, region, model, arm; withheld: day, route, rung, surface, region, model, arm, pin; anomalies: row, surface, region, source, model. Nothing: one row */
      readonly by?: readonly string[];
      /** Rows of these alone, with the numbers that the whole report has: ctr: ids of what `by` begins with; corrected-ctr: ids of what `by` begins with; funnel: ids of what `by` begins with; rows: ids of row; items: ids of item; fatigue: ids of item; pins: ids of pin */
      readonly only?: readonly string[];
      /** Where days begin at midnight; an IANA name */
      readonly tz?: string;
      /** Adds another time and what changed since, with its interval: `previous`, the time of the same length just before; `week`, the same weekdays and hours the fewest whole weeks before that keep the two apart */
      readonly compare?: 'previous' | 'week';
      readonly origin?: 'app' | 'import' | 'simulate' | 'test';
    };
    readonly answer: ReportAnswer;
  };
  /** How many viewers an audience had in the last seven days, and how many of them had a row */
  readonly askReach: {
    readonly input: {
      readonly body: ReachRequest;
    };
    readonly answer: ReachAnswer;
  };
  /** Rows of home pages: those that templates name, collections, and rows of their families that stood on pages lately */
  readonly listRows: {
    readonly input: Readonly<Record<string, never>>;
    readonly answer: {
      readonly items: readonly ListedRow[];
      /** null: this was the last page */
      readonly nextCursor: string | null;
    };
  };
  /** All keys, revoked ones included, without their secrets */
  readonly listKeys: {
    readonly input: {
      /** nextCursor of the page before */
      readonly cursor?: string;
      readonly limit?: number;
    };
    readonly answer: {
      readonly items: readonly Key[];
      /** null: this was the last page */
      readonly nextCursor: string | null;
    };
  };
  /** Makes a key; its secret is in this answer and nowhere else */
  readonly createKey: {
    readonly input: {
      readonly body: KeyDraft;
    };
    readonly answer: CreatedKey;
  };
  /** One key, without its secret */
  readonly getKey: {
    readonly input: {
      readonly keyId: string;
    };
    readonly answer: Key;
  };
  /** Revokes a key for good; it stays listed */
  readonly revokeKey: {
    readonly input: {
      readonly keyId: string;
    };
    readonly answer: undefined;
  };
  /** Who calls: the name in the audit, and the roles */
  readonly getMe: {
    readonly input: Readonly<Record<string, never>>;
    readonly answer: Me;
  };
  /** All registered packages, newest first */
  readonly listModels: {
    readonly input: {
      /** nextCursor of the page before */
      readonly cursor?: string;
      readonly limit?: number;
    };
    readonly answer: {
      readonly items: readonly Model[];
      /** null: this was the last page */
      readonly nextCursor: string | null;
    };
  };
  /** One package: what it is made of, what the gate said, who signed it, why it was refused */
  readonly getModel: {
    readonly input: {
      readonly version: string;
    };
    readonly answer: ModelDetails;
  };
  /** Makes a package live; every replica swaps to it without a restart */
  readonly promoteModel: {
    readonly input: {
      readonly version: string;
      readonly body?: ModelAction;
    };
    readonly answer: Model;
  };
  /** Takes the live package back: the one that was live before it is live again */
  readonly rollbackModel: {
    readonly input: {
      readonly version: string;
      readonly body?: ModelAction;
    };
    readonly answer: Model;
  };
  /** How much each head of the ranker counts */
  readonly getObjectives: {
    readonly input: Readonly<Record<string, never>>;
    readonly answer: StoredObjectives;
  };
  /** Sets how much each head of the ranker counts, on every replica and from the next page on */
  readonly putObjectives: {
    readonly input: {
      readonly body: ObjectivesDraft;
    };
    readonly answer: StoredObjectives;
  };
  /** Items that would do well in a slot, new items short of impressions, missing tags; the best first */
  readonly listSuggestions: {
    readonly input: {
      /** slots: items that would gain in a slot; new-items: new items short of impressions, each where it would do best; tags: genres and tags that neighbours have */
      readonly kind: 'slots' | 'new-items' | 'tags';
      /** Of no matter for tags */
      readonly surface?: 'tv' | 'web' | 'mobile';
      /** Absent: of no known region. Of no matter for tags */
      readonly region?: string;
      readonly limit?: number;
    };
    readonly answer: Suggestions;
  };
  /** Does what is suggested: a pin for a week, or the tag; undone by POST /v1/audit/{id}/undo */
  readonly acceptSuggestion: {
    readonly input: {
      readonly suggestionId: string;
      readonly body?: VerdictRequest;
    };
    readonly answer: AcceptedSuggestion;
  };
  /** It is not to come again */
  readonly rejectSuggestion: {
    readonly input: {
      readonly suggestionId: string;
      readonly body?: VerdictRequest;
    };
    readonly answer: RejectedSuggestion;
  };
  /** All switches as they stand now */
  readonly listSwitches: {
    readonly input: Readonly<Record<string, never>>;
    readonly answer: {
      readonly items: readonly Switch[];
      /** null: this was the last page */
      readonly nextCursor: string | null;
    };
  };
  /** One switch as it stands now */
  readonly getSwitch: {
    readonly input: {
      /** exploration, experiments, ranker, or row: and a row kind */
      readonly name: string;
    };
    readonly answer: Switch;
  };
  /** Turns a part of the page off or on, on every replica and from the next page on */
  readonly putSwitch: {
    readonly input: {
      /** exploration, experiments, ranker, or row: and a row kind */
      readonly name: string;
      readonly body: SwitchDraft;
    };
    readonly answer: Switch;
  };
  /** What pages of each surface are made by */
  readonly listTemplates: {
    readonly input: Readonly<Record<string, never>>;
    readonly answer: {
      readonly items: readonly StoredPageTemplate[];
      /** null: this was the last page */
      readonly nextCursor: string | null;
    };
  };
  /** What pages of a surface are made by */
  readonly getTemplate: {
    readonly input: {
      readonly surface: 'tv' | 'web' | 'mobile';
    };
    readonly answer: StoredPageTemplate;
  };
  /** Sets what pages of a surface are made by, on every replica and from the next page on */
  readonly putTemplate: {
    readonly input: {
      readonly surface: 'tv' | 'web' | 'mobile';
      readonly body: PageTemplateDraft;
    };
    readonly answer: StoredPageTemplate;
  };
  /** Takes a template back: the default of the surface holds again */
  readonly deleteTemplate: {
    readonly input: {
      readonly surface: 'tv' | 'web' | 'mobile';
      /** For the audit log */
      readonly reason?: string;
    };
    readonly answer: undefined;
  };
  /** Who changed what, when and why, the newest first */
  readonly listAudit: {
    readonly input: {
      /** nextCursor of the page before */
      readonly cursor?: string;
      readonly limit?: number;
      /** What was changed, whole: switch:ranker, template:tv */
      readonly object?: string;
      /** How the action begins: template. is all of templates */
      readonly action?: string;
      /** Id of the key or person (oidc:...) that asked, command, or training */
      readonly actor?: string;
      /** Made at this time or later */
      readonly from?: string;
      /** Made before this time */
      readonly to?: string;
    };
    readonly answer: {
      readonly items: readonly AuditEntry[];
      /** null: this was the last page */
      readonly nextCursor: string | null;
    };
  };
  /** Puts back what was before a change, as a change of its own; for whoever may make such a change */
  readonly undoChange: {
    readonly input: {
      readonly id: string;
      readonly body?: {
        /** For the audit log, and for whoever reads it */
        readonly reason?: string;
      };
    };
    readonly answer: AuditEntry;
  };
  /** The feature values that the ranker would read for these users and items, now or at a moment */
  readonly postFeatures: {
    readonly input: {
      readonly body: FeatureQuestion;
    };
    readonly answer: FeatureAnswer;
  };
  /** A past page exactly as it was served, with what came of it; scored again where asked for */
  readonly getDecision: {
    readonly input: {
      /** As a page names itself, and what its impression ids begin with */
      readonly recommendationId: string;
      /** Also score the page again by what it was scored with. Takes as long as loading its package, one page at a time */
      readonly rescore?: boolean;
    };
    readonly answer: Decision;
  };
  /** Impressions, newest first: what was shown to whom, where and why, and what came of it */
  readonly listImpressions: {
    readonly input: {
      /** Served at this time or later; 7 days before `to` when absent */
      readonly from?: string;
      /** Served before this time; now when absent */
      readonly to?: string;
      /** The keyed hash of a user, as user_key has it */
      readonly userKey?: string;
      readonly itemId?: string;
      /** top-picks, a row kind, or one of several rows of a kind: because-you-watched:<itemId>, genre:<slug>, genre:<slug>.<slug>, popular:<region>, more-from:<person or series>, collection:<id> */
      readonly rowId?: string;
      readonly position?: number;
      readonly source?: 'retrieval' | 'cooccurrence' | 'popular' | 'trending' | 'new' | 'genre' | 'continue-watching' | 'because-you-watched' | 'pin' | 'fallback' | 'similar' | 'popular-here' | 'my-list' | 'leaving-soon' | 'watch-again' | 'more-from' | 'live-now' | 'starting-soon' | 'collection' | 'search' | 'new-item';
      /** Version of what retrieved or what ranked */
      readonly model?: string;
      /** `<experimentKey>:<armKey>`, or an arm by its own key, of any experiment */
      readonly arm?: string;
      readonly rung?: 'R0' | 'R1' | 'R2' | 'R3' | 'R4' | 'R5';
      readonly surface?: 'tv' | 'web' | 'mobile';
      readonly region?: string;
      readonly pinned?: boolean;
      readonly explored?: boolean;
      /** Where pages came from; `all`: any */
      readonly origin?: 'app' | 'import' | 'simulate' | 'test' | 'all';
      /** Also viewed_at, clicked_at, played_at, portion, completed: what came of it so far */
      readonly outcomes?: boolean;
      /** nextCursor of the page before */
      readonly cursor?: string;
      /** json: 50 when absent, at most 500; files: 100000 when absent, and at most */
      readonly limit?: number;
      readonly format?: 'json' | 'ndjson' | 'csv' | 'parquet';
    };
    readonly answer: ImpressionList;
  };
  /** Data contracts: what is sent and read, by version, with owner and freshness target */
  readonly listSchemas: {
    readonly input: {
      /** nextCursor of the page before */
      readonly cursor?: string;
      readonly limit?: number;
    };
    readonly answer: {
      readonly items: readonly Contract[];
      /** null: this was the last page */
      readonly nextCursor: string | null;
    };
  };
  /** One data contract */
  readonly getSchema: {
    readonly input: {
      readonly name: string;
    };
    readonly answer: Contract;
  };
}

/** How an operation is sent. */
export interface Operation {
  readonly method: 'GET' | 'PUT' | 'POST' | 'PATCH' | 'DELETE';
  /** As in OpenAPI: `/v1/items/{itemId}`. */
  readonly path: string;
  readonly pathNames: readonly string[];
  readonly queryNames: readonly string[];
  /** Media type of the body; null when it takes none. */
  readonly bodyType: string | null;
  /** Whether sending it twice does what sending it once does. */
  readonly isRepeatable: boolean;
  /** Whether it is so when sent with an Idempotency-Key. */
  readonly isKeyed: boolean;
}

export const OPERATIONS: { readonly [Name in keyof Operations]: Operation } = {
  getHome: {
    method: "GET",
    path: "/v1/users/{userId}/home",
    pathNames: ["userId"],
    queryNames: ["surface","region","language","maturity","timeZone","sessionId","priority","deadlineMs","items","exclude","filter","include","explain","rows","rowIds"],
    bodyType: null,
    isRepeatable: true,
    isKeyed: false,
  },
  postHome: {
    method: "POST",
    path: "/v1/users/{userId}/home",
    pathNames: ["userId"],
    queryNames: ["surface","region","language","maturity","timeZone","sessionId","priority","deadlineMs","items","exclude","filter","include","explain","rows","rowIds"],
    bodyType: "application/json",
    isRepeatable: true,
    isKeyed: false,
  },
  getRow: {
    method: "GET",
    path: "/v1/users/{userId}/rows/{rowId}",
    pathNames: ["userId","rowId"],
    queryNames: ["surface","region","language","maturity","timeZone","sessionId","priority","deadlineMs","items","exclude","filter","include","explain"],
    bodyType: null,
    isRepeatable: true,
    isKeyed: false,
  },
  getSimilar: {
    method: "GET",
    path: "/v1/items/{itemId}/similar",
    pathNames: ["itemId"],
    queryNames: ["surface","region","language","maturity","timeZone","sessionId","priority","deadlineMs","exclude","filter","include","explain","userId","limit"],
    bodyType: null,
    isRepeatable: true,
    isKeyed: false,
  },
  search: {
    method: "GET",
    path: "/v1/search",
    pathNames: [],
    queryNames: ["surface","region","language","maturity","timeZone","sessionId","priority","deadlineMs","exclude","filter","include","explain","userId","limit","q"],
    bodyType: null,
    isRepeatable: true,
    isKeyed: false,
  },
  getNextRows: {
    method: "GET",
    path: "/v1/home/next",
    pathNames: [],
    queryNames: ["token","explain"],
    bodyType: null,
    isRepeatable: true,
    isKeyed: false,
  },
  getNextItems: {
    method: "GET",
    path: "/v1/rows/next",
    pathNames: [],
    queryNames: ["token","explain"],
    bodyType: null,
    isRepeatable: true,
    isKeyed: false,
  },
  postEvents: {
    method: "POST",
    path: "/v1/events",
    pathNames: [],
    queryNames: [],
    bodyType: "application/json",
    isRepeatable: true,
    isKeyed: false,
  },
  listItems: {
    method: "GET",
    path: "/v1/items",
    pathNames: [],
    queryNames: ["cursor","limit","q","itemIds"],
    bodyType: null,
    isRepeatable: true,
    isKeyed: false,
  },
  postItems: {
    method: "POST",
    path: "/v1/items",
    pathNames: [],
    queryNames: [],
    bodyType: "application/x-ndjson",
    isRepeatable: false,
    isKeyed: false,
  },
  getItem: {
    method: "GET",
    path: "/v1/items/{itemId}",
    pathNames: ["itemId"],
    queryNames: [],
    bodyType: null,
    isRepeatable: true,
    isKeyed: false,
  },
  putItem: {
    method: "PUT",
    path: "/v1/items/{itemId}",
    pathNames: ["itemId"],
    queryNames: [],
    bodyType: "application/json",
    isRepeatable: true,
    isKeyed: false,
  },
  deleteItem: {
    method: "DELETE",
    path: "/v1/items/{itemId}",
    pathNames: ["itemId"],
    queryNames: ["reason"],
    bodyType: null,
    isRepeatable: true,
    isKeyed: false,
  },
  blockItem: {
    method: "POST",
    path: "/v1/items/{itemId}/block",
    pathNames: ["itemId"],
    queryNames: [],
    bodyType: "application/json",
    isRepeatable: false,
    isKeyed: false,
  },
  unblockItem: {
    method: "POST",
    path: "/v1/items/{itemId}/unblock",
    pathNames: ["itemId"],
    queryNames: [],
    bodyType: "application/json",
    isRepeatable: false,
    isKeyed: false,
  },
  getUser: {
    method: "GET",
    path: "/v1/users/{userId}",
    pathNames: ["userId"],
    queryNames: [],
    bodyType: null,
    isRepeatable: true,
    isKeyed: false,
  },
  putUser: {
    method: "PUT",
    path: "/v1/users/{userId}",
    pathNames: ["userId"],
    queryNames: [],
    bodyType: "application/json",
    isRepeatable: true,
    isKeyed: false,
  },
  eraseUser: {
    method: "DELETE",
    path: "/v1/users/{userId}",
    pathNames: ["userId"],
    queryNames: [],
    bodyType: null,
    isRepeatable: true,
    isKeyed: false,
  },
  createUserToken: {
    method: "POST",
    path: "/v1/users/{userId}/token",
    pathNames: ["userId"],
    queryNames: [],
    bodyType: "application/json",
    isRepeatable: true,
    isKeyed: false,
  },
  mergeUser: {
    method: "PUT",
    path: "/v1/users/{userId}/merge/{anonymousId}",
    pathNames: ["userId","anonymousId"],
    queryNames: [],
    bodyType: "application/json",
    isRepeatable: true,
    isKeyed: false,
  },
  preview: {
    method: "POST",
    path: "/v1/preview",
    pathNames: [],
    queryNames: [],
    bodyType: "application/json",
    isRepeatable: true,
    isKeyed: false,
  },
  listPins: {
    method: "GET",
    path: "/v1/pins",
    pathNames: [],
    queryNames: ["cursor","limit","state","rowId","itemId","campaign"],
    bodyType: null,
    isRepeatable: true,
    isKeyed: false,
  },
  createPin: {
    method: "POST",
    path: "/v1/pins",
    pathNames: [],
    queryNames: ["validateOnly"],
    bodyType: "application/json",
    isRepeatable: false,
    isKeyed: true,
  },
  getPin: {
    method: "GET",
    path: "/v1/pins/{pinId}",
    pathNames: ["pinId"],
    queryNames: [],
    bodyType: null,
    isRepeatable: true,
    isKeyed: false,
  },
  patchPin: {
    method: "PATCH",
    path: "/v1/pins/{pinId}",
    pathNames: ["pinId"],
    queryNames: ["validateOnly"],
    bodyType: "application/merge-patch+json",
    isRepeatable: false,
    isKeyed: false,
  },
  deletePin: {
    method: "DELETE",
    path: "/v1/pins/{pinId}",
    pathNames: ["pinId"],
    queryNames: ["reason"],
    bodyType: null,
    isRepeatable: true,
    isKeyed: false,
  },
  approvePin: {
    method: "POST",
    path: "/v1/pins/{pinId}/approve",
    pathNames: ["pinId"],
    queryNames: [],
    bodyType: "application/json",
    isRepeatable: false,
    isKeyed: false,
  },
  rejectPin: {
    method: "POST",
    path: "/v1/pins/{pinId}/reject",
    pathNames: ["pinId"],
    queryNames: [],
    bodyType: "application/json",
    isRepeatable: false,
    isKeyed: false,
  },
  listSegments: {
    method: "GET",
    path: "/v1/segments",
    pathNames: [],
    queryNames: ["cursor","limit"],
    bodyType: null,
    isRepeatable: true,
    isKeyed: false,
  },
  createSegment: {
    method: "POST",
    path: "/v1/segments",
    pathNames: [],
    queryNames: ["validateOnly"],
    bodyType: "application/json",
    isRepeatable: false,
    isKeyed: true,
  },
  getSegment: {
    method: "GET",
    path: "/v1/segments/{segmentId}",
    pathNames: ["segmentId"],
    queryNames: [],
    bodyType: null,
    isRepeatable: true,
    isKeyed: false,
  },
  putSegment: {
    method: "PUT",
    path: "/v1/segments/{segmentId}",
    pathNames: ["segmentId"],
    queryNames: ["validateOnly"],
    bodyType: "application/json",
    isRepeatable: true,
    isKeyed: false,
  },
  patchSegment: {
    method: "PATCH",
    path: "/v1/segments/{segmentId}",
    pathNames: ["segmentId"],
    queryNames: ["validateOnly"],
    bodyType: "application/merge-patch+json",
    isRepeatable: false,
    isKeyed: false,
  },
  deleteSegment: {
    method: "DELETE",
    path: "/v1/segments/{segmentId}",
    pathNames: ["segmentId"],
    queryNames: ["reason"],
    bodyType: null,
    isRepeatable: true,
    isKeyed: false,
  },
  listCollections: {
    method: "GET",
    path: "/v1/collections",
    pathNames: [],
    queryNames: ["cursor","limit"],
    bodyType: null,
    isRepeatable: true,
    isKeyed: false,
  },
  createCollection: {
    method: "POST",
    path: "/v1/collections",
    pathNames: [],
    queryNames: ["validateOnly"],
    bodyType: "application/json",
    isRepeatable: false,
    isKeyed: true,
  },
  getCollection: {
    method: "GET",
    path: "/v1/collections/{collectionId}",
    pathNames: ["collectionId"],
    queryNames: [],
    bodyType: null,
    isRepeatable: true,
    isKeyed: false,
  },
  putCollection: {
    method: "PUT",
    path: "/v1/collections/{collectionId}",
    pathNames: ["collectionId"],
    queryNames: ["validateOnly"],
    bodyType: "application/json",
    isRepeatable: true,
    isKeyed: false,
  },
  patchCollection: {
    method: "PATCH",
    path: "/v1/collections/{collectionId}",
    pathNames: ["collectionId"],
    queryNames: ["validateOnly"],
    bodyType: "application/merge-patch+json",
    isRepeatable: false,
    isKeyed: false,
  },
  deleteCollection: {
    method: "DELETE",
    path: "/v1/collections/{collectionId}",
    pathNames: ["collectionId"],
    queryNames: ["reason"],
    bodyType: null,
    isRepeatable: true,
    isKeyed: false,
  },
  listRules: {
    method: "GET",
    path: "/v1/rules",
    pathNames: [],
    queryNames: ["cursor","limit"],
    bodyType: null,
    isRepeatable: true,
    isKeyed: false,
  },
  createRule: {
    method: "POST",
    path: "/v1/rules",
    pathNames: [],
    queryNames: ["validateOnly"],
    bodyType: "application/json",
    isRepeatable: false,
    isKeyed: true,
  },
  getRule: {
    method: "GET",
    path: "/v1/rules/{ruleId}",
    pathNames: ["ruleId"],
    queryNames: [],
    bodyType: null,
    isRepeatable: true,
    isKeyed: false,
  },
  putRule: {
    method: "PUT",
    path: "/v1/rules/{ruleId}",
    pathNames: ["ruleId"],
    queryNames: ["validateOnly"],
    bodyType: "application/json",
    isRepeatable: true,
    isKeyed: false,
  },
  patchRule: {
    method: "PATCH",
    path: "/v1/rules/{ruleId}",
    pathNames: ["ruleId"],
    queryNames: ["validateOnly"],
    bodyType: "application/merge-patch+json",
    isRepeatable: false,
    isKeyed: false,
  },
  deleteRule: {
    method: "DELETE",
    path: "/v1/rules/{ruleId}",
    pathNames: ["ruleId"],
    queryNames: ["reason"],
    bodyType: null,
    isRepeatable: true,
    isKeyed: false,
  },
  getPinReport: {
    method: "GET",
    path: "/v1/pins/{pinId}/report",
    pathNames: ["pinId"],
    queryNames: ["from","to","origin"],
    bodyType: null,
    isRepeatable: true,
    isKeyed: false,
  },
  getReport: {
    method: "GET",
    path: "/v1/reports/{report}",
    pathNames: ["report"],
    queryNames: ["from","to","by","only","tz","compare","origin"],
    bodyType: null,
    isRepeatable: true,
    isKeyed: false,
  },
  askReach: {
    method: "POST",
    path: "/v1/reach",
    pathNames: [],
    queryNames: [],
    bodyType: "application/json",
    isRepeatable: true,
    isKeyed: false,
  },
  listRows: {
    method: "GET",
    path: "/v1/rows",
    pathNames: [],
    queryNames: [],
    bodyType: null,
    isRepeatable: true,
    isKeyed: false,
  },
  listKeys: {
    method: "GET",
    path: "/v1/keys",
    pathNames: [],
    queryNames: ["cursor","limit"],
    bodyType: null,
    isRepeatable: true,
    isKeyed: false,
  },
  createKey: {
    method: "POST",
    path: "/v1/keys",
    pathNames: [],
    queryNames: [],
    bodyType: "application/json",
    isRepeatable: false,
    isKeyed: false,
  },
  getKey: {
    method: "GET",
    path: "/v1/keys/{keyId}",
    pathNames: ["keyId"],
    queryNames: [],
    bodyType: null,
    isRepeatable: true,
    isKeyed: false,
  },
  revokeKey: {
    method: "DELETE",
    path: "/v1/keys/{keyId}",
    pathNames: ["keyId"],
    queryNames: [],
    bodyType: null,
    isRepeatable: true,
    isKeyed: false,
  },
  getMe: {
    method: "GET",
    path: "/v1/me",
    pathNames: [],
    queryNames: [],
    bodyType: null,
    isRepeatable: true,
    isKeyed: false,
  },
  listModels: {
    method: "GET",
    path: "/v1/models",
    pathNames: [],
    queryNames: ["cursor","limit"],
    bodyType: null,
    isRepeatable: true,
    isKeyed: false,
  },
  getModel: {
    method: "GET",
    path: "/v1/models/{version}",
    pathNames: ["version"],
    queryNames: [],
    bodyType: null,
    isRepeatable: true,
    isKeyed: false,
  },
  promoteModel: {
    method: "POST",
    path: "/v1/models/{version}/promote",
    pathNames: ["version"],
    queryNames: [],
    bodyType: "application/json",
    isRepeatable: false,
    isKeyed: false,
  },
  rollbackModel: {
    method: "POST",
    path: "/v1/models/{version}/rollback",
    pathNames: ["version"],
    queryNames: [],
    bodyType: "application/json",
    isRepeatable: false,
    isKeyed: false,
  },
  getObjectives: {
    method: "GET",
    path: "/v1/objectives",
    pathNames: [],
    queryNames: [],
    bodyType: null,
    isRepeatable: true,
    isKeyed: false,
  },
  putObjectives: {
    method: "PUT",
    path: "/v1/objectives",
    pathNames: [],
    queryNames: [],
    bodyType: "application/json",
    isRepeatable: true,
    isKeyed: false,
  },
  listSuggestions: {
    method: "GET",
    path: "/v1/suggestions",
    pathNames: [],
    queryNames: ["kind","surface","region","limit"],
    bodyType: null,
    isRepeatable: true,
    isKeyed: false,
  },
  acceptSuggestion: {
    method: "POST",
    path: "/v1/suggestions/{suggestionId}/accept",
    pathNames: ["suggestionId"],
    queryNames: [],
    bodyType: "application/json",
    isRepeatable: false,
    isKeyed: false,
  },
  rejectSuggestion: {
    method: "POST",
    path: "/v1/suggestions/{suggestionId}/reject",
    pathNames: ["suggestionId"],
    queryNames: [],
    bodyType: "application/json",
    isRepeatable: false,
    isKeyed: false,
  },
  listSwitches: {
    method: "GET",
    path: "/v1/switches",
    pathNames: [],
    queryNames: [],
    bodyType: null,
    isRepeatable: true,
    isKeyed: false,
  },
  getSwitch: {
    method: "GET",
    path: "/v1/switches/{name}",
    pathNames: ["name"],
    queryNames: [],
    bodyType: null,
    isRepeatable: true,
    isKeyed: false,
  },
  putSwitch: {
    method: "PUT",
    path: "/v1/switches/{name}",
    pathNames: ["name"],
    queryNames: [],
    bodyType: "application/json",
    isRepeatable: true,
    isKeyed: false,
  },
  listTemplates: {
    method: "GET",
    path: "/v1/templates",
    pathNames: [],
    queryNames: [],
    bodyType: null,
    isRepeatable: true,
    isKeyed: false,
  },
  getTemplate: {
    method: "GET",
    path: "/v1/templates/{surface}",
    pathNames: ["surface"],
    queryNames: [],
    bodyType: null,
    isRepeatable: true,
    isKeyed: false,
  },
  putTemplate: {
    method: "PUT",
    path: "/v1/templates/{surface}",
    pathNames: ["surface"],
    queryNames: [],
    bodyType: "application/json",
    isRepeatable: true,
    isKeyed: false,
  },
  deleteTemplate: {
    method: "DELETE",
    path: "/v1/templates/{surface}",
    pathNames: ["surface"],
    queryNames: ["reason"],
    bodyType: null,
    isRepeatable: true,
    isKeyed: false,
  },
  listAudit: {
    method: "GET",
    path: "/v1/audit",
    pathNames: [],
    queryNames: ["cursor","limit","object","action","actor","from","to"],
    bodyType: null,
    isRepeatable: true,
    isKeyed: false,
  },
  undoChange: {
    method: "POST",
    path: "/v1/audit/{id}/undo",
    pathNames: ["id"],
    queryNames: [],
    bodyType: "application/json",
    isRepeatable: false,
    isKeyed: false,
  },
  postFeatures: {
    method: "POST",
    path: "/v1/features",
    pathNames: [],
    queryNames: [],
    bodyType: "application/json",
    isRepeatable: true,
    isKeyed: false,
  },
  getDecision: {
    method: "GET",
    path: "/v1/decisions/{recommendationId}",
    pathNames: ["recommendationId"],
    queryNames: ["rescore"],
    bodyType: null,
    isRepeatable: true,
    isKeyed: false,
  },
  listImpressions: {
    method: "GET",
    path: "/v1/impressions",
    pathNames: [],
    queryNames: ["from","to","userKey","itemId","rowId","position","source","model","arm","rung","surface","region","pinned","explored","origin","outcomes","cursor","limit","format"],
    bodyType: null,
    isRepeatable: true,
    isKeyed: false,
  },
  listSchemas: {
    method: "GET",
    path: "/v1/schemas",
    pathNames: [],
    queryNames: ["cursor","limit"],
    bodyType: null,
    isRepeatable: true,
    isKeyed: false,
  },
  getSchema: {
    method: "GET",
    path: "/v1/schemas/{name}",
    pathNames: ["name"],
    queryNames: [],
    bodyType: null,
    isRepeatable: true,
    isKeyed: false,
  },
};
