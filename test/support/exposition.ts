type Sample = { name: string; labels: Map<string, string>; value: number };
type Family = { type: string; samples: Sample[] };

/**
 * Parses Prometheus' text format 0.0.4, and refuses what a strict reader would: samples outside their family, a line
 * twice, labels that are not escaped, histograms whose buckets shrink or do not end with their count.
 */
export function parseExposition(text: string): Map<string, Family> {
  if (!text.endsWith("\n")) throw new Error("the last line does not end");
  const families = new Map<string, Family>();
  const seen = new Set<string>();
  let current: { name: string; family: Family } | undefined;
  let helped = "";
  for (const line of text.slice(0, -1).split("\n")) {
    const [, help] = /^# HELP ([a-z_:][a-z0-9_:]*) .+$/i.exec(line) ?? [];
    const [, name, type] = /^# TYPE ([a-z_:][a-z0-9_:]*) (counter|gauge|histogram)$/i.exec(line) ?? [];
    if (help !== undefined) helped = help;
    else if (name !== undefined && type !== undefined) {
      if (helped !== name || families.has(name)) throw new Error(`out of order: ${line}`);
      current = { name, family: { type, samples: [] } };
      families.set(name, current.family);
    } else {
      const sample = parseSample(line);
      const key = line.slice(0, line.lastIndexOf(" "));
      if (seen.has(key)) throw new Error(`twice: ${line}`);
      seen.add(key);
      if (!current || !isOf(current, sample)) throw new Error(`outside its family: ${line}`);
      current.family.samples.push(sample);
    }
  }
  for (const [name, { type, samples }] of families) if (type === "histogram") checkHistogram(name, samples);
  return families;
}

function isOf({ name, family }: { name: string; family: Family }, sample: Sample): boolean {
  if (family.type !== "histogram") return sample.name === name;
  return [`${name}_bucket`, `${name}_sum`, `${name}_count`].includes(sample.name);
}

function parseSample(line: string): Sample {
  const [, name = "", , inner = "", value = ""] =
    /^([a-z_:][a-z0-9_:]*)(\{(.*)\})? (-?\d+(?:\.\d+)?(?:e[+-]?\d+)?)$/i.exec(line) ?? [];
  if (name === "") throw new Error(`no sample: ${line}`);
  const labels = new Map<string, string>();
  let rest = inner;
  while (rest !== "") {
    const [all = "", label = "", text = ""] = /^([a-z_][a-z0-9_]*)="((?:[^"\\]|\\["\\n])*)"(?:,|$)/i.exec(rest) ?? [];
    if (all === "" || labels.has(label)) throw new Error(`no labels: ${line}`);
    labels.set(label, text);
    rest = rest.slice(all.length);
  }
  return { name, labels, value: Number(value) };
}

const isRising = (numbers: number[]) => numbers.every((number, at) => at === 0 || number >= (numbers[at - 1] ?? 0));

function checkHistogram(name: string, samples: Sample[]): void {
  const seriesOf = ({ labels }: Sample) => JSON.stringify([...labels].filter(([label]) => label !== "le"));
  for (const series of Map.groupBy(samples, seriesOf).values()) {
    const buckets = series.filter((sample) => sample.name === `${name}_bucket`);
    const ends = buckets.map(({ labels }) => (labels.get("le") === "+Inf" ? Infinity : Number(labels.get("le"))));
    const count = series.find((sample) => sample.name === `${name}_count`)?.value;
    const isWhole = ends.at(-1) === Infinity && buckets.at(-1)?.value === count;
    if (!isWhole || !isRising(ends) || !isRising(buckets.map(({ value }) => value))) throw new Error(`broken: ${name}`);
    if (!series.some((sample) => sample.name === `${name}_sum`)) throw new Error(`no sum: ${name}`);
  }
}
