import type { PoolClient } from 'pg';
import type { Decision } from '../../../domain/decision.ts';
import { arrayParameter, PG_TYPE } from '../binary-writer.ts';
import { encoding } from './poison.ts';

/** Keeps the feature samples of those decisions that have one, within the client's transaction. */
export async function insertFeatureSamples(client: PoolClient, decisions: readonly Decision[]): Promise<void> {
  const sampled = decisions.filter(({ featureSample }) => featureSample !== undefined);
  if (sampled.length === 0) return;
  const count = sampled.length;
  const values = encoding(() => [
    arrayParameter(PG_TYPE.uuid, count, (writer, index) => writer.uuid(sampled[index]!.recommendationId)),
    arrayParameter(PG_TYPE.timestamptz, count, (writer, index) => writer.timestamp(sampled[index]!.servedAtMs)),
    arrayParameter(PG_TYPE.uuid, count, (writer, index) => writer.uuid(sampled[index]!.userKey)),
    arrayParameter(PG_TYPE.text, count, (writer, index) => writer.text(sampled[index]!.origin)),
    arrayParameter(PG_TYPE.text, count, (writer, index) => writer.text(sampled[index]!.rankerVersion ?? '')),
    arrayParameter(PG_TYPE.bytea, count, (writer, index) => writer.bytea(sampled[index]!.featureSample!)),
  ]);
  await client.query({ name: 'insert-feature-samples', text: INSERT, values });
}

const INSERT = `INSERT INTO feature_samples (recommendation_id, served_at, user_key, origin, model_version, sample)
  SELECT * FROM unnest($1::uuid[], $2::timestamptz[], $3::uuid[], $4::text[], $5::text[], $6::bytea[])
  ON CONFLICT DO NOTHING`;
