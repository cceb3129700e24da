import { MarqueeError } from '../../domain/errors.ts';

/** Where in a store: `s3://bucket/prefix`, taken apart. */
export interface S3Place {
  readonly bucket: string;
  /** Before every key: empty, or with a slash at its end. */
  readonly prefix: string;
  /** As people write it, without a slash at the end. */
  readonly name: string;
}

/** Throws MarqueeError 'bad-argument' where it is none. Nothing is escaped in it: a key is what is written. */
export function s3Place(url: string): S3Place {
  const match = /^s3:\/\/([A-Za-z0-9][A-Za-z0-9._-]{1,253}[A-Za-z0-9])(?:\/(.*))?$/su.exec(url);
  const path = match?.[2]?.replace(/\/$/, '') ?? '';
  const parts = path === '' ? [] : path.split('/');
  // Some stores, and every tool that copies keys into folders, would make something else of these.
  const isOdd = parts.some((part) => part === '' || part === '.' || part === '..' || CONTROL.test(part));
  if (match === null || isOdd) {
    throw new MarqueeError('bad-argument', `${url} is no place in a store: write s3://bucket or s3://bucket/prefix.`);
  }
  const bucket = match[1]!;
  return { bucket, prefix: parts.map((part) => `${part}/`).join(''), name: ['s3:/', bucket, ...parts].join('/') };
}

const CONTROL = /\p{Cc}/u;
