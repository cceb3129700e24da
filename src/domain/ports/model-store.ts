import type { Manifest, ModelPackage } from '../model-package.ts';
import type { RefusalReason } from '../model-refusal.ts';
import type { SignatureState } from '../model-signature.ts';
import type { Change } from './audit-log.ts';

/** Packages as files under MODELS_DIR; see models/README.md. */
export interface ModelStore {
  /** Versions present, oldest first. */
  versions(): Promise<readonly string[]>;
  manifest(version: string): Promise<Manifest>;
  /** A file of a package as it is, once its sha256 is the manifest's. Throws as load does. */
  read(version: string, file: string): Promise<Uint8Array>;
  /**
   * Checks the signature, sha256 of every file, the fingerprint and the ranker's self-test, then loads. Throws MarqueeError
   * 'unknown-model' when there are no files, else 'data-check-failed' with the reason; refusalOf() names either.
   */
  load(version: string): Promise<ModelPackage>;
  /** Loads it and lets it go: whether a replica would take it. Throws as load does. */
  check(version: string): Promise<void>;
  /** Never throws for a package that is not as it should be. */
  signature(version: string): Promise<SignatureState>;
  /**
   * Writes a package whole or not at all (scratch folder, fsync, rename) and returns its manifest, `files` filled in with the sha256
   * of every file, signed where a key is configured. `files` holds manifest.json (its own `files` may be empty) and what else was made in memory; what is already in
   * the `scratch` folder belongs to the package too. Throws 'precondition-failed' when the version is there already.
   */
  save(version: string, files: ReadonlyMap<string, Uint8Array>, scratch?: string): Promise<Manifest>;
  /** A new empty folder for files of a package being built (hnswlib writes files itself); `save` takes it over. */
  scratch(): Promise<string>;
}

/**
 * Which version is live, kept in Postgres so that every replica agrees. Who changed it, when and why goes to the audit log in the
 * transaction of the change, as model.record, model.reject, model.promote or model.rollback.
 */
export interface ModelRegistry {
  /**
   * Records a package with its manifest and what the gate said. state 'rejected' keeps it off the page. What is or was live keeps
   * its state.
   */
  record(
    manifest: Manifest,
    state: 'candidate' | 'rejected',
    change: Change,
    verdict?: RecordedVerdict | null,
  ): Promise<void>;
  /**
   * Makes a version live; nothing changes when it is already. Of two with data to the same time or older, one that was live before
   * is rolled back to, and audited so. Throws 'unknown-model', and 'precondition-failed' for a version that never was live and whose
   * data ends before the live one's.
   */
  promote(version: string, change: Change): Promise<void>;
  /**
   * Makes the version that was live before this one live again, or the given one however old; returns it. Step by step it goes
   * back to the first and never in a circle. Throws 'unknown-model' when there is none.
   */
  rollback(change: Change, version?: string): Promise<string>;
  live(): Promise<string | null>;
  /** By the time they were made, the oldest first. */
  list(): Promise<readonly RegisteredModel[]>;
  /** Keeps that a package was refused when it was to be loaded: the last time of each reason. Announces nothing. */
  refused(version: string, refusal: Refusal): Promise<void>;
}

export interface RegisteredModel {
  readonly version: string;
  readonly state: 'candidate' | 'live' | 'retired' | 'rejected';
  readonly createdAt: string;
  readonly promotedAt: string | null;
  /** Where a rollback goes when this one is live. */
  readonly previousVersion: string | null;
  readonly manifest: Manifest;
  /** What the gate said; null: it was not asked. */
  readonly verdict: RecordedVerdict | null;
  /** The newest first. */
  readonly refusals: readonly Refusal[];
}

/** The gate's verdict, as it was given: it may hold more. */
export interface RecordedVerdict {
  readonly passed: boolean;
  readonly reason: string;
}

export interface Refusal {
  readonly reason: RefusalReason;
  /** For people. */
  readonly detail: string;
  readonly atMs: number;
}
