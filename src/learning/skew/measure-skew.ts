import type { Catalogue } from '../../domain/catalogue.ts';
import type { AlignedPackage } from '../../domain/model-package.ts';
import type { FeatureSamples, LoggedSample, SampleFilter } from '../../domain/ports/feature-samples.ts';
import type { LogStore } from '../../domain/ports/log-store.ts';
import { decodeFeatureSample, type FeatureSample } from '../../features/feature-sample.ts';
import { featureFingerprint, featureWidth, writeFeatures } from '../../features/schema.ts';
import { userInputsOf } from '../../features/user-inputs.ts';
import { readLog } from '../log/read-log.ts';
import { createArrivalReplay } from '../log/replay.ts';
import { createFeatureDifferences, type FeatureDifference } from './feature-differences.ts';
import { heldEvents } from './held-events.ts';
import { trainingState } from './training-state.ts';
import { readUserLog } from './user-log.ts';

export interface SkewDeps {
  readonly featureSamples: FeatureSamples;
  readonly logStore: Pick<LogStore, 'events' | 'decisions' | 'itemsOfImpressions'>;
  readonly catalogue: Catalogue;
  /** Of the change feed: what decisions log as the version of their catalogue. */
  readonly catalogueVersion: number;
  /** A package aligned with the catalogue; null: its files are gone. */
  readonly modelOf: (version: string) => Promise<AlignedPackage | null>;
  /** What training would learn from: item stats are counted from it. */
  readonly origins: readonly string[];
  /** Replaced in tests. */
  readonly write?: typeof writeFeatures;
}

/**
 * Why a sample could not be compared. unknown-state: no set of the logged events has the state's digest (in flight in another way, days
 * dropped, a user flagged); changed-catalogue: it differs, and was made from another catalogue than today's.
 */
export type Undecided = 'other-features' | 'no-model' | 'merged-user' | 'unknown-state' | 'changed-catalogue';

export interface SkewReport {
  /** Samples looked at: the newest of the time asked for. */
  readonly decisions: number;
  readonly compared: number;
  /** Of those compared: every user-side feature of every item is the same to the bit. */
  readonly equal: number;
  readonly undecided: Readonly<Record<Undecided, number>>;
  readonly rows: number;
  readonly differences: readonly FeatureDifference[];
}

const USERS_A_TIME = 200;

/**
 * Makes the features of sampled decisions again as training does, from the log, and compares. Users from the events that their state
 * held, read and replayed by the code of training; item stats from one pass over the log in the order of arrival.
 */
export async function measureSkew(deps: SkewDeps, filter: SampleFilter): Promise<SkewReport> {
  const { catalogue, logStore, origins, write = writeFeatures } = deps;
  const samples = [...(await deps.featureSamples.newest(filter))].sort((a, b) => a.servedAtMs - b.servedAtMs);
  const undecided = {
    'other-features': 0,
    'no-model': 0,
    'merged-user': 0,
    'unknown-state': 0,
    'changed-catalogue': 0,
  };
  const differences = createFeatureDifferences();
  const sums = { compared: 0, equal: 0, rows: 0 };
  const ready = new Map<LoggedSample, Prepared>();
  for (const group of chunksOfUsers(samples)) await prepare(group);

  const log = ready.size === 0 ? null : await readLog(logStore, catalogue, { origins });
  const replay = log && createArrivalReplay(log.table, catalogue, log.pages);
  for (const [logged, prepared] of ready) {
    replay!.advanceToTime(logged.servedAtMs);
    compare(logged, prepared);
  }
  return { decisions: samples.length, ...sums, undecided, differences: differences.all() };

  async function prepare(group: readonly LoggedSample[]): Promise<void> {
    const users = await readUserLog(logStore, [...new Set(group.map(({ userKey }) => userKey))]);
    for (const logged of group) {
      const prepared = await prepareOne(logged, users);
      if (typeof prepared === 'string') undecided[prepared]++;
      else ready.set(logged, prepared);
    }
  }

  async function prepareOne(
    { bytes, isMerged, servedAtMs, userKey }: LoggedSample,
    users: Awaited<ReturnType<typeof readUserLog>>,
  ): Promise<Prepared | Undecided> {
    const sample = decodeFeatureSample(bytes);
    if (sample.fingerprint !== featureFingerprint()) return 'other-features';
    if (isMerged) return 'merged-user';
    const models = await deps.modelOf(sample.modelVersion);
    if (models === null) return 'no-model';
    const isKnownItem = (itemNo: number): boolean => catalogue.denseOfItemNo(itemNo) >= 0;
    const held = heldEvents(users.eventsOf(userKey), servedAtMs, sample.state, isKnownItem);
    if (held === null) return 'unknown-state';
    const state = await trainingState(held, users.pages, catalogue);
    return { sample, models, user: userInputsOf(state, catalogue) };
  }

  function compare({ recommendationId }: LoggedSample, { sample, models, user }: Prepared): void {
    const known = Array.from(sample.itemNo.keys()).filter((at) => catalogue.denseOfItemNo(sample.itemNo[at]!) >= 0);
    const itemNo = Int32Array.from(known, (at) => sample.itemNo[at]!);
    const served = new Float32Array(known.length * featureWidth);
    for (const [row, at] of known.entries()) {
      served.set(sample.features.subarray(at * featureWidth, (at + 1) * featureWidth), row * featureWidth);
    }
    const { model, rowOfDense, denseOfRow, delta } = models;
    const context = {
      ...user,
      nowMs: sample.nowMs,
      surface: sample.surface,
      region: sample.region,
      language: sample.language,
      timeZone: sample.timeZone,
      catalogue,
      stats: replay!.statsAt(sample.nowMs),
      retrieval: { model: model.retrieval, rowOfDense, denseOfRow, delta },
    };
    const again = new Float32Array(served.length);
    write(
      context,
      itemNo.map((no) => catalogue.denseOfItemNo(no)),
      itemNo.length,
      again,
    );
    const isOfToday = sample.snapshotVersions.catalogue === deps.catalogueVersion;
    const isEqual = differences.compare(recommendationId, itemNo, served, again, isOfToday);
    if (!isEqual && !isOfToday) {
      undecided['changed-catalogue']++;
      return;
    }
    sums.compared++;
    sums.rows += itemNo.length;
    if (isEqual) sums.equal++;
  }
}

interface Prepared {
  readonly sample: FeatureSample;
  readonly models: AlignedPackage;
  readonly user: ReturnType<typeof userInputsOf>;
}

/** Samples in parts of so many users, so that no more of the log is held at once. Their order within a user is kept. */
function chunksOfUsers(samples: readonly LoggedSample[]): readonly (readonly LoggedSample[])[] {
  const byUser = [...Map.groupBy(samples, ({ userKey }) => userKey).values()];
  const chunks: LoggedSample[][] = [];
  for (let at = 0; at < byUser.length; at += USERS_A_TIME) chunks.push(byUser.slice(at, at + USERS_A_TIME).flat());
  return chunks;
}
