/** As package.json says; a test holds the two together. Part of every package's lineage. */
export const VERSION = '0.1.0';
