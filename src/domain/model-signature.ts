/**
 * Whose signature a package carries. 'absent': its files are not here; 'unsigned': it has none; 'unchecked': it has one, and no keys
 * are configured to check it by; 'valid': it is of the key `keyId`; 'invalid': it is of no key that is trusted, or the manifest is
 * not what was signed.
 */
export interface SignatureState {
  readonly status: SignatureStatus;
  readonly keyId: string | null;
}

export const SIGNATURE_STATUSES = ['absent', 'unsigned', 'unchecked', 'valid', 'invalid'] as const;
export type SignatureStatus = (typeof SIGNATURE_STATUSES)[number];
