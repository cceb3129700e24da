import {
  type Announcements,
  type CollisionDetection,
  closestCenter,
  DndContext,
  DragOverlay,
  KeyboardCode,
  type KeyboardCoordinateGetter,
  KeyboardSensor,
  MouseSensor,
  pointerWithin,
  TouchSensor,
  useSensor,
  useSensors,
} from '@dnd-kit/core';
import { type ReactNode, useRef, useState } from 'react';
import { Poster } from '../parts/poster.tsx';
import { type GridPlace, stepInGrid } from '../parts/slot-grid.ts';
import classes from '../parts/tv.module.css';
import { type Carried, type DropPlace, dropId, placeText } from './carry.ts';

interface CarryContextProps {
  /** Slots of each row of the page that something can be put down on. */
  readonly lengths: readonly number[];
  readonly onPut: (carried: Carried, place: DropPlace) => void;
  readonly children: (carried: Carried | null) => ReactNode;
}

/** Items are carried onto slots: by mouse, by a long touch, or by keys (Space, arrows, Space), each step said aloud. */
export function CarryContext({ lengths, onPut, children }: CarryContextProps) {
  const [carried, setCarried] = useState<Carried | null>(null);
  // By keys one goes from slot to slot, wherever those are on the screen; null: none is chosen yet, or carried by hand.
  const [aimed, setAimed] = useState<GridPlace | null>(null);
  // The same, for what listens to keys since before it changed.
  const aim = useRef<GridPlace | null>(null);
  const isByKeys = useRef(false);

  const coordinateGetter: KeyboardCoordinateGetter = (event, { context }) => {
    const from = aim.current ?? (context.active?.data.current as Carried | undefined)?.from ?? null;
    const next = stepInGrid(lengths, from, event.code);
    if (next === null) return;
    event.preventDefault();
    aim.current = next;
    setAimed(next);
    const node = context.droppableContainers.get(dropId(next.row, next.position))?.node.current;
    node?.scrollIntoView({ block: 'nearest', inline: 'nearest', behavior: 'instant' });
    // No coordinates: nothing is to move or scroll but what is said here.
    return undefined;
  };

  const sensors = useSensors(
    useSensor(MouseSensor, { activationConstraint: { distance: 6 } }),
    useSensor(TouchSensor, { activationConstraint: { delay: 250, tolerance: 8 } }),
    useSensor(KeyboardSensor, {
      coordinateGetter,
      keyboardCodes: {
        start: [KeyboardCode.Space],
        cancel: [KeyboardCode.Esc],
        end: [KeyboardCode.Space, KeyboardCode.Enter],
      },
    }),
  );

  const collisionDetection: CollisionDetection = (given) => {
    if (isByKeys.current) {
      return aimed ? [{ id: dropId(aimed.row, aimed.position) }] : [];
    }
    const within = pointerWithin(given);
    if (within.length > 0 || given.pointerCoordinates === null) return within;
    // Between two cards: the nearer one, as long as it is near.
    const [nearest] = closestCenter(given);
    return nearest && (nearest.data?.value as number) < NEAR_PX ? [nearest] : [];
  };

  const end = () => {
    setCarried(null);
    aim.current = null;
    setAimed(null);
    isByKeys.current = false;
  };

  return (
    <DndContext
      sensors={sensors}
      collisionDetection={collisionDetection}
      autoScroll={{ enabled: !isByKeys.current }}
      accessibility={{ announcements: ANNOUNCEMENTS, screenReaderInstructions: { draggable: INSTRUCTIONS } }}
      onDragStart={({ active, activatorEvent }) => {
        isByKeys.current = activatorEvent instanceof KeyboardEvent;
        setCarried(active.data.current as Carried);
      }}
      onDragEnd={({ active, over }) => {
        end();
        if (over) onPut(active.data.current as Carried, over.data.current as DropPlace);
      }}
      onDragCancel={end}
    >
      {children(carried)}
      <DragOverlay dropAnimation={null} zIndex={400}>
        {carried && !isByKeys.current && (
          <div className={classes.carried} aria-hidden>
            <Poster item={carried.item} />
          </div>
        )}
      </DragOverlay>
    </DndContext>
  );
}

type Said = { readonly data: { readonly current?: unknown } };
const titleOf = (active: Said): string => (active.data.current as Carried).item.title;
const placeOf = (over: Said): string => placeText(over.data.current as DropPlace);

const ANNOUNCEMENTS: Announcements = {
  onDragStart: ({ active }) => `Carrying ${titleOf(active)}. Arrow keys choose a slot.`,
  onDragOver: ({ active, over }) => (over ? `${titleOf(active)}: ${placeOf(over)}.` : 'Over no slot.'),
  onDragEnd: ({ active, over }) =>
    over ? `${titleOf(active)} is a draft for ${placeOf(over)}.` : `${titleOf(active)} is back.`,
  onDragCancel: ({ active }) => `${titleOf(active)} is back.`,
};

const INSTRUCTIONS =
  'Press Space to carry it to a slot, arrow keys to choose the slot, Space to put it down, Escape to put it back.';
const NEAR_PX = 120;
