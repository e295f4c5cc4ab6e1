import { DropdownMenu } from "radix-ui";
import type { ComponentProps, ReactNode } from "react";

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
  return (
    // Not modal: that would hide the page from readers, and put styles into it that its policy forbids.
    <DropdownMenu.Root modal={false}>
      <DropdownMenu.Trigger asChild>{trigger}</DropdownMenu.Trigger>
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

const itemClass =
  "flex min-h-9 cursor-default items-center gap-2.5 rounded-lg px-2.5 py-1.5 outline-none select-none data-highlighted:bg-sunken";

type ItemProps = ComponentProps<typeof DropdownMenu.Item> & { look?: "plain" | "danger" };

export function MenuItem({ look = "plain", ...rest }: ItemProps) {
  return <DropdownMenu.Item {...rest} className={`${itemClass} ${look === "danger" ? "text-danger" : ""}`} />;
}

type ChoiceProps = {
  label: string;
  value: string;
  options: Record<string, ReactNode>;
  onChange: (value: string) => void;
};

/** One of several, of which one holds; `options` are their labels by their values. */
export function MenuChoice({ label, value, options, onChange }: ChoiceProps) {
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

/** What the choices below it are about. */
export function MenuLabel({ children }: { children: ReactNode }) {
  return <DropdownMenu.Label className="px-2.5 pt-1.5 pb-0.5 text-xs text-muted">{children}</DropdownMenu.Label>;
}

export function MenuSeparator() {
  return <DropdownMenu.Separator className="m-1 h-px bg-line" />;
}
