/** A change that somebody made, as the audit log keeps it for ever. */
export interface AuditEntry extends Change {
  /** <noun>.<verb>, such as model.promote. */
  readonly action: string;
  /** Id of what was changed. */
  readonly object: string;
  /** JSON; null: it was not there. */
  readonly before: unknown;
  readonly after: unknown;
}

/** The id of the key or person (Person.personId) that asked; 'command': the command line; 'training': the service itself. */
export type Actor = string;

/** Who changes something, when and why: what every audited change is told beside its matter. */
export interface Change {
  readonly atMs: number;
  readonly actor: Actor;
  readonly reason: string;
  /**
   * Id of the entry that this change takes back. It then is made only while its object stands as that entry left it and nobody has
   * taken it back; else the store throws 'cannot-undo' and changes nothing.
   */
  readonly undoes?: number;
}

/** Entries are written by the stores whose changes they tell of, in the same transaction; here they are read. */
export interface AuditLog {
  /** For what somebody did that changes nothing in a store and is to be known all the same. */
  record(entry: AuditEntry): Promise<void>;
  /** The newest first; `before` (an id) goes on from there. */
  list(options: AuditQuery): Promise<readonly StoredAuditEntry[]>;
  /** null: there is no such entry. */
  get(id: number): Promise<StoredAuditEntry | null>;
}

export interface AuditQuery {
  readonly object?: string;
  /** How the action begins: `template.` for all of templates. */
  readonly action?: string;
  readonly actor?: Actor;
  /** Made at this time or later. */
  readonly fromMs?: number;
  /** Made before this time. */
  readonly toMs?: number;
  readonly before?: number;
  readonly limit: number;
}

export interface StoredAuditEntry extends AuditEntry {
  readonly id: number;
  /** Of the key or person that is the actor; absent where there is no such key or person. */
  readonly actorName?: string;
  /** Id of the entry that took this one back; absent: none did. */
  readonly undoneBy?: number;
}
