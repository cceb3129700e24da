import type { Clock } from '../../domain/clock.ts';
import { MarqueeError } from '../../domain/errors.ts';
import type { AuditLog, StoredAuditEntry } from '../../domain/ports/audit-log.ts';
import { type Undoer, undoerOf } from '../../editorial/undoers.ts';
import { requireRole } from '../auth.ts';
import { defineRoute, JSON_TYPES, type Route } from '../route.ts';
import { auditEntry, auditParams, auditQuery, undoDraft } from '../schemas/audit.ts';
import { listOf, noQuery } from '../schemas/common.ts';

/** Who changed what, and one step back. What was undone stays in the log, beside the change that undid it. */
export function auditRoutes(auditLog: AuditLog, undoers: ReadonlyMap<string, Undoer>, clock: Clock): readonly Route[] {
  const tag = 'Audit';
  const roles = ['editor'] as const;

  async function existing(id: number): Promise<StoredAuditEntry> {
    const entry = await auditLog.get(id);
    if (entry !== null) return entry;
    throw new MarqueeError('unknown-change', `There is no change ${id}. GET /v1/audit lists those there are.`);
  }

  return [
    defineRoute({
      method: 'get',
      path: '/v1/audit',
      roles,
      name: 'listAudit',
      summary: 'Who changed what, when and why, the newest first',
      tag,
      query: auditQuery,
      answers: { 200: { description: 'A page of changes', schema: listOf(auditEntry) } },
      async handle({ query: { cursor, limit, object, action, actor, from, to } }) {
        const found = await auditLog.list({
          ...(object !== undefined && { object }),
          ...(action !== undefined && { action }),
          ...(actor !== undefined && { actor }),
          ...(from !== undefined && { fromMs: Date.parse(from) }),
          ...(to !== undefined && { toMs: Date.parse(to) }),
          ...(cursor !== undefined && { before: Number(cursor) }),
          limit: limit + 1,
        });
        const items = found.slice(0, limit).map(shown);
        return { status: 200, body: { items, nextCursor: found.length > limit ? items.at(-1)!.id : null } };
      },
    }),
    defineRoute({
      method: 'post',
      path: '/v1/audit/{id}/undo',
      roles,
      name: 'undoChange',
      summary: 'Puts back what was before a change, as a change of its own; for whoever may make such a change',
      tag,
      params: auditParams,
      query: noQuery,
      body: { kind: 'json', mediaTypes: JSON_TYPES, schema: undoDraft, optional: true },
      answers: { 200: { description: 'The change that undid it', schema: auditEntry } },
      async handle({ params, body, caller }) {
        const entry = await existing(Number(params.id));
        const undoer = undoerOf(undoers, entry);
        requireRole(caller, undoer.roles);
        const reason = body.reason.trim() === '' ? `Undo of change ${entry.id}` : body.reason;
        await undoer.putBack(entry, { atMs: clock.nowMs(), actor: caller.keyId, reason, undoes: entry.id });
        const { undoneBy } = await existing(entry.id);
        return { status: 200, body: shown(await existing(undoneBy!)) };
      },
    }),
  ];
}

const shown = ({ id, atMs, actor, actorName, undoes, undoneBy, ...entry }: StoredAuditEntry) => ({
  id: String(id),
  at: new Date(atMs).toISOString(),
  actor: { id: actor, name: actorName ?? null },
  action: entry.action,
  object: entry.object,
  before: entry.before,
  after: entry.after,
  reason: entry.reason,
  undoes: undoes === undefined ? null : String(undoes),
  undoneBy: undoneBy === undefined ? null : String(undoneBy),
});
