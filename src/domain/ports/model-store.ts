import type { Manifest, ModelPackage } from '../model-package.ts';

/** Packages as files under MODELS_DIR; see models/README.md. */
export interface ModelStore {
  /** Versions present, oldest first. */
  versions(): Promise<readonly string[]>;
  manifest(version: string): Promise<Manifest>;
  /**
   * Checks sha256 of every file, the fingerprint and the ranker's self-test, then loads. Throws MarqueeError 'unknown-model' or
   * 'data-check-failed' with the reason.
   */
  load(version: string): Promise<ModelPackage>;
  /**
   * Writes a package whole or not at all (scratch folder, fsync, rename) and returns its manifest, `files` filled in with the sha256
   * of every file. `files` holds manifest.json (its own `files` may be empty) and what else was made in memory; what is already in
   * the `scratch` folder belongs to the package too. Throws 'precondition-failed' when the version is there already.
   */
  save(version: string, files: ReadonlyMap<string, Uint8Array>, scratch?: string): Promise<Manifest>;
  /** A new empty folder for files of a package being built (hnswlib writes files itself); `save` takes it over. */
  scratch(): Promise<string>;
}

/** Which version is live, kept in Postgres so that every replica agrees. */
export interface ModelRegistry {
  /** Records a package with its manifest. state 'rejected' keeps it off the page. */
  record(manifest: Manifest, state: 'candidate' | 'rejected'): Promise<void>;
  promote(version: string, nowMs: number): Promise<void>;
  /** Makes the version that was live before this one live again; returns it. Throws 'unknown-model' when there is none. */
  rollback(nowMs: number): Promise<string>;
  live(): Promise<string | null>;
  list(): Promise<readonly RegisteredModel[]>;
}

export interface RegisteredModel {
  readonly version: string;
  readonly state: 'candidate' | 'live' | 'retired' | 'rejected';
  readonly createdAt: string;
  readonly promotedAt: string | null;
  readonly manifest: Manifest;
}
