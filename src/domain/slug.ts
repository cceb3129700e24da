/**
 * A name as a part of a row's id: "Film-Noir" -> "film-noir", "Penélope Cruz" -> "penelope-cruz". Letters and digits of other scripts
 * are named by their code points ("u5bae-u5d0e"), as ids are of ASCII; all else becomes one hyphen. Empty for a name without letters.
 */
export const slugOf = (name: string): string =>
  name
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .toLowerCase()
    .replace(/[^\P{L}a-z]|[^\P{N}0-9]/gu, (letter) => `-u${letter.codePointAt(0)!.toString(16)}-`)
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '')
    .slice(0, MAX_LENGTH);

/** A row's id may have 160 characters; before a slug come the name of its family and perhaps another slug. */
const MAX_LENGTH = 70;
