import { Empty } from '../parts/empty.tsx';

export function PinsView() {
  return <Empty title="Pins" />;
}
