import { useQuery } from '@tanstack/react-query';
import { Suspense } from 'react';
import { Redirect, Route, Router, Switch } from 'wouter';
import { Failure } from './parts/failure.tsx';
import { lazyView } from './parts/lazy-view.tsx';
import { Waiting } from './parts/waiting.tsx';
import { SessionGate, useSession } from './session/session.tsx';
import { readSettings } from './session/settings.ts';
import { Shell } from './shell/shell.tsx';
import { ZoneProvider } from './shell/zone.tsx';
import { VIEWS, viewsFor } from './views.ts';

/** The console: who one is, then the views, each at an address of its own that can be sent to a colleague. */
export function App() {
  const settings = useQuery({ queryKey: ['settings'], queryFn: readSettings, staleTime: Number.POSITIVE_INFINITY });
  if (settings.isPending) return <Waiting />;
  if (settings.isError) return <Failure error={settings.error} onRetry={() => void settings.refetch()} />;
  return (
    <ZoneProvider>
      <Router base={import.meta.env.BASE_URL.replace(/\/$/, '')}>
        <SessionGate settings={settings.data}>
          <Shell>
            <Suspense fallback={<Waiting />}>
              <Switch>
                {PAGES.map(({ path, Page }) => (
                  <Route key={path} path={`${path}/*?`} component={Page} />
                ))}
                <Route component={FirstView} />
              </Switch>
            </Suspense>
          </Shell>
        </SessionGate>
      </Router>
    </ZoneProvider>
  );
}

/** The first view of the key: of an analyst that is not an editor's. */
function FirstView() {
  const [first] = viewsFor(useSession());
  return first === undefined ? null : <Redirect to={first.path} replace />;
}

const PAGES = VIEWS.map(({ path, load }) => ({ path, Page: lazyView(load) }));
