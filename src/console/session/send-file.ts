import { MarqueeProblem, problemOf } from '../../../clients/typescript/src/index.ts';

/** Calls of the API that are of a file as it is: NDJSON up, CSV down. Rejects with a MarqueeProblem, as the client does. */
export type SendFile = (path: string, init?: Pick<RequestInit, 'method' | 'headers' | 'body'>) => Promise<Response>;

export function createSendFile(credential: () => string | Promise<string>): SendFile {
  return async (path, init = {}) => {
    const headers = { ...init.headers, authorization: `Bearer ${await credential()}` };
    const response = await fetch(location.origin + path, { ...init, headers }).catch((cause: unknown) => {
      throw new MarqueeProblem('The service does not answer.', { code: 'unreachable' }, { cause });
    });
    if (!response.ok) throw await problemOf(response, 'sendFile');
    return response;
  };
}
