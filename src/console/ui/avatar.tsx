const colours = [
  "bg-[#dcebe4] text-[#1d5a4a] dark:bg-[#24423a] dark:text-[#a9dccb]",
  "bg-[#efe2d3] text-[#7a4a1c] dark:bg-[#46341f] dark:text-[#e8c79f]",
  "bg-[#e3e1f0] text-[#4a4486] dark:bg-[#34315a] dark:text-[#c9c5f0]",
  "bg-[#f3dfdc] text-[#8a3a2e] dark:bg-[#4d2a25] dark:text-[#f0bdb3]",
  "bg-[#dde8f1] text-[#28557a] dark:bg-[#223b50] dark:text-[#b0d2ec]",
];

/** A person's initials, in a colour that stays theirs. Decoration: the name stands beside it. */
export function Avatar({ name, id, size = "size-10 text-sm" }: { name: string; id: string; size?: string }) {
  const initials = name
    .split(/\s+/)
    .slice(0, 2)
    .map((word) => Array.from(word)[0] ?? "")
    .join("")
    .toUpperCase();
  const number = Array.from(id, (letter) => letter.charCodeAt(0)).reduce((sum, code) => sum + code, 0);
  return (
    <span
      aria-hidden="true"
      className={`inline-grid shrink-0 place-items-center rounded-full font-semibold ${size} ${colours[number % colours.length]}`}
    >
      {initials}
    </span>
  );
}
