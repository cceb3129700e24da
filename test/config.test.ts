import { describe, expect, test } from '@jest/globals';
import { describeConfig, environmentOf, loadConfig, suspectNames, tracesEndpoint } from '../src/config.ts';

describe('config', () => {
  test('an empty environment gives the defaults of the contract', () => {
    const config = loadConfig({});
    expect(config).toMatchObject({
      host: '127.0.0.1',
      port: 8080,
      adminPort: 9464,
      databaseUrl: null,
      redisUrl: null,
      natsUrl: null,
      tenant: 'marquee',
      deadlineMs: 100,
      pageTtlS: 900,
      statsRefreshS: 10,
      retentionDays: 90,
      journalMaxBytes: 4 * 1024 ** 3,
      drainMs: 5000,
      migrate: true,
      defaultMaturity: 'adult',
      objectives: { click: 0.1, play: 1, portion: 0.5, complete: 0.5, hide: -1 },
    });
  });

  test('a head that OBJECTIVES does not name counts nothing', () => {
    const { objectives } = loadConfig({ OBJECTIVES: 'complete:1, hide:-0.5' });
    expect(objectives).toEqual({ click: 0, play: 0, portion: 0, complete: 1, hide: -0.5 });
  });

  test.each([
    ['PORT', 'eighty', /PORT must be a whole number from 0 to 65535/],
    ['TENANT', 'My Tenant', /TENANT must be a lower-case name/],
    ['DATABASE_URL', 'mysql://x', /DATABASE_URL must be a URL starting with postgres:/],
    ['NATS_URL', 'nats://a,redis://b', /NATS_URL must be a URL starting with nats:/],
    ['MIGRATE', 'yes', /MIGRATE must be 0 or 1/],
    ['DEFAULT_MATURITY', 'grown-up', /one of kids, teen, adult/],
    ['OBJECTIVES', 'play:2', /weights from -1 to 1, not all 0, as in "click:0.1,play:1", of click, play, portion/],
    ['OBJECTIVES', 'play:0', /not all 0/],
    ['OBJECTIVES', 'play:1,play:0.5', /OBJECTIVES must be weights/],
    ['MODEL_PUBLIC_KEYS', ' , ', /must be a list/],
    ['OBJECTIVES', 'joy:1', /OBJECTIVES must be weights/],
    ['OTEL_TRACES_SAMPLER_ARG', '1%', /OTEL_TRACES_SAMPLER_ARG must be a number from 0 to 1/],
    ['OTEL_EXPORTER_OTLP_ENDPOINT', 'collector:4318', /must be a URL starting with http:/],
  ])('%s=%s is refused with what it takes', (name, value, sentence) => {
    expect(() => loadConfig({ [name]: value })).toThrow(sentence);
  });

  test('the keys that packages are trusted by are a list of paths and base64, and nobody is trusted by default', () => {
    const { modelPublicKeys } = loadConfig({ MODEL_PUBLIC_KEYS: 'MCowBQYDK2VwAyEA+/8=, keys/next.pub.pem' });
    expect(modelPublicKeys).toEqual(['MCowBQYDK2VwAyEA+/8=', 'keys/next.pub.pem']);
    expect(loadConfig({})).toMatchObject({ modelPublicKeys: [], modelSigningKeyFile: null });
  });

  test('another process of ours is given this very configuration', () => {
    const odd = {
      REDIS_URL: 'redis://a,redis://b',
      CORS_ORIGINS: 'https://a,https://b',
      OBJECTIVES: 'complete:1,hide:-0.5',
      MIGRATE: '0',
      OTEL_SDK_DISABLED: 'true',
      TRAIN_EVERY_H: '24',
      MODEL_SIGNING_KEY_FILE: '/keys/own.pem',
      MODEL_PUBLIC_KEYS: 'MCowBQYDK2VwAyEA+/8=, /keys/next.pub.pem',
    };
    for (const config of [loadConfig({}), loadConfig(odd)]) {
      expect(loadConfig(environmentOf(config, { PORT: '1', PATH: '/bin' }))).toEqual(config);
    }
  });

  test('traces are made where a collector is named, unless they are switched off', () => {
    const OTEL_EXPORTER_OTLP_ENDPOINT = 'http://collector:4318';
    expect(tracesEndpoint(loadConfig({}))).toBeNull();
    expect(tracesEndpoint(loadConfig({ OTEL_EXPORTER_OTLP_ENDPOINT }))).toBe('http://collector:4318');
    expect(tracesEndpoint(loadConfig({ OTEL_EXPORTER_OTLP_ENDPOINT, OTEL_SDK_DISABLED: 'true' }))).toBeNull();
  });

  test('secrets are masked and everything else is shown', () => {
    const shown = describeConfig(
      loadConfig({
        DATABASE_URL: 'postgres://me:hush@db/x',
        REDIS_URL: 'redis://:hush@r',
        NATS_URL: 'nats://me:hush@a,nats://b:4223',
      }),
    );
    expect(JSON.stringify(shown)).not.toContain('hush');
    expect(shown.DATABASE_URL).toBe('postgres://***@db/x');
    expect(shown.NATS_URL).toBe('nats://***@a,nats://b:4223');
    expect(shown.PORT).toBe(8080);
  });

  test('of the key to a store nothing is shown but that it is there', () => {
    const shown = describeConfig(
      loadConfig({ AWS_ACCESS_KEY_ID: 'AKhush', AWS_SECRET_ACCESS_KEY: 'hush', AWS_ENDPOINT_URL: 'http://me:hush@s3' }),
    );
    expect(JSON.stringify(shown)).not.toContain('hush');
    expect(shown).toMatchObject({
      AWS_ACCESS_KEY_ID: '(set)',
      AWS_SECRET_ACCESS_KEY: '(set)',
      AWS_SESSION_TOKEN: null,
    });
  });

  test('a misspelt name is noticed; names of others are not', () => {
    expect(
      suspectNames({
        DATABASE_ULR: 'x',
        REDIS_URLS: 'x',
        PATH: '/bin',
        HOME: '/',
        OTEL_SDK_DISABLED: '1',
        AWS_ENDPOINT_URL_SQS: 'x',
      }),
    ).toEqual([
      { name: 'DATABASE_ULR', meant: 'DATABASE_URL' },
      { name: 'REDIS_URLS', meant: 'REDIS_URL' },
    ]);
  });
});
