type OneOfProps<K extends string> = {
  label: string;
  options: Record<K, string>;
  value: K;
  onChange: (value: K) => void;
};

/** A choice of one of a few, all of which are seen. */
export function OneOf<K extends string>({ label, options, value, onChange }: OneOfProps<K>) {
  // The keys of a literal are those of its type.
  const names = Object.keys(options) as K[];
  return (
    <fieldset aria-label={label} className="flex gap-1 rounded-xl bg-sunken p-1">
      {names.map((name) => (
        <button
          key={name}
          type="button"
          aria-pressed={value === name}
          onClick={() => onChange(name)}
          className="min-h-8 rounded-lg px-3 text-sm aria-pressed:bg-surface aria-pressed:font-medium aria-pressed:shadow-sm"
        >
          {options[name]}
        </button>
      ))}
    </fieldset>
  );
}
