/** A change that somebody made, as the audit log keeps it for ever. */
export interface AuditEntry {
  readonly atMs: number;
  readonly actor: Actor;
  /** <noun>.<verb>, such as model.promote. */
  readonly action: string;
  /** Id of what was changed. */
  readonly object: string;
  /** JSON; null: it was not there. */
  readonly before: unknown;
  readonly after: unknown;
  readonly reason: string;
}

/** The id of the key that asked; 'command': the command line; 'training': the service itself. */
export type Actor = string;

/** Who changes something, when and why: what every audited change is told beside its matter. */
export interface Change {
  readonly atMs: number;
  readonly actor: Actor;
  readonly reason: string;
}

/** Entries are written by the stores whose changes they tell of, in the same transaction; here they are read. */
export interface AuditLog {
  /** The newest first; `before` (an id) goes on from there. */
  list(options: {
    readonly object?: string;
    readonly before?: number;
    readonly limit: number;
  }): Promise<readonly StoredAuditEntry[]>;
}

export interface StoredAuditEntry extends AuditEntry {
  readonly id: number;
}
