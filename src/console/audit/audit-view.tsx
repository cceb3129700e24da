import { Empty } from '../parts/empty.tsx';

export function AuditView() {
  return <Empty title="Audit" />;
}
