/** What a tab has open, of its address: "/reports/rows/top-picks" is the row top-picks; null: the tab itself. */
export function openedIn(location: string, tab: string): string | null {
  if (!location.startsWith(`${tab}/`)) return null;
  try {
    return decodeURIComponent(location.slice(tab.length + 1)) || null;
  } catch {
    return null;
  }
}

/** The address of one of a tab's things. */
export const openedPath = (tab: string, id: string): string => `${tab}/${encodeURIComponent(id)}`;
