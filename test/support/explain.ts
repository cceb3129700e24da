import type { Pool } from 'pg';

/** A node of a plan, as EXPLAIN (FORMAT JSON) has it. */
export interface PlanNode {
  readonly 'Node Type': string;
  readonly 'Relation Name'?: string;
  readonly 'Index Name'?: string;
  readonly 'Index Cond'?: string;
  readonly Plans?: readonly PlanNode[];
}

/** Every node of the plan that the server makes for a statement with just these values. */
export async function planOf(
  pool: Pool,
  { text, values }: { readonly text: string; readonly values: readonly unknown[] },
): Promise<readonly PlanNode[]> {
  const { rows } = await pool.query(`EXPLAIN (FORMAT JSON) ${text}`, [...values]);
  return nodesBelow(rows[0]['QUERY PLAN'][0].Plan);
}

/** A node and all that it is made of. */
export const nodesBelow = (node: PlanNode): readonly PlanNode[] => [node, ...(node.Plans ?? []).flatMap(nodesBelow)];
