type SwitchProps<K extends string> = {
  label: string;
  options: Record<K, string>;
  value: K;
  onChange: (value: K) => void;
};

/** Which of a few views is shown; `options` are their names, in this order. */
export function Switch<K extends string>({ label, options, value, onChange }: SwitchProps<K>) {
  // The keys of a record of K are those of K.
  const names = Object.keys(options) as K[];
  return (
    <fieldset aria-label={label} className="flex max-w-full gap-1 justify-self-start rounded-xl bg-sunken p-1">
      {names.map((name) => (
        <button
          key={name}
          type="button"
          aria-pressed={value === name}
          onClick={() => onChange(name)}
          className="min-h-8 truncate rounded-lg px-3.5 text-sm font-medium text-muted transition-colors hover:text-ink aria-pressed:bg-surface aria-pressed:text-ink aria-pressed:shadow-sm"
        >
          {options[name]}
        </button>
      ))}
    </fieldset>
  );
}
