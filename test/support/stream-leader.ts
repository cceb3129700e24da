import { jetstreamManager } from '@nats-io/jetstream';
import { connect } from '@nats-io/transport-node';
import { streamName } from '../../src/adapters/nats/ensure-stream.ts';

/** Name of the server that leads the tenant's stream. */
export async function leaderOf(url: string, tenant: string): Promise<string> {
  const connection = await connect({ servers: url.split(',') });
  try {
    const jsm = await jetstreamManager(connection, { checkAPI: false });
    const { cluster } = await jsm.streams.info(streamName(tenant));
    if (cluster?.leader === undefined) throw new Error('The stream has no leader at the moment.');
    return cluster.leader;
  } finally {
    await connection.close();
  }
}
