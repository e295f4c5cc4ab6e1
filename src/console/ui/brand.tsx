/** The name with its mark: the arches of a court. Where it `isShort`, narrow places show the mark alone. */
export function Brand({ isShort = false }: { isShort?: boolean }) {
  return (
    <span className="flex items-center gap-2.5">
      <svg viewBox="0 0 32 32" className="size-8" aria-hidden="true">
        <rect width="32" height="32" rx="9" className="fill-accent" />
        <g fill="none" strokeWidth="2.5" strokeLinecap="round" className="stroke-on-accent">
          <path d="M8 25V15a8 8 0 0 1 16 0v10" />
          <path d="M13 25v-9a3 3 0 0 1 6 0v9" className="opacity-65" />
        </g>
      </svg>
      <span className={`font-display text-xl font-semibold tracking-tight ${isShort ? "max-lg:sr-only" : ""}`}>
        Atrium
      </span>
    </span>
  );
}
