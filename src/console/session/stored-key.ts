/** The key that was logged in with: of this tab, or of this browser when its owner said so. null: none. */
export function readKey(): string | null {
  return sessionStorage.getItem(NAME) ?? localStorage.getItem(NAME);
}

export function keepKey(key: string, onThisBrowser: boolean): void {
  forgetKey();
  (onThisBrowser ? localStorage : sessionStorage).setItem(NAME, key);
}

export function forgetKey(): void {
  sessionStorage.removeItem(NAME);
  localStorage.removeItem(NAME);
}

const NAME = 'marquee.key';
