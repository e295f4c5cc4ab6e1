import { DropdownMenu } from "radix-ui";
import { type ComponentProps, type ReactNode, useEffect, useRef } from "react";

/** What a menu's button was pressed by. */
export type Press = { key: string } | "pointer";

type PressedMenuProps = {
  trigger: ReactNode;
  align: "start" | "end";
  movesFocus: (() => boolean) | undefined;
  /** What its button was pressed by when none of this was there. */
  press: Press;
  children: ReactNode;
};

/** A menu once it was asked for: it opens at once, as by the press that asked for it. */
export function PressedMenu({ trigger, align, movesFocus, press, children }: PressedMenuProps) {
  const button = useRef<HTMLButtonElement>(null);
  const unanswered = useRef<Press | null>(press);
  useEffect(() => {
    if (unanswered.current && button.current) pressAgain(button.current, unanswered.current);
    unanswered.current = null;
  }, []);
  return (
    // Not modal: that would hide the page from readers, and put styles into it that its policy forbids.
    <DropdownMenu.Root modal={false}>
      <DropdownMenu.Trigger asChild ref={button}>
        {trigger}
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content
          align={align}
          sideOffset={4}
          collisionPadding={8}
          onCloseAutoFocus={(event) => movesFocus?.() && event.preventDefault()}
          className="z-20 max-h-(--radix-dropdown-menu-content-available-height) min-w-44 animate-appear overflow-y-auto rounded-xl border border-line bg-surface p-1 text-sm text-ink shadow-lg"
        >
          {children}
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}

/** The button is another element than the pressed one, and the menu tells by what presses it where its focus begins. */
function pressAgain(button: HTMLElement, press: Press): void {
  if (press === "pointer") {
    button.dispatchEvent(new PointerEvent("pointerdown", { bubbles: true, cancelable: true, button: 0 }));
    return;
  }
  button.focus();
  button.dispatchEvent(new KeyboardEvent("keydown", { bubbles: true, cancelable: true, key: press.key }));
}

const itemClass =
  "flex min-h-9 cursor-default items-center gap-2.5 rounded-lg px-2.5 py-1.5 outline-none select-none data-highlighted:bg-sunken";

type ItemProps = ComponentProps<typeof DropdownMenu.Item> & { look?: "plain" | "danger" };

export function Item({ look = "plain", ...rest }: ItemProps) {
  return <DropdownMenu.Item {...rest} className={`${itemClass} ${look === "danger" ? "text-danger" : ""}`} />;
}

type ChoiceProps = {
  label: string;
  value: string;
  options: Record<string, ReactNode>;
  onChange: (value: string) => void;
};

export function Choice({ label, value, options, onChange }: ChoiceProps) {
  return (
    <DropdownMenu.RadioGroup aria-label={label} value={value} onValueChange={onChange}>
      {Object.entries(options).map(([name, text]) => (
        <DropdownMenu.RadioItem key={name} value={name} className={`${itemClass} data-[state=checked]:font-semibold`}>
          {text}
          <DropdownMenu.ItemIndicator className="ms-auto text-accent">✓</DropdownMenu.ItemIndicator>
        </DropdownMenu.RadioItem>
      ))}
    </DropdownMenu.RadioGroup>
  );
}

export function Label({ children }: { children: ReactNode }) {
  return <DropdownMenu.Label className="px-2.5 pt-1.5 pb-0.5 text-xs text-muted">{children}</DropdownMenu.Label>;
}

export function Separator() {
  return <DropdownMenu.Separator className="m-1 h-px bg-line" />;
}
