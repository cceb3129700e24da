import { Empty } from '../parts/empty.tsx';

export function CatalogueView() {
  return <Empty title="Catalogue" />;
}
