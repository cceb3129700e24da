import type { Pool } from 'pg';
import { MarqueeError } from '../../domain/errors.ts';
import { completeTemplate, type GivenTemplate } from '../../domain/page-template.ts';
import type { Surface } from '../../domain/pin.ts';
import {
  type StoredTemplate,
  TEMPLATE_DELETE,
  TEMPLATE_PUT,
  type TemplatesStore,
  templateObject,
} from '../../domain/ports/templates-store.ts';
import { insertAudit } from './audit-log.ts';
import { inTransaction } from './pool.ts';

/** A table row for each surface whose template somebody ever touched. */
export function createTemplatesStore({ pool }: { pool: Pool }): TemplatesStore {
  return {
    async list() {
      const { rows } = await pool.query('SELECT * FROM templates ORDER BY surface');
      return rows.map(storedOf);
    },
    put: (surface, template, ifVersion, change) =>
      inTransaction(pool, async (client) => {
        // Not the row, which may not be there yet: the next statement sees what those before us did.
        await client.query(`SELECT 1 FROM snapshot_versions WHERE part = 'templates' FOR UPDATE`);
        const { rows: found } = await client.query('SELECT * FROM templates WHERE surface = $1', [surface]);
        const before = found.length === 0 ? null : storedOf(found[0]);
        const version = before?.version ?? 0;
        if (ifVersion !== null && ifVersion !== version) {
          throw new MarqueeError('precondition-failed', 'The template has changed: read it again.');
        }
        const { rows } = await client.query(
          `INSERT INTO templates (surface, template, version, updated_at, updated_by) VALUES ($1, $2, $3, $4, $5)
           ON CONFLICT (surface) DO UPDATE SET (template, version, updated_at, updated_by) =
             ROW (excluded.template, excluded.version, excluded.updated_at, excluded.updated_by)
           RETURNING *`,
          [surface, template, version + 1, new Date(change.atMs), change.actor],
        );
        await insertAudit(client, {
          ...change,
          action: template === null ? TEMPLATE_DELETE : TEMPLATE_PUT,
          object: templateObject(surface),
          before: before?.template ?? null,
          after: template,
        });
        return storedOf(rows[0]);
      }),
  };
}

interface TemplateRow {
  readonly surface: Surface;
  /** As an older or newer release may have put it. */
  readonly template: GivenTemplate | null;
  readonly version: number;
  readonly updated_at: Date;
  readonly updated_by: string;
}

const storedOf = ({ surface, template, version, updated_at, updated_by }: TemplateRow): StoredTemplate => ({
  surface,
  template: template && completeTemplate(surface, template),
  version,
  updatedAt: updated_at.toISOString(),
  updatedBy: updated_by,
});
