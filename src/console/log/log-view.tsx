import { Route, Switch } from 'wouter';
import { DecisionView } from './decision/decision-view.tsx';
import { Explorer } from './explorer.tsx';

/** The log: what was shown to whom, one after the other; and each page of it as it was. */
export function LogView() {
  return (
    <Switch>
      <Route path="/log/decisions/:recommendationId">
        {({ recommendationId }) => <DecisionView key={recommendationId} recommendationId={recommendationId} />}
      </Route>
      <Route>
        <Explorer />
      </Route>
    </Switch>
  );
}
