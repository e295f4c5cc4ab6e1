import { cpSync, globSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, join, relative, resolve } from "node:path";
import { API, NodeBuilderFlags, SymbolFlags } from "typescript/unstable/sync";
import { Refusal } from "../process/refusal.ts";
import { root } from "../process/root.ts";
import { runTool } from "../process/tool.ts";

const project = join(root, "src", "client", "tsconfig.json");
const contractImport = /"(\.[^"]*\/contract)\.ts"/g;

/** One exported type of a contract, with nothing of the server's schemas left in it. */
type ContractType = { name: string; parameters: string; text: string; comment: string };

/**
 * Writes the declarations of the client. The contracts, from which its types are taken, are schemas of zod on
 * the server; here they are what they infer to, in one file, so that the package's types need nothing else.
 */
export async function writeClientTypes(folder: string): Promise<void> {
  const emitted = mkdtempSync(join(tmpdir(), "atrium-types-"));
  try {
    const { exitCode, output } = await runTool("tsc", ["-p", project, "--outDir", emitted]);
    if (exitCode !== 0) throw new Refusal(`The client's types do not compile:\n${output}`);
    mkdirSync(folder, { recursive: true });
    cpSync(join(emitted, "client"), folder, { recursive: true });
  } finally {
    rmSync(emitted, { recursive: true, force: true });
  }
  const wanted = new Map<string, Set<string>>();
  for (const file of globSync("**/*.d.ts", { cwd: folder })) {
    const path = join(folder, file);
    const text = readFileSync(path, "utf8");
    noteContractNames(text, join(root, "src", "client", dirname(file)), wanted);
    writeFileSync(path, withOwnImports(text, dirname(file)));
  }
  const formatted = await runTool("oxfmt", ["--stdin-filepath=contracts.d.ts"], { input: flatten(wanted) });
  writeFileSync(join(folder, "contracts.d.ts"), formatted.stdout);
}

/** Which types of which contracts a declaration file imports. */
function noteContractNames(text: string, folder: string, wanted: Map<string, Set<string>>): void {
  for (const [, names = "", from = ""] of text.matchAll(/(?:import|export) type \{([^}]*)\} from "([^"]+)";/g)) {
    if (!from.endsWith("/contract.ts")) continue;
    const contract = resolve(folder, from);
    const known = wanted.get(contract) ?? new Set();
    for (const name of names.split(",").map((one) => one.trim())) if (name !== "") known.add(name);
    wanted.set(contract, known);
  }
}

function withOwnImports(text: string, folder: string): string {
  const contracts = join(relative(folder, "."), "contracts.js");
  return text
    .replaceAll(contractImport, `"${contracts.startsWith(".") ? contracts : `./${contracts}`}"`)
    .replaceAll(/"(\.[^"]*)\.ts"/g, '"$1.js"');
}

/** The types wanted, and those that they name, as one file of declarations. */
function flatten(wanted: Map<string, Set<string>>): string {
  const api = new API({ cwd: root });
  try {
    const known = readContracts(api);
    const names = new Set<string>();
    const take = (name: string) => {
      const type = known.get(name);
      if (!type || names.has(name)) return;
      names.add(name);
      for (const [word] of type.text.replaceAll(/"[^"]*"/g, "").matchAll(/\b[A-Z]\w*/g)) take(word);
    };
    for (const name of [...wanted.values()].flatMap((one) => [...one])) {
      if (!known.has(name)) throw new Refusal(`No contract exports the type ${name} that the client takes from one.`);
      take(name);
    }
    const types = [...names].toSorted().flatMap((name) => known.get(name) ?? []);
    return withNames(types).map(declarationOf).join("\n");
  } finally {
    api.close();
  }
}

/** Every type that a contract declares, by its name. */
function readContracts(api: API): Map<string, ContractType> {
  const [{ program, checker } = missing()] = api.updateSnapshot({ openProjects: [project] }).getProjects();
  const types = new Map<string, ContractType>();
  for (const path of program.getSourceFileNames().filter((name) => /^(?:\w+-)?contract\.ts$/.test(basename(name)))) {
    const declared = readFileSync(path, "utf8").matchAll(/^(?:export )?type (\w+)(<[^=]*>)? =/gm);
    for (const [, name = "", parameters = ""] of declared) {
      const symbol = checker.resolveName(name, SymbolFlags.TypeAlias, program.getSourceFile(path));
      if (!symbol) throw new Refusal(`The type ${name} of ${path} can't be found.`);
      const text = checker.typeToString(checker.getDeclaredTypeOfSymbol(symbol), undefined, whole);
      const comment = checker.getDocumentationCommentOfSymbol(symbol);
      // All of them are to be in one file.
      const other = types.get(name)?.text ?? text;
      if (other !== text) throw new Refusal(`Two contracts declare a type ${name}, each another.`);
      types.set(name, { name, parameters, text, comment });
    }
  }
  return types;
}

const whole = NodeBuilderFlags.NoTruncation | NodeBuilderFlags.InTypeAlias;

function missing(): never {
  throw new Refusal(`${project} can't be read.`);
}

/** Says `Message` where one type holds another whole, which a schema spells out; the largest are found first. */
function withNames(types: ContractType[]): ContractType[] {
  const largestFirst = types
    .filter(({ text, parameters }) => /^(?:\{.*\}|"[^{}]*" \| "[^{}]*")$/.test(text) && parameters === "")
    // Of two that are the same one says it, and the other names that one.
    .filter(({ text }, at, all) => all.findIndex((one) => one.text === text) === at)
    .toSorted((a, b) => b.text.length - a.text.length);
  return types.map((type) => {
    let { text } = type;
    for (const other of largestFirst) {
      if (other !== type) text = text.replaceAll(other.text, other.name);
    }
    return { ...type, text };
  });
}

function declarationOf({ name, parameters, text, comment }: ContractType): string {
  return `${comment === "" ? "" : `/** ${comment} */\n`}export type ${name}${parameters} = ${text};\n`;
}
