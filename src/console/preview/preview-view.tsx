import { Empty } from '../parts/empty.tsx';

export function PreviewView() {
  return <Empty title="Preview" />;
}
