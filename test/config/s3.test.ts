import { describe, expect, test } from '@jest/globals';
import { s3Of } from '../../src/config/s3.ts';
import { environmentOf, loadConfig } from '../../src/config.ts';

const KEY = { AWS_ACCESS_KEY_ID: 'AK', AWS_SECRET_ACCESS_KEY: 'hush' };

describe('the store of exports', () => {
  test('without variables is AWS, with what its own tools would find', () => {
    expect(s3Of(loadConfig({}))).toEqual({
      endpoint: null,
      region: null,
      credentials: null,
      forcePathStyle: false,
      checksums: null,
    });
  });

  test('is what AWS’s names say, the nearer name before the wider one', () => {
    const both = { AWS_ENDPOINT_URL: 'http://all:1', AWS_DEFAULT_REGION: 'eu-west-1', AWS_SESSION_TOKEN: 't', ...KEY };
    const credentials = { accessKeyId: 'AK', secretAccessKey: 'hush', sessionToken: 't' };
    expect(s3Of(loadConfig(both))).toMatchObject({ endpoint: 'http://all:1', region: 'eu-west-1', credentials });
    const nearer = { ...both, AWS_ENDPOINT_URL_S3: 'https://s3:2', AWS_REGION: 'eu-north-1' };
    expect(s3Of(loadConfig(nearer))).toMatchObject({ endpoint: 'https://s3:2', region: 'eu-north-1' });
  });

  test('has the bucket in the path at an endpoint of one’s own, unless told otherwise', () => {
    const own = { AWS_ENDPOINT_URL_S3: 'http://minio:9000' };
    expect(s3Of(loadConfig(own)).forcePathStyle).toBe(true);
    expect(s3Of(loadConfig({ ...own, S3_FORCE_PATH_STYLE: '0' })).forcePathStyle).toBe(false);
    expect(s3Of(loadConfig({ S3_FORCE_PATH_STYLE: '1' })).forcePathStyle).toBe(true);
  });

  test('takes AWS’s word for checksums in either case, and no other', () => {
    const of = (AWS_REQUEST_CHECKSUM_CALCULATION: string) => s3Of(loadConfig({ AWS_REQUEST_CHECKSUM_CALCULATION }));
    expect(of('WHEN_REQUIRED').checksums).toBe('when_required');
    expect(() => of('never')).toThrow(/AWS_REQUEST_CHECKSUM_CALCULATION must be when_supported or when_required/);
  });

  test('is refused with half a key, where it is asked for and not before', () => {
    const config = loadConfig({ AWS_ACCESS_KEY_ID: 'AK' });
    expect(() => s3Of(config)).toThrow(/belong together/);
  });

  test('is the same in another process of ours', () => {
    const config = loadConfig({ ...KEY, S3_FORCE_PATH_STYLE: '0', AWS_REGION: 'eu-north-1' });
    expect(loadConfig(environmentOf(config, {}))).toEqual(config);
  });
});
