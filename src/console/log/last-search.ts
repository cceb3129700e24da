/** What the explorer was asked for last in this tab: whoever looks at a page from it finds the way back. */
export const lastSearch = {
  keep(search: string): void {
    kept = search;
  },
  href: (): string => (kept === '' ? '/log' : `/log?${kept}`),
};

let kept = '';
