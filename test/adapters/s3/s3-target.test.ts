import { appendFileSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CreateMultipartUploadCommand, UploadPartCommand } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { openS3Target } from '../../../src/adapters/s3/s3-target.ts';
import type { MarqueeError } from '../../../src/domain/errors.ts';
import type { ExportTarget, S3Settings } from '../../../src/domain/ports/export-target.ts';
import type { TableFile } from '../../../src/domain/ports/table-file.ts';
import { type Answer, refusal, startS3Proxy } from '../../support/s3-proxy.ts';
import { S3_START_MS, type S3Server, startS3 } from '../../support/s3-server.ts';

/** What only stores do: parts, their refusals, and connections that break. What every target does: export-targets.test.ts. */
const MIB = 1024 ** 2;
const PART = 5 * MIB;
const PATH = 'day=2026-06-01/a.parquet';

describe('a target in a store', () => {
  let server: S3Server;
  let bucket: string;
  let spoolParent: string;
  let places = 0;
  let prefix: string;

  beforeAll(async () => {
    spoolParent = mkdtempSync(join(tmpdir(), 'marquee-spool-'));
    server = await startS3();
  }, S3_START_MS);
  afterAll(async () => {
    await server.stop();
    rmSync(spoolParent, { recursive: true });
  });
  beforeEach(async () => {
    bucket = await server.createBucket();
    prefix = `lake-${++places}`;
  });

  const targetAt = (settings: Partial<S3Settings> = {}): ExportTarget =>
    openS3Target(`s3://${bucket}/${prefix}/`, { ...server.settings, ...settings }, { spoolParent, partBytes: PART });
  const put = async (target: ExportTarget, bytes: Buffer): Promise<void> => {
    const file = await target.openFile(PATH, rawFile);
    await file.write([[bytes]]);
    await file.finish().catch(async (error) => {
      await file.abandon();
      throw error;
    });
  };
  const present = async (): Promise<Buffer | undefined> => (await server.objects(bucket, `${prefix}/`)).get(PATH);
  const isPart = (method: string, url: URL): boolean => method === 'PUT' && url.searchParams.has('partNumber');

  test('large files go in parts, and are not there before the last of them', async () => {
    const old = Buffer.from('old');
    await put(targetAt(), old);
    const seen: (Buffer | undefined)[] = [];
    const proxy = await startS3Proxy(server, async ({ method, url }) => {
      if (method === 'POST' && url.searchParams.has('uploadId')) seen.push(await present());
      return null;
    });
    const bytes = Buffer.alloc(2 * PART + 7, 'film');
    await put(targetAt(proxy.settings), bytes);
    await proxy.close();
    expect(seen).toEqual([old]);
    expect(proxy.asked.filter((line) => line.includes('partNumber='))).toHaveLength(3);
    expect((await present())!.equals(bytes)).toBe(true);
    expect(await server.uploads(bucket)).toEqual([]);
  });

  test('a part whose answer is lost, and one that the store is too busy for, are sent again', async () => {
    const times = new Map<string, number>();
    const proxy = await startS3Proxy(server, ({ method, url }) => {
      if (!isPart(method, url)) return null;
      const part = url.searchParams.get('partNumber')!;
      times.set(part, (times.get(part) ?? 0) + 1);
      if (times.get(part)! > 1) return null;
      return part === '1' ? 'break' : refusal(503, 'SlowDown');
    });
    const bytes = Buffer.alloc(2 * PART + 7, 'film');
    await put(targetAt(proxy.settings), bytes);
    await proxy.close();
    expect([...times.values()]).toEqual([2, 2, 2]);
    expect((await present())!.equals(bytes)).toBe(true);
  });

  test('an upload that fails is aborted, and leaves what was there', async () => {
    await put(targetAt(), Buffer.from('old'));
    const proxy = await startS3Proxy(server, ({ method, url }) =>
      isPart(method, url) && url.searchParams.get('partNumber') === '2' ? refusal(500, 'InternalError') : null,
    );
    const failed = put(targetAt(proxy.settings), Buffer.alloc(3 * PART, 'film'));
    await expect(failed).rejects.toMatchObject({ code: 'unavailable' });
    await proxy.close();
    expect(await present()).toEqual(Buffer.from('old'));
    expect(await server.uploads(bucket)).toEqual([]);
    expect(readdirSync(spoolParent)).toEqual([]);
  });

  test('an upload that was killed is cleared away by the next one of the same file, and no other', async () => {
    const { client } = server;
    for (const Key of [`${prefix}/${PATH}`, `${prefix}/${PATH}.other`]) {
      const { UploadId } = await client.send(new CreateMultipartUploadCommand({ Bucket: bucket, Key }));
      const Body = Buffer.alloc(PART);
      await client.send(new UploadPartCommand({ Bucket: bucket, Key, UploadId, PartNumber: 1, Body }));
    }
    await put(targetAt(), Buffer.alloc(PART + 1));
    expect(await server.uploads(bucket)).toEqual([`${prefix}/${PATH}.other`]);
  });

  test('a manifest whose answer is lost was written by us, not by another', async () => {
    let text = '';
    const conditions: unknown[] = [];
    // A store with conditions that wrote it, could not say so, and is asked again.
    const proxy = await startS3Proxy(server, ({ method, headers, body }): Answer | 'break' | null => {
      if (method === 'GET' && text !== '') return { status: 200, headers: { etag: '"1"' }, body: text };
      if (method !== 'PUT') return null;
      conditions.push(headers['if-none-match'] ?? headers['if-match']);
      if (conditions.length > 1) return refusal(412, 'PreconditionFailed');
      text = body.toString('utf8');
      return 'break';
    });
    const target = targetAt(proxy.settings);
    expect(await target.readText('m.json')).toBeNull();
    await target.writeText('m.json', 'ours');
    text = 'theirs';
    await expect(target.writeText('m.json', 'ours again')).rejects.toMatchObject({ code: 'already-running' });
    expect(conditions).toEqual(['*', '*', '"1"']);
    await proxy.close();
  });

  test('objects say what they are', async () => {
    const types: string[] = [];
    const proxy = await startS3Proxy(server, ({ method, headers }) => {
      if (method === 'PUT') types.push(headers['content-type']!);
      return null;
    });
    const target = targetAt(proxy.settings);
    await put(target, Buffer.from('PAR1'));
    await target.writeText('m.json', '{}');
    await proxy.close();
    expect(types).toEqual(['application/vnd.apache.parquet', 'application/json']);
  });

  describe('says what to do', () => {
    const wrong = (change: Partial<NonNullable<S3Settings['credentials']>>) => ({
      credentials: { ...server.settings.credentials!, ...change },
    });
    const told = async (settings: Partial<S3Settings>, url = `s3://${bucket}/${prefix}`): Promise<MarqueeError> => {
      const target = openS3Target(url, { ...server.settings, ...settings }, { spoolParent });
      const error = await target.writeText('m.json', '{}').then(
        () => null,
        (thrown) => thrown,
      );
      expect(JSON.stringify([error.message, error.cause?.message, error.cause?.stack])).not.toContain('secret-of');
      return error;
    };

    test.each<[string, () => Promise<MarqueeError>, string, RegExp]>([
      ['no bucket', () => told({}, 's3://no-such/lake'), 'bad-argument', /no bucket no-such at http.*create it/],
      ['a wrong secret', () => told(wrong({ secretAccessKey: 'x' })), 'bad-argument', /AWS_SECRET_ACCESS_KEY/],
      ['an unknown key', () => told(wrong({ accessKeyId: 'lake:x' })), 'bad-argument', /AWS_ACCESS_KEY_ID/],
      [
        'a key that may not',
        () => told({ credentials: server.stranger }),
        'forbidden',
        /needs s3:GetObject, s3:PutObj/,
      ],
      ['another region', () => told({ region: 'us-west-2' }), 'bad-argument', /us-west-2: set AWS_REGION=eu-north-1/],
      [
        'nobody at the endpoint',
        () => told({ endpoint: 'http://127.0.0.1:1' }),
        'unavailable',
        /Nothing answers at http.*ECONNREFUSED.*AWS_ENDPOINT_URL_S3/,
      ],
    ])('%s', async (_, ask, code, sentence) => {
      const error = await ask();
      expect(error).toMatchObject({ code });
      expect(error.message).toMatch(sentence);
    });

    test.each<[string, Answer, string, RegExp]>([
      ['clocks that differ', refusal(403, 'RequestTimeTooSkewed'), 'bad-argument', /clock of this machine/],
      ['a session that is over', refusal(403, 'ExpiredToken'), 'bad-argument', /AWS_SESSION_TOKEN/],
      [
        'a bucket elsewhere at AWS',
        refusal(301, 'PermanentRedirect', '', { 'x-amz-bucket-region': 'ap-south-1' }),
        'bad-argument',
        /set AWS_REGION=ap-south-1/,
      ],
      ['a store that is down', refusal(503, 'ServiceUnavailable'), 'unavailable', /run the same export again/],
      [
        'what is no store',
        { status: 405, headers: { 'content-type': 'text/html' }, body: '<html>no</html>' },
        'unavailable',
        /did not do what S3 does.*AWS_ENDPOINT_URL_S3/,
      ],
    ])('%s', async (_, answer, code, sentence) => {
      const proxy = await startS3Proxy(server, () => answer);
      const error = await told(proxy.settings);
      await proxy.close();
      expect(error).toMatchObject({ code });
      expect(error.message).toMatch(sentence);
    });

    test('no room for a file on this machine', async () => {
      const target = openS3Target(`s3://${bucket}`, server.settings, { spoolParent: join(spoolParent, 'not-there') });
      await expect(target.openFile(PATH, rawFile)).rejects.toThrow(/set TMPDIR/);
    });

    test.each([
      's3://',
      's3://b',
      's3:/bucket/x',
      's3://bucket//x',
      's3://bucket/../x',
      's3://bucket/a/./b',
      's3://bu cket/x',
      's3://bucket/x\n',
      's3://-bucket',
    ])('%j is no place', (url) => {
      expect(() => openS3Target(url, server.settings)).toThrow(/write s3:\/\/bucket/);
    });
  });

  test('the name is what people write, and the place may be the bucket itself', async () => {
    const target = openS3Target(`s3://${bucket}/`, server.settings, { spoolParent });
    expect(target.name).toBe(`s3://${bucket}`);
    await put(target, Buffer.from('x'));
    expect([...(await server.objects(bucket, '')).keys()]).toEqual([PATH]);
    expect(targetAt().name).toBe(`s3://${bucket}/${prefix}`);
  });
});

/** A file of the bytes it is given. */
function rawFile(path: string): TableFile {
  writeFileSync(path, '');
  return {
    write: async (rows) => rows.forEach((row) => void appendFileSync(path, row[0] as Buffer)),
    finish: async () => {},
    abandon: async () => rmSync(path, { force: true }),
  };
}
