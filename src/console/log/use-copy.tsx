import { Code, Stack, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { copyText } from './copy-text.ts';

/** Copies a text and says so; where the browser does not let it, the text is shown to be taken by hand. */
export function useCopy(): (text: string, name: string) => void {
  return (text, name) =>
    void copyText(text).then((isCopied) =>
      notifications.show(
        isCopied
          ? { message: `${name} is copied.` }
          : {
              message: (
                <Stack gap={4}>
                  <Text size="sm">{name} cannot be copied by this browser here. Take it by hand:</Text>
                  <Code block style={{ whiteSpace: 'pre-wrap', overflowWrap: 'anywhere', userSelect: 'all' }}>
                    {text}
                  </Code>
                </Stack>
              ),
              autoClose: false,
            },
      ),
    );
}
