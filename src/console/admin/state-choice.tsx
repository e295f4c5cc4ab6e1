import { Select } from "../ui/select.tsx";

type StateChoiceProps<S extends string> = {
  states: readonly S[];
  state: S | undefined;
  onChange: (state: S | undefined) => void;
};

/** Chooses which of a list are shown, by the state that they are in. */
export function StateChoice<S extends string>({ states, state, onChange }: StateChoiceProps<S>) {
  const names = Object.fromEntries(states.map((name) => [name, capitalised(name)]));
  return (
    <div className="max-w-56">
      <Select
        label="State"
        options={{ "": "Every state", ...names }}
        value={state ?? ""}
        onChange={({ target }) => onChange(states.find((name) => name === target.value))}
      />
    </div>
  );
}

function capitalised(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1);
}
