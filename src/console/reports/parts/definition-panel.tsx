import { Button, Code, Collapse, CopyButton, Group, List, Stack, Text, Title, UnstyledButton } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { CheckIcon, ChevronDownIcon, ChevronRightIcon, CopyIcon } from '@radix-ui/react-icons';
import type { ReportAnswer } from '../../../../clients/typescript/src/index.ts';
import { Scrolling } from '../../parts/scrolling.tsx';
import classes from './definition-panel.module.css';

interface DefinitionPanelProps {
  /** One for each report on screen. */
  readonly answers: readonly Pick<ReportAnswer, 'report' | 'definition' | 'sql'>[];
}

/** What the numbers above mean, where they were counted from, and the SQL that returns them. */
export function DefinitionPanel({ answers }: DefinitionPanelProps) {
  const [isOpen, { toggle }] = useDisclosure(false);
  const metrics = [
    ...new Map(answers.flatMap(({ definition }) => definition.metrics).map((one) => [one.name, one])).values(),
  ];
  const notes = [...new Set(answers.flatMap(({ definition }) => definition.notes))];
  return (
    <section className={classes.panel} aria-label="What these numbers are">
      <UnstyledButton className={classes.head} onClick={toggle} aria-expanded={isOpen}>
        {isOpen ? <ChevronDownIcon aria-hidden /> : <ChevronRightIcon aria-hidden />}
        What these numbers are, and their SQL
      </UnstyledButton>
      <Collapse expanded={isOpen}>
        <Stack p="md" pt={4} gap="lg">
          <dl className={classes.metrics}>
            {metrics.map(({ name, title, definition, unit }) => (
              <div key={name}>
                <dt>
                  {title} <Code>{name}</Code>
                </dt>
                <dd>
                  {definition} <span className={classes.unit}>In {unit}.</span>
                </dd>
              </div>
            ))}
          </dl>
          <Stack gap={6}>
            <Title order={3} size="h6">
              To bear in mind
            </Title>
            <List size="sm" spacing={4} maw={820}>
              {notes.map((note) => (
                <List.Item key={note}>{note}</List.Item>
              ))}
            </List>
          </Stack>
          {answers.map(({ report, sql }) => (
            <Sql key={report} report={report} sql={sql} />
          ))}
        </Stack>
      </Collapse>
    </section>
  );
}

function Sql({ report, sql }: { report: string; sql: string }) {
  return (
    <Stack gap={6}>
      <Group justify="space-between">
        <Title order={3} size="h6">
          SQL of {report}
        </Title>
        <CopyButton value={sql}>
          {({ copied, copy }) => (
            <Button variant="default" size="xs" leftSection={copied ? <CheckIcon /> : <CopyIcon />} onClick={copy}>
              {copied ? 'Copied' : 'Copy SQL'}
            </Button>
          )}
        </CopyButton>
      </Group>
      <Text size="xs" c="dimmed">
        Run in a session of your own (<Code>db url --role analyst</Code>) it returns these rows.
      </Text>
      <Scrolling className={classes.sql} label={`SQL of ${report}`}>
        <Code block>{sql}</Code>
      </Scrolling>
    </Stack>
  );
}
