const tones = {
  good: "bg-online",
  waiting: "bg-away",
  bad: "bg-busy",
  quiet: "bg-edge",
};

export type Tone = keyof typeof tones;

/** The state that something is in, in a word and a colour. */
export function StateMark({ tone, text }: { tone: Tone; text: string }) {
  return (
    <span className="inline-flex items-center gap-1.5 rounded-full border border-line px-2 py-0.5 text-xs font-normal whitespace-nowrap">
      <span aria-hidden="true" className={`size-2 rounded-full ${tones[tone]}`} />
      {text}
    </span>
  );
}
