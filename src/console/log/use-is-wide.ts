import { useMediaQuery } from '@mantine/hooks';

/** Whether there is room for a table beside the views' names. */
export const useIsWide = (): boolean => useMediaQuery('(min-width: 62em)', true, { getInitialValueInEffect: false });
