import type { PoolClient } from 'pg';
import type { UserChange } from '../../../domain/user-change.ts';
import { arrayParameter, PG_TYPE, storableJson } from '../binary-writer.ts';
import { encoding } from './poison.ts';

/** Appends changes of users to their log, each once, within the client's transaction. By id, so that writers wait in one order. */
export async function insertUserChanges(client: PoolClient, changes: readonly UserChange[]): Promise<void> {
  await client.query({ name: 'insert-user-changes', text: INSERT, values: encoding(() => encodeChanges(changes)) });
}

function encodeChanges(changes: readonly UserChange[]): Buffer[] {
  const count = changes.length;
  const texts = (of: (change: UserChange) => string | null) =>
    arrayParameter(PG_TYPE.text, count, (writer, index) => writer.text(of(changes[index]!)));
  return [
    texts((change) => change.changeId),
    texts((change) => change.kind),
    texts((change) => change.userKey),
    texts((change) => (change.kind === 'merge' ? change.fromUserKey : null)),
    arrayParameter(PG_TYPE.timestamptz, count, (writer, index) => writer.timestamp(changes[index]!.changedAtMs)),
    texts((change) => (change.kind === 'attributes' ? storableJson(change.attributes) : null)),
    texts((change) => change.origin),
  ];
}

const INSERT = `
INSERT INTO user_changes (change_id, kind, user_key, from_user_key, changed_at, attributes, origin)
SELECT change_id, kind, user_key::uuid, from_user_key::uuid, changed_at, attributes::jsonb, origin
FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::timestamptz[], $6::text[], $7::text[])
  AS t (change_id, kind, user_key, from_user_key, changed_at, attributes, origin)
ORDER BY change_id COLLATE "C"
ON CONFLICT (change_id) DO NOTHING`;
