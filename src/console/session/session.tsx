import { useQueryClient } from '@tanstack/react-query';
import { createContext, type ReactNode, useCallback, useContext, useEffect, useMemo, useState } from 'react';
import {
  createMarqueeClient,
  type MarqueeClient,
  MarqueeProblem,
  type Me,
} from '../../../clients/typescript/src/index.ts';
import { LoginPage } from './login-page.tsx';
import { openOidc } from './oidc.ts';
import { createSendFile, type SendFile } from './send-file.ts';
import type { ConsoleSettings } from './settings.ts';
import { forgetKey, keepKey, readKey } from './stored-key.ts';

/** Who is logged in, and the API as they may call it. */
export interface Session {
  readonly client: MarqueeClient;
  /** For what is a file: NDJSON up, CSV down. */
  readonly sendFile: SendFile;
  readonly me: Me;
  readonly settings: ConsoleSettings;
  /** May change what viewers see. */
  readonly isEditor: boolean;
  /** May read the log. */
  readonly isAnalyst: boolean;
  logOut(): void;
}

/** Shows the login until somebody is logged in, and again when the key has ended; what is below may take the session for granted. */
export function SessionGate({ settings, children }: { settings: ConsoleSettings; children: ReactNode }) {
  const [session, setSession] = useState<Session | null>(null);
  const [trouble, setTrouble] = useState<string | null>(null);
  const [isTrying, setTrying] = useState(true);
  const queries = useQueryClient();
  const oidc = useMemo(() => openOidc(settings), [settings]);

  const logOut = useCallback(
    (why: string | null = null) => {
      forgetKey();
      void oidc?.forget();
      queries.clear();
      setSession(null);
      setTrouble(why);
    },
    [queries, oidc],
  );

  const logIn = useCallback(
    async (credential: () => string | Promise<string>) => {
      setTrying(true);
      setTrouble(null);
      try {
        const client = createMarqueeClient({ baseUrl: location.origin, key: credential });
        const me = await client.getMe();
        const may = (role: Me['roles'][number]) => me.roles.includes(role) || me.roles.includes('admin');
        setSession({
          client,
          sendFile: createSendFile(credential),
          me,
          settings,
          isEditor: may('editor'),
          isAnalyst: may('analyst'),
          logOut: () => logOut(),
        });
        return true;
      } catch (error) {
        setTrouble(sentenceOf(error));
        return false;
      } finally {
        setTrying(false);
      }
    },
    [settings, logOut],
  );

  useEffect(() => {
    const start = async () => {
      const kept = readKey();
      if (kept !== null) return void (await logIn(() => kept));
      const token = await oidc?.resume().catch((error: unknown) => setTrouble(sentenceOf(error)));
      if (oidc && token) return void (await logIn(oidc.token));
      setTrying(false);
    };
    void start();
  }, [logIn, oidc]);

  // A key that was revoked while the console was open ends the session with a sentence, not a page of failures.
  useEffect(
    () =>
      queries.getQueryCache().subscribe(({ query }) => {
        const { error } = query.state;
        if (error instanceof MarqueeProblem && error.status === 401)
          logOut('Your key does not work any more. Log in again.');
      }),
    [queries, logOut],
  );

  if (session === null) {
    return (
      <LoginPage
        settings={settings}
        isTrying={isTrying}
        trouble={trouble}
        onKey={async (key, keep) => {
          if (await logIn(() => key)) keepKey(key, keep);
        }}
        onOidc={oidc && (() => void oidc.begin())}
      />
    );
  }
  return <SessionContext value={session}>{children}</SessionContext>;
}

/** Below SessionGate only. */
export function useSession(): Session {
  const session = useContext(SessionContext);
  if (session === null) throw new Error('Nobody is logged in here.');
  return session;
}

const SessionContext = createContext<Session | null>(null);

function sentenceOf(error: unknown): string {
  if (error instanceof MarqueeProblem && error.status === 401)
    return 'There is no such key, or it was revoked. Look for a missing character.';
  return error instanceof Error ? error.message : String(error);
}
