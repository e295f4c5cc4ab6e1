import { Slot } from "radix-ui";
import {
  type ComponentProps,
  createContext,
  type KeyboardEvent,
  type PointerEvent,
  type ReactNode,
  use,
  useState,
} from "react";
import { ahead } from "../app/part.ts";
import type { Press } from "./menu-parts.tsx";
import { tellFailure } from "./toasts.tsx";

type Parts = typeof import("./menu-parts.tsx");

/** What menus are made of is fetched with the first that is likely to be opened, and drawn once one is. */
const load = ahead(() => import("./menu-parts.tsx"));
const loadAhead = () => void load().catch(() => undefined);
const openingKeys = new Set(["Enter", " ", "ArrowDown"]);

const LoadedParts = createContext<Parts | null>(null);

type MenuProps = {
  /** The button that opens it. */
  trigger: ReactNode;
  align?: "start" | "end";
  /** Whether what is chosen takes the focus itself; else it goes back to the button. */
  movesFocus?: () => boolean;
  children: ReactNode;
};

/** What can be done with something, by arrows and letters as in any menu. */
export function Menu({ trigger, align = "end", movesFocus, children }: MenuProps) {
  const [opened, setOpened] = useState<{ parts: Parts; press: Press } | null>(null);
  if (!opened) {
    const open = (press: Press) => void load().then((parts) => setOpened({ parts, press }), tellFailure);
    return <UnopenedMenu trigger={trigger} onOpen={open} />;
  }
  const { parts, press } = opened;
  return (
    <LoadedParts value={parts}>
      <parts.PressedMenu trigger={trigger} align={align} movesFocus={movesFocus} press={press}>
        {children}
      </parts.PressedMenu>
    </LoadedParts>
  );
}

/** The button alone, which to its reader is that of any menu. */
function UnopenedMenu({ trigger, onOpen }: { trigger: ReactNode; onOpen: (press: Press) => void }) {
  const onPointerDown = (event: PointerEvent) => {
    if (event.button !== 0 || event.ctrlKey) return;
    // So that the button does not take the focus that is the menu's.
    event.preventDefault();
    onOpen("pointer");
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (!openingKeys.has(event.key)) return;
    event.preventDefault();
    onOpen({ key: event.key });
  };
  return (
    <Slot.Root
      aria-haspopup="menu"
      aria-expanded={false}
      data-state="closed"
      onPointerEnter={loadAhead}
      onFocus={loadAhead}
      onPointerDown={onPointerDown}
      onKeyDown={onKeyDown}
    >
      {trigger}
    </Slot.Root>
  );
}

/** A menu's items are drawn within it alone, which has its parts. */
function useParts(): Parts {
  const parts = use(LoadedParts);
  if (!parts) throw new Error("an item stands outside of its menu");
  return parts;
}

export function MenuItem(props: ComponentProps<Parts["Item"]>) {
  const { Item } = useParts();
  return <Item {...props} />;
}

/** One of several, of which one holds; `options` are their labels by their values. */
export function MenuChoice(props: ComponentProps<Parts["Choice"]>) {
  const { Choice } = useParts();
  return <Choice {...props} />;
}

/** What the choices below it are about. */
export function MenuLabel(props: ComponentProps<Parts["Label"]>) {
  const { Label } = useParts();
  return <Label {...props} />;
}

export function MenuSeparator() {
  const { Separator } = useParts();
  return <Separator />;
}
